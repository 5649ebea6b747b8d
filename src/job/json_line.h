#ifndef TG_JOB_JSON_LINE_H
#define TG_JOB_JSON_LINE_H

#include <cjson/cJSON.h>

#include "io/buffer.h"
#include "tensor/tensor.h"

/* Add a member to the object that becomes a line; text may be NULL. */
void tg_json_line_integer(cJSON *line, const char *name, int64_t value);
void tg_json_line_shape(
	cJSON *line, const char *name, const struct tg_shape *shape);
void tg_json_line_text(cJSON *line, const char *name, const char *text);

/*
 * The name of a tensor's dtype: for JSON the one that it would have in a binary
 * file, NULL where it would have none.
 */
const char *tg_json_line_dtype(const struct tg_tensor *tensor);

/* Append the line, which may be NULL, and free it. Errors: TG_ESYS. */
bool tg_json_line_end(struct tg_buffer *out, cJSON *line, struct tg_err *err);

#endif
