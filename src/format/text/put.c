/*
 * Writes single elements as fields of a text table. What was a field of a table
 * of the same syntax, or a number, is copied as it is; a string is put in quotes
 * where the syntax has them and they are needed. What cannot be a field is
 * refused, never changed.
 */
#include "format/text/put.h"

#include "format/json/members.h"
#include "format/text/field.h"

/*
 * A string was appended, of n bytes from at on. Refuse it if the syntax has no
 * way to write it.
 */
static bool
accept_string(enum tg_text_syntax syntax, const unsigned char *at, size_t n,
	const char **what)
{
	if (memchr(at, '\0', n) != NULL) {
		*what = "has a NUL, which no text has";
	} else if (syntax == TG_SYNTAX_CSV) {
		return true;
	} else if (memchr(at, '\n', n) != NULL ||
		(syntax != TG_SYNTAX_LINES && memchr(at, '\r', n) != NULL)) {
		*what = "has a line end, which only quotes of CSV can hold";
	} else if (syntax == TG_SYNTAX_LINES) {
		return true;
	} else if (memchr(at, '\t', n) != NULL) {
		*what = "has a tab, which ends a field here";
	} else if (syntax == TG_SYNTAX_TSV) {
		return true;
	} else if (n == 0) {
		*what = "is empty, which columns with blanks between them "
			"cannot show";
	} else if (memchr(at, ' ', n) != NULL) {
		*what = "has a blank, which ends a field here";
	} else {
		return true;
	}
	return false;
}

/* True if CSV needs quotes around a string of n bytes. */
static bool
needs_quotes(const unsigned char *at, size_t n)
{
	if (n == 0)
		return false;
	if (tg_field_is_blank(at[0]) || tg_field_is_blank(at[n - 1]))
		return true;
	for (size_t i = 0; i < n; i++)
		if (at[i] == ',' || at[i] == '"' || at[i] == '\n' ||
			at[i] == '\r')
			return true;
	return false;
}

/* Put quotes around the n bytes at the end of out, and double those inside. */
static bool
put_quotes(struct tg_buffer *out, size_t n, struct tg_err *err)
{
	unsigned char *from, *to;

	if (!tg_buffer_reserve(out, n + 2, err))
		return false;
	from = out->data + out->len;
	to = from + 2;
	for (size_t i = 0; i < n; i++)
		to += out->data[out->len - n + i] == '"';
	out->len += (size_t)(to - from);
	*--to = '"';
	for (; n > 0; n--) {
		*--to = *--from;
		if (*from == '"')
			*--to = '"';
	}
	*--to = '"';
	return true;
}

/*
 * A string of n bytes was appended; complete it.
 *
 *   number   quotes have to tell it from the number that it reads as
 */
static bool
complete_string(const struct tg_encoder *e, struct tg_buffer *out, size_t n,
	bool number, const char **what, struct tg_err *err)
{
	const unsigned char *at = out->data + out->len - n;

	if (!accept_string(e->syntax, at, n, what))
		return false;
	if (e->syntax != TG_SYNTAX_CSV ||
		!(needs_quotes(at, n) || (number && tg_field_is_number(at, n))))
		return true;
	return put_quotes(out, n, err);
}

static bool
put_json_string(const struct tg_encoder *e, const unsigned char *p, size_t len,
	struct tg_buffer *out, const char **what, struct tg_err *err)
{
	size_t n;

	if (!tg_buffer_reserve(out, len, err))
		return false;
	if (!tg_json_unescape((char *)out->data + out->len, p)) {
		*what = "has half of a surrogate pair, which is no character";
		return false;
	}
	if (memchr(p, '\\', len) != NULL && tg_json_has_nul(p)) {
		*what = "has a NUL, which no text has";
		return false;
	}
	n = strlen((char *)out->data + out->len);
	out->len += n;
	return complete_string(e, out, n, true, what, err);
}

/* Append a token of JSON. */
static bool
put_json_token(const struct tg_encoder *e, const unsigned char *p,
	struct tg_buffer *out, const char **what, struct tg_err *err)
{
	const size_t len = (size_t)(tg_json_element_end(p, false) - p);

	if (*p == '"')
		return put_json_string(e, p, len, out, what, err);
	if (*p == '{') {
		*what = "is an object, which is no field";
		return false;
	}
	if (*p != 'n')
		return tg_buffer_append(out, p, len, err);
	return accept_string(e->syntax, p, 0, what);
}

bool
tg_field_put_name(const struct tg_encoder *e, const unsigned char *p,
	const unsigned char *end, struct tg_buffer *out, const char **what,
	struct tg_err *err)
{
	const enum tg_text_syntax from = e->input->text->syntax;
	const size_t len = (size_t)(end - p);
	size_t n;

	if (!tg_buffer_reserve(out, len, err))
		return false;
	if (from == e->syntax)
		return tg_buffer_append(out, p, len, err);
	n = tg_field_content(out->data + out->len, p, end, from);
	out->len += n;
	return complete_string(
		e, out, n, tg_field_is_quoted(p, from), what, err);
}

/* Append a string of NumPy, whose zeros at the end do not belong to it. */
static bool
put_bytes(const struct tg_encoder *e, const unsigned char *p,
	struct tg_buffer *out, const char **what, struct tg_err *err)
{
	size_t n = e->dtype.size;

	while (n > 0 && p[n - 1] == '\0')
		n--;
	return tg_buffer_append(out, p, n, err) &&
		complete_string(e, out, n, true, what, err);
}

/* Append a string of code points, which has a way through JSON. */
static bool
put_unicode(const struct tg_encoder *e, const unsigned char *p,
	struct tg_buffer *out, const char **what, struct tg_err *err)
{
	const size_t room = tg_value_room(&e->dtype);
	size_t n, before = out->len;
	bool ok;

	if (!tg_buffer_reserve(out, 2 * room + 16, err))
		return false;
	n = tg_value_print(
		(char *)out->data + before + room, &e->dtype, p, e->nan);
	if (n == 0) {
		*what = "has what is no code point, over U+10FFFF";
		return false;
	}
	ok = put_json_string(e, out->data + before + room, n, out, what, err);
	return ok;
}

static bool
put_number(const struct tg_encoder *e, const unsigned char *p,
	struct tg_buffer *out, const char **what, struct tg_err *err)
{
	size_t n;

	if (!tg_buffer_reserve(out, tg_value_room(&e->dtype), err))
		return false;
	n = tg_value_print((char *)out->data + out->len, &e->dtype, p, e->nan);
	if (n == 0) {
		*what = "would be NaN or infinite, which --nan error refuses";
		return false;
	}
	if (out->data[out->len] == 'n')
		return accept_string(e->syntax, p, 0, what);
	out->len += n;
	return true;
}

bool
tg_field_put(const struct tg_encoder *e, const unsigned char *element,
	struct tg_buffer *out, const char **what, struct tg_err *err)
{
	const struct tg_text *text = e->input->text;
	const unsigned char *p;

	switch (e->dtype.type) {
	case TG_TEXT:
		p = tg_tensor_text(e->input, element);
		if (p == text->fill || text->syntax == TG_SYNTAX_JSON)
			return put_json_token(e, p, out, what, err);
		return tg_field_put_name(
			e, p, tg_field_end(p, text->syntax), out, what, err);
	case TG_BYTES:
		return put_bytes(e, element, out, what, err);
	case TG_UNICODE:
		return put_unicode(e, element, out, what, err);
	default:
		return put_number(e, element, out, what, err);
	}
}
