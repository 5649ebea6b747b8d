/*
 * The directory in which the program runs: the files that jobs read, and the
 * former file that a result replaces. Before each run it is as it was before
 * the first.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bombs.h"
#include "fault.h"
#include "files.h"

void *
fault_must(void *p)
{
	if (p == NULL) {
		perror("fault");
		exit(2);
	}
	return p;
}

char *
fault_read_file(const char *path, size_t *len)
{
	FILE *file = fopen(path, "rb");
	char *text = NULL;
	FILE *to;
	int c;

	*len = 0;
	if (file == NULL)
		return NULL;
	to = fault_must(open_memstream(&text, len));
	while ((c = getc_unlocked(file)) != EOF)
		putc_unlocked(c, to);
	fclose(to);
	fclose(file);
	return fault_must(text);
}

static FILE *
create(const char *directory, const char *name)
{
	char path[8192];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return fault_must(fopen(path, "wb"));
}

static void
write_text(const char *directory, const char *name, const char *text)
{
	FILE *file = create(directory, name);

	fputs(text, file);
	fclose(file);
}

/* What gzip makes of [5,6] and a newline. */
static void
write_gzip(const char *directory, const char *name)
{
	static const char packed[] =
		"\037\213\010\000\000\000\000\000\002\003\213\066\325"
		"\061\213\345\002\000\302\055\210\233\006\000\000\000";
	FILE *file = create(directory, name);

	fwrite(packed, 1, sizeof(packed) - 1, file);
	fclose(file);
}

/* An NPY file of int64: element i is i % limit. */
static void
write_npy(const char *directory, const char *name, int rows, int columns,
	int limit)
{
	FILE *file = create(directory, name);
	char head[128];

	snprintf(head, sizeof(head),
		"{'descr': '<i8', 'fortran_order': False, 'shape': (%d, %d), }",
		rows, columns);
	fwrite("\223NUMPY\1\0\166\0", 1, 10, file);
	fprintf(file, "%-117s\n", head);
	for (int64_t i = 0; i < rows * columns; i++) {
		const int64_t value = i * 7 % limit;

		for (int byte = 0; byte < 8; byte++)
			putc((int)(value >> 8 * byte & 255), file);
	}
	fclose(file);
}

static void
put_rows(FILE *file, int rows, int columns, int limit)
{
	for (int i = 0; i < rows; i++) {
		fputs(i == 0 ? "[[" : ",\n[", file);
		for (int j = 0; j < columns; j++)
			fprintf(file, "%s%d", j > 0 ? "," : "",
				(i * 31 + j * 7) % limit);
		fputs("]", file);
	}
	fputs("]\n", file);
}

static void
write_rows(const char *directory, const char *name, int rows, int columns,
	int limit)
{
	FILE *file = create(directory, name);

	put_rows(file, rows, columns, limit);
	fclose(file);
}

/* A document with an index, b, before the tensor a. */
static void
write_members(const char *directory, const char *name)
{
	FILE *file = create(directory, name);

	fputs("{\"b\":", file);
	put_rows(file, 60, 3, 8);
	fputs(",\"a\":", file);
	put_rows(file, 60, 8, 1000);
	fputs(",\"c\":[1,\"]\"]}\n", file);
	fclose(file);
}

/* A text table whose numbers are all below the columns. */
static void
write_table(const char *directory, const char *name, int rows, int columns)
{
	FILE *file = create(directory, name);

	for (int i = 0; i < rows; i++)
		for (int j = 0; j < columns; j++)
			fprintf(file, "%d%s", (i + j * 2) % columns,
				j + 1 < columns ? "," : "\n");
	fclose(file);
}

/* An object that says its shape behind its rows. */
static void
write_object(const char *directory, const char *name, const char *shape)
{
	FILE *file = create(directory, name);

	fputs("{\"data\":", file);
	put_rows(file, 60, 8, 1000);
	fprintf(file, ",\"shape\":[%s]}\n", shape);
	fclose(file);
}

static void
write_safetensors(const char *directory, const char *name)
{
	static const char head[] =
		"{\"matrix\":{\"dtype\":\"I16\",\"shape\":[2,2],"
		"\"data_offsets\":[0,8]},\"__metadata__\":{\"a\":\"b\"},"
		"\"vector\":{\"dtype\":\"U8\",\"shape\":[4],"
		"\"data_offsets\":[8,12]}} ";
	FILE *file = create(directory, name);
	const size_t len = sizeof(head) - 1;

	for (int byte = 0; byte < 8; byte++)
		putc((int)(len >> 8 * byte & 255), file);
	fwrite(head, 1, len, file);
	fwrite("\1\0\2\0\3\0\4\0abcd", 1, 12, file);
	fclose(file);
}

static void
copy_file(const char *from, const char *directory, const char *name)
{
	char path[8192];
	size_t len;
	char *text;
	FILE *file;

	snprintf(path, sizeof(path), "tests/formats/%s", from);
	text = fault_must(fault_read_file(path, &len));
	file = create(directory, name);
	fwrite(text, 1, len, file);
	fclose(file);
	free(text);
}

