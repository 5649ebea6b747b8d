/*
 * Takes the name of a value in a JSON document to pieces: the name of a member,
 * or a JSON Pointer.
 */
#include "format/json/path.h"

#include <stdlib.h>
#include <string.h>

#include "format/json/token.h"

/* Resolve the escapes of a JSON Pointer in place: ~1 is /, ~0 is ~. */
static void
unescape_step(char *step)
{
	char *to = step;

	for (const char *from = step; *from != '\0'; from++, to++) {
		*to = *from;
		if (from[0] == '~' && (from[1] == '0' || from[1] == '1'))
			*to = *++from == '0' ? '~' : '/';
	}
	*to = '\0';
}

bool
tg_json_path_parse(
	struct tg_json_path *path, const char *name, struct tg_err *err)
{
	size_t slashes = 0;

	if (name == NULL)
		return true;
	for (const char *p = name; *p != '\0'; p++)
		slashes += *p == '/';
	if (name[0] != '/')
		slashes = 1;
	if (slashes > TG_JSON_NESTING)
		return tg_fail(err, TG_ELACK, TG_NOPOS,
			"a pointer of more than %d steps", TG_JSON_NESTING);
	path->text = strdup(name);
	path->step = calloc(slashes, sizeof(*path->step));
	if (path->text == NULL || path->step == NULL)
		return tg_fail_memory(err, "a name");
	if (name[0] != '/') {
		path->step[path->n++] = path->text;
		return true;
	}
	for (char *p = path->text; p != NULL; p = strchr(p, '/')) {
		*p++ = '\0';
		path->step[path->n++] = p;
	}
	for (int i = 0; i < path->n; i++)
		unescape_step(path->step[i]);
	return true;
}

void
tg_json_path_free(struct tg_json_path *path)
{
	free(path->step);
	free(path->text);
}
