#ifndef TG_FORMAT_JSON_PATH_H
#define TG_FORMAT_JSON_PATH_H

#include <stdbool.h>

#include "base/error.h"

/*
 * The way from the root of a document to a value in it. Each step is the key of
 * a member, or a position in an array. All zero is the way to the root.
 */
struct tg_json_path {
	char **step;
	int n;
	char *text; /* the steps point into it */
};

/*
 * tg_json_path_parse - the path that a name means: one step, or for a JSON
 * Pointer (RFC 6901) as many as it has slashes.
 *
 *   name   NULL: the root
 *
 * Errors: TG_EDATA for a path that is too long, TG_ESYS without memory.
 * Ownership: tg_json_path_free frees the path, also after an error.
 */
bool tg_json_path_parse(
	struct tg_json_path *path, const char *name, struct tg_err *err);

void tg_json_path_free(struct tg_json_path *path);

#endif
