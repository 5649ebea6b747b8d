#ifndef TG_JOB_JSON_LINE_H
#define TG_JOB_JSON_LINE_H

#include <cjson/cJSON.h>

#include "io/buffer.h"
#include "tensor/tensor.h"

/* Add a member to the object that becomes a line. text NULL adds null. */
void tg_json_line_integer(cJSON *line, const char *name, int64_t value);
void tg_json_line_shape(
	cJSON *line, const char *name, const struct tg_shape *shape);
void tg_json_line_text(cJSON *line, const char *name, const char *text);

/*
 * The name of a tensor's dtype. For a JSON tensor it is the dtype that it would
 * get in a binary file, or NULL if it cannot be written to one.
 */
const char *tg_json_line_dtype(const struct tg_tensor *tensor);

/*
 * Append the line to out and free it, also after an error. A line that is NULL
 * counts as no memory.
 *
 * Errors: TG_ESYS without memory.
 */
bool tg_json_line_end(struct tg_buffer *out, cJSON *line, struct tg_err *err);

#endif
