#include "explain/element.h"

#include <stdio.h>

#include "base/text_width.h"
#include "format/format.h"

/* The bytes of what has no text, in hexadecimal. */
static void
put_bytes(struct tg_buffer *out, const unsigned char *element, size_t size,
	struct tg_err *err)
{
	char digits[4];

	for (size_t i = 0; i < size && i < 8; i++) {
		snprintf(digits, sizeof(digits), "%02x", element[i]);
		tg_buffer_append(out, digits, 2, err);
	}
}

void
tg_explain_cell(char text[TG_CELL_TEXT], const struct tg_tensor *tensor,
	const unsigned char *element, int columns)
{
	const struct tg_format *json = &tg_format_json;
	struct tg_encoder encoder = { .input = tensor, .n = 1 };
	struct tg_buffer out = { 0 };
	struct tg_err err = { 0 };
	size_t n = 1;

	if (!json->prepare(&encoder, &err))
		put_bytes(&out, element, tensor->dtype.size, &err);
	else if (!json->encode(&encoder, 0, element, &n, &out, &err))
		tg_buffer_append(&out, "?", 1, &err);
	tg_text_width_cut(
		text, TG_CELL_TEXT, (const char *)out.data, out.len, columns);
	tg_buffer_free(&out);
}
