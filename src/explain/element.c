/*
 * One element of a tensor as a short text, for the lines, the grids and the
 * pictures that show single elements. It is the text that the JSON writer would
 * give, so that people see what they would get.
 */
#include "explain/element.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text_width.h"
#include "format/format.h"

/* The first bytes of an element that JSON has no text for, in hexadecimal. */
static bool
append_hexadecimal(struct tg_buffer *out, const unsigned char *element,
	size_t size, struct tg_err *err)
{
	char digits[20] = "";

	for (size_t i = 0; i < size && i < 8; i++)
		snprintf(digits + 2 * i, 3, "%02x", element[i]);
	return tg_buffer_append(out, digits, strlen(digits), err);
}

/* Append the element as JSON writes it, or what stands for it. */
static bool
append_element(struct tg_buffer *out, const struct tg_tensor *tensor,
	const unsigned char *element, struct tg_err *err)
{
	const struct tg_format *json = &tg_format_json;
	struct tg_encoder encoder = { .input = tensor, .n = 1 };
	struct tg_elements one = { .data = element, .n = 1 };

	if (!json->prepare(&encoder, err)) {
		if (err->code == TG_ESYS)
			return false;
		tg_err_clear(err);
		return append_hexadecimal(
			out, element, tensor->dtype.size, err);
	}
	if (json->encode(&encoder, &one, out, err))
		return true;
	if (err->code == TG_ESYS)
		return false;
	tg_err_clear(err);
	return tg_buffer_append(out, "?", 1, err);
}

bool
tg_element_text(char text[TG_ELEMENT_TEXT], const struct tg_tensor *tensor,
	const unsigned char *element, int columns)
{
	/* only its code is of use here; it is too large for a stack */
	struct tg_err *err = calloc(1, sizeof(*err));
	struct tg_buffer out = { 0 };
	const bool ok =
		err != NULL && append_element(&out, tensor, element, err);

	free(err);
	if (ok)
		tg_text_width_cut(text, TG_ELEMENT_TEXT, (const char *)out.data,
			out.len, columns);
	else
		strcpy(text, "?");
	tg_buffer_free(&out);
	return ok;
}
