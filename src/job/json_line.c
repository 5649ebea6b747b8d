/*
 * Writes one line of JSON about a tensor or a job, for --info and --dry-run,
 * whose output scripts read. Integers are written exactly, whatever numbers the
 * reader has.
 */
#include "job/json_line.h"

#include <inttypes.h>

#include "format/binary.h"
#include "format/json/quote.h"
#include "tensor/text.h"

struct tg_json_line
tg_json_line_begin(struct tg_printed *to)
{
	tg_print_char(to, '{');
	return (struct tg_json_line){ .to = to };
}

void
tg_json_line_raw(struct tg_json_line *line, const char *name, const char *raw)
{
	tg_print(line->to, "%s\"%s\":%s", line->has_members ? "," : "", name,
		raw);
	line->has_members = true;
}

void
tg_json_line_integer(struct tg_json_line *line, const char *name, int64_t value)
{
	tg_json_line_raw(line, name, "");
	tg_print(line->to, "%" PRId64, value);
}

void
tg_json_line_shape(struct tg_json_line *line, const char *name,
	const struct tg_shape *shape)
{
	char text[TG_SHAPE_TEXT];

	tg_json_line_raw(line, name,
		tg_shape_list(text, shape->size, shape->ndim, "[],"));
}

void
tg_json_line_text(struct tg_json_line *line, const char *name, const char *text)
{
	tg_json_line_raw(line, name, text != NULL ? "" : "null");
	if (text != NULL)
		tg_json_print_harmless(line->to, text);
}

bool
tg_listed_dtype(
	const char **name, const struct tg_tensor *tensor, struct tg_err *err)
{
	struct tg_encoder encoder = { .input = tensor, .same_format = true };

	*name = NULL;
	if (tensor->dtype.type != TG_TEXT)
		*name = tg_dtype_name(&tensor->dtype);
	else if (tg_binary_prepare(&encoder, err))
		*name = tg_dtype_name(&encoder.dtype);
	else if (err->code == TG_ESYS)
		return false;
	else
		tg_err_clear(err);
	return true;
}

bool
tg_json_line_dtype(struct tg_json_line *line, const struct tg_tensor *tensor,
	struct tg_err *err)
{
	const char *name;

	if (!tg_listed_dtype(&name, tensor, err))
		return false;
	tg_json_line_text(line, "dtype", name);
	return true;
}

void
tg_json_line_end(struct tg_json_line *line)
{
	tg_print_text(line->to, "}\n");
}
