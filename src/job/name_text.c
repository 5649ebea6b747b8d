/*
 * The text of a name in any tensor: what a string says, without quotes and
 * escapes, or a number as it is written.
 */
#include "job/name_text.h"

#include <stdlib.h>

#include "format/json/members.h"
#include "format/text/field.h"
#include "tensor/based.h"
#include "tensor/value.h"

/* Print a string of JSON without its quotes and escapes. */
static void
print_string(struct tg_printed *to, const unsigned char *p)
{
	char bytes[TG_JSON_CHARACTER];

	for (p++; *p != '"';) {
		const unsigned char *from = p;
		const size_t n = tg_json_character(&p, bytes);

		/* half of a surrogate pair stays the escape that it is */
		if (n > 0)
			tg_print_bytes(to, bytes, n);
		else
			tg_print_bytes(
				to, (const char *)from, (size_t)(p - from));
	}
}

void
tg_name_print_field(struct tg_printed *to, const unsigned char *p, size_t len,
	enum tg_text_syntax syntax)
{
	const size_t before = to->len;

	/* the field itself makes room: its content is never longer */
	tg_print_bytes(to, (const char *)p, len);
	if (to->failed || len == 0)
		return;
	to->len = before +
		tg_field_content(
			(unsigned char *)to->text + before, p, p + len, syntax);
	if (syntax == TG_SYNTAX_LINES && to->len > before &&
		to->text[to->len - 1] == '\r')
		to->len--;
	to->text[to->len] = '\0';
}

/* Print the text of an element of a tensor that was read from a text. */
static void
print_text(struct tg_printed *to, const struct tg_tensor *tensor,
	const unsigned char *element)
{
	const enum tg_text_syntax syntax = tensor->text->syntax;
	const unsigned char *p = tg_tensor_text(tensor, element);

	if (syntax != TG_SYNTAX_JSON)
		tg_name_print_field(
			to, p, (size_t)(tg_field_end(p, syntax) - p), syntax);
	else if (*p == '"')
		print_string(to, p);
	else
		tg_print_bytes(to, (const char *)p,
			(size_t)(tg_json_element_end(p, false) - p));
}

/* Print a binary element: a string itself, all else as JSON has it. */
static void
print_value(struct tg_printed *to, const struct tg_dtype *dtype,
	const unsigned char *element)
{
	/* a string is looked at a few bytes beyond its end */
	char *text = calloc(1, tg_value_room(dtype) + TG_PADDING);
	size_t n = 0;

	if (text != NULL)
		n = tg_value_print(text, dtype, element, TG_NAN_KEEP);
	else
		to->failed = true;
	if (n > 0 && text[0] == '"')
		print_string(to, (const unsigned char *)text);
	else if (n > 0)
		tg_print_bytes(to, text, n);
	free(text);
}

void
tg_name_print(struct tg_printed *to, const struct tg_tensor *tensor, int64_t k)
{
	const unsigned char *element = tg_tensor_element(tensor, k);

	if (tensor->dtype.type == TG_TEXT)
		print_text(to, tensor, element);
	else
		print_value(to, &tensor->dtype, element);
}

bool
tg_name_require(struct tg_operand *operand, struct tg_err *err)
{
	struct tg_tensor *tensor = &operand->tensor;

	if (tensor->dtype.type == TG_TEXT || tg_value_has_text(&tensor->dtype))
		return tg_tensor_widen(tensor, err);
	tg_fail(err, TG_ETYPE, TG_NOPOS, "elements of %s are no names",
		tg_dtype_name(&tensor->dtype));
	tg_operand_locate(operand, err);
	return false;
}
