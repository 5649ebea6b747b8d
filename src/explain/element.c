/*
 * One element of a tensor as a short text, for the lines, the grids and the
 * pictures that show single elements. It is the text that the JSON writer would
 * give, so that people see what they would get.
 */
#include "explain/element.h"

#include <stdio.h>

#include "base/text_width.h"
#include "format/format.h"

/* The first bytes of an element that JSON has no text for, in hexadecimal. */
static void
append_hexadecimal(struct tg_buffer *out, const unsigned char *element,
	size_t size, struct tg_err *err)
{
	char digits[4];

	for (size_t i = 0; i < size && i < 8; i++) {
		snprintf(digits, sizeof(digits), "%02x", element[i]);
		tg_buffer_append(out, digits, 2, err);
	}
}

void
tg_element_text(char text[TG_ELEMENT_TEXT], const struct tg_tensor *tensor,
	const unsigned char *element, int columns)
{
	const struct tg_format *json = &tg_format_json;
	struct tg_encoder encoder = { .input = tensor, .n = 1 };
	struct tg_buffer out = { 0 };
	struct tg_elements one = { .data = element, .n = 1 };
	struct tg_err err = { 0 };

	if (!json->prepare(&encoder, &err))
		append_hexadecimal(&out, element, tensor->dtype.size, &err);
	else if (!json->encode(&encoder, &one, &out, &err))
		tg_buffer_append(&out, "?", 1, &err);
	tg_text_width_cut(text, TG_ELEMENT_TEXT, (const char *)out.data,
		out.len, columns);
	tg_buffer_free(&out);
}