static void
write_inputs(const char *directory)
{
	char shards[8192];

	write_npy(directory, "x.npy", 3, 2, 1000);
	write_npy(directory, "wide.npy", 200, 5, 1000);
	write_npy(directory, "many.npy", 150, 5, 200);
	write_npy(directory, "long.npy", 24, 400, 1000);
	write_text(directory, "i.json", "[[2,0],[1,1]]\n");
	write_text(directory, "x.json",
		"{\"a\":[1.5,\"two\",{\"three\":3}],\"b\":[[1,2],[3,4]]}\n");
	write_gzip(directory, "x.json.gz");
	write_text(directory, "list.json", "[1.5,null,3]\n");
	write_text(directory, "lines", "1\n# none\n\n0 1\n1\n");
	write_text(directory, "texts", "[2,0]\n[1]\n[0,1,2]\n");
	write_rows(directory, "rows.json", 60, 8, 1000);
	write_rows(directory, "rows_index.json", 60, 3, 8);
	write_members(directory, "members.json");
	write_object(directory, "object.json", "60,8");
	write_object(directory, "reshaped.json", "120,4");
	write_text(directory, "x.csv",
		"a,b,\"c \"\"d\"\"\"\n1,\"x, y\",2\n+3,,.5\n");
	write_table(directory, "table.csv", 60, 8);
	write_table(directory, "table_index.csv", 60, 3);
	write_safetensors(directory, "x.safetensors");
	copy_file("npz/deflated.npz", directory, "x.npz");
	copy_file("pt/state.pt", directory, "x.pt");
	copy_file("vectors/fvecs.fvecs", directory, "x.fvecs");
	copy_file("idx/idx-int16.idx", directory, "x.idx");
	copy_file("onnx/external.onnx", directory, "x.onnx");
	copy_file("onnx/external.data", directory, "external.data");
	copy_file("gguf/q4_0.gguf", directory, "x.gguf");
	snprintf(shards, sizeof(shards), "%s/parts", directory);
	if (mkdir(shards, 0777) != 0)
		fault_must(NULL);
	copy_file("gguf/split-00001-of-00003.gguf", shards,
		"split-00001-of-00003.gguf");
	copy_file("gguf/split-00002-of-00003.gguf", shards,
		"split-00002-of-00003.gguf");
	copy_file("gguf/split-00003-of-00003.gguf", shards,
		"split-00003-of-00003.gguf");
	snprintf(shards, sizeof(shards), "%s/shards", directory);
	if (mkdir(shards, 0777) != 0)
		fault_must(NULL);
	copy_file("safetensors/model.safetensors.index.json", shards,
		"model.safetensors.index.json");
	copy_file("safetensors/model-00001-of-00002.safetensors", shards,
		"model-00001-of-00002.safetensors");
	copy_file("safetensors/model-00002-of-00002.safetensors", shards,
		"model-00002-of-00002.safetensors");
}

static const char *const inputs[] = { "x.npy", "wide.npy", "many.npy",
	"long.npy", "i.json", "x.json", "x.json.gz", "x.csv", "table.csv",
	"table_index.csv", "list.json", "texts", "lines", "rows.json",
	"rows_index.json", "members.json", "object.json", "reshaped.json",
	"x.safetensors", "x.npz", "x.pt", "x.gguf", "x.fvecs", "x.idx",
	"x.onnx", "external.data", "shards", "parts", "cut.raw", "rows.raw",
	"fifo", ".", ".." };

bool
fault_is_input(const char *name)
{
	for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++)
		if (strcmp(name, inputs[i]) == 0)
			return true;
	return false;
}

bool
fault_is_of_ranks(const char *name)
{
	return strncmp(name, ".tgather.", 9) == 0;
}

void
fault_files_create(const char *directory)
{
	if (mkdir(directory, 0777) != 0) {
		perror(directory);
		exit(2);
	}
	write_inputs(directory);
}

/* Everything that is no input, but not what `keep` names. */
static void
remove_others(const char *directory, const char *keep)
{
	DIR *entries = fault_must(opendir(directory));
	struct dirent *entry;
	char path[8192];

	while ((entry = readdir(entries)) != NULL) {
		if (fault_is_input(entry->d_name) ||
			(keep != NULL && strcmp(keep, entry->d_name) == 0))
			continue;
		snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
		unlink(path);
	}
	closedir(entries);
}

bool
fault_is_former(const char *directory, const char *name)
{
	char path[8192];
	size_t len;
	char *text;
	bool is;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	text = fault_read_file(path, &len);
	is = text != NULL && len == strlen(FORMER) &&
		memcmp(text, FORMER, len) == 0;
	free(text);
	return is;
}

void
fault_files_prepare(const struct place *place, const struct job *job)
{
	const bool keep = job->output != NULL && job->replaces &&
		fault_is_former(place->directory, job->output);

	remove_others(place->directory, keep ? job->output : NULL);
	if (job->output != NULL && job->replaces && !keep)
		write_text(place->directory, job->output, FORMER);
}

/* Rows of 4096 bytes in cut.raw, all of them zeros, and all are picked. */
#define CUT_ROWS 4096

void
fault_files_extra(const struct place *place, const struct job *job)
{
	char path[8192];
	FILE *file;
	int fd;

	if (job->bomb != NULL) {
		snprintf(path, sizeof(path), "%s/../bombs", place->directory);
		fault_bombs_create(path);
	}
	if (!job->special)
		return;
	snprintf(path, sizeof(path), "%s/cut.raw", place->directory);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0 || ftruncate(fd, CUT_ROWS * 4096L) != 0 || close(fd) != 0)
		fault_must(NULL);
	snprintf(path, sizeof(path), "%s/fifo", place->directory);
	if (mkfifo(path, 0666) != 0 && errno != EEXIST)
		fault_must(NULL);
	snprintf(path, sizeof(path), "%s/rows.raw", place->directory);
	file = fault_must(fopen(path, "wb"));
	for (int i = 0; i < CUT_ROWS; i++) {
		putc(i & 255, file);
		putc(i >> 8, file);
	}
	fclose(file);
}
