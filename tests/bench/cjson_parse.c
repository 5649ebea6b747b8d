/*
 * cjson_parse FILE - read a file and parse it with cJSON, nothing more: a part
 * of the job. Without FILE it prints cJSON's version.
 */
#include <stdio.h>
#include <stdlib.h>

#include <cjson/cJSON.h>

int
main(int argc, char **argv)
{
	FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
	char *text = NULL;
	cJSON *tree = NULL;
	long size;
	int status = 1;

	if (argc == 1) {
		puts(cJSON_Version());
		return 0;
	}
	if (!file || fseek(file, 0, SEEK_END) || (size = ftell(file)) < 0)
		goto done;
	rewind(file);
	text = malloc((size_t)size + 1);
	if (!text || fread(text, 1, (size_t)size, file) != (size_t)size)
		goto done;
	text[size] = '\0';
	tree = cJSON_Parse(text);
	status = !tree;
	printf("%d\n", cJSON_GetArraySize(tree));
done:
	cJSON_Delete(tree);
	free(text);
	if (file)
		fclose(file);
	return status;
}
