/*
 * Writes one line of JSON about a tensor or a job, for --info and --dry-run,
 * whose output scripts read. Integers are written exactly, which cJSON alone
 * would not do.
 */
#include "job/json_line.h"

#include <inttypes.h>
#include <stdio.h>

#include "format/binary.h"
#include "tensor/text.h"

/* cJSON stores numbers as doubles and might round it, so add it as text. */
void
tg_json_line_integer(cJSON *line, const char *name, int64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, value);
	cJSON_AddRawToObject(line, name, text);
}

void
tg_json_line_shape(cJSON *line, const char *name, const struct tg_shape *shape)
{
	char text[TG_SHAPE_TEXT];

	tg_shape_list(text, shape->size, shape->ndim, "[],");
	cJSON_AddRawToObject(line, name, text);
}

void
tg_json_line_text(cJSON *line, const char *name, const char *text)
{
	if (text != NULL)
		cJSON_AddStringToObject(line, name, text);
	else
		cJSON_AddNullToObject(line, name);
}

const char *
tg_json_line_dtype(const struct tg_tensor *tensor)
{
	struct tg_encoder encoder = { .input = tensor, .same_format = true };

	if (tensor->dtype.type != TG_TEXT)
		return tg_dtype_name(&tensor->dtype);
	if (!tg_binary_prepare(&encoder, NULL))
		return NULL;
	return tg_dtype_name(&encoder.dtype);
}

bool
tg_json_line_end(struct tg_buffer *out, cJSON *line, struct tg_err *err)
{
	char *text = line != NULL ? cJSON_PrintUnformatted(line) : NULL;
	bool ok;

	cJSON_Delete(line);
	if (text == NULL)
		return tg_fail_memory(err, "a line");
	ok = tg_buffer_append(out, text, strlen(text), err) &&
		tg_buffer_append(out, "\n", 1, err);
	cJSON_free(text);
	return ok;
}
