/*
 * Decodes base64 in strings of a JSON text, in which servers send the bytes of
 * a tensor. Nothing that is wrong is passed over: a character that is lost
 * would move all bytes behind it.
 */
#include "format/json/base64.h"

#include <stdlib.h>

#include "format/json/members.h"

/* The bytes so far, and the characters that are not yet whole bytes. */
struct decoder {
	const struct tg_json *json;
	unsigned char *to;
	uint32_t bits; /* of the characters since the last three bytes */
	int n;         /* characters since then, padding not counted */
	int padding;   /* = that were seen */
	struct tg_err *err;
};

/* The value of a character, 0 to 63; -1 if it has none. */
static int
digit_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	return c == '/' || c == '_' ? 63 : -1;
}

static bool
fail_at(const struct decoder *d, const unsigned char *p, const char *what)
{
	return tg_fail(
		d->err, TG_ESYNTAX, (size_t)(p - d->json->text), "%s", what);
}

/* Take one character, that stands at p. */
static bool
take_digit(struct decoder *d, const unsigned char *p, char c)
{
	const int value = digit_value(c);

	if (c == '=') {
		if (d->n < 2 || d->n + ++d->padding > 4)
			return fail_at(d, p, "base64: = does not belong here");
		return true;
	}
	if (value < 0)
		return fail_at(d, p, "not a character of base64");
	if (d->padding > 0)
		return fail_at(d, p, "base64 goes on behind its end");
	d->bits = d->bits << 6 | (uint32_t)value;
	if (++d->n < 4)
		return true;
	*d->to++ = (unsigned char)(d->bits >> 16);
	*d->to++ = (unsigned char)(d->bits >> 8);
	*d->to++ = (unsigned char)d->bits;
	d->bits = 0;
	d->n = 0;
	return true;
}

/* Take the one or two bytes that are left at the end, which is p. */
static bool
finish_bytes(struct decoder *d, const unsigned char *p)
{
	const int spare = d->n == 2 ? 4 : 2; /* bits that belong to no byte */

	if (d->n == 0)
		return true;
	if (d->n == 1 || (d->padding > 0 && d->n + d->padding != 4))
		return fail_at(d, p, "base64 ends in the middle of a byte");
	if ((d->bits & ((1u << spare) - 1)) != 0)
		return fail_at(d, p,
			"base64 ends in the middle of a byte: its last bits "
			"are not 0");
	d->bits >>= spare;
	if (d->n == 3)
		*d->to++ = (unsigned char)(d->bits >> 8);
	*d->to++ = (unsigned char)d->bits;
	return true;
}

/* p is behind the quote that opens the string. */
static bool
decode_string(struct decoder *d, const unsigned char *p)
{
	while (*p != '"') {
		const unsigned char *at = p;
		char c[TG_JSON_CHARACTER];

		/* the usual way, without an escape */
		if (digit_value((char)*p) >= 0 && d->padding == 0) {
			take_digit(d, p, (char)*p);
			p++;
			continue;
		}
		if (tg_json_character(&p, c) != 1)
			return fail_at(d, at, "not a character of base64");
		if (*c == '\0' || strchr(" \t\r\n", *c) == NULL)
			if (!take_digit(d, at, *c))
				return false;
	}
	return finish_bytes(d, p);
}

bool
tg_json_base64(unsigned char **data, size_t *len, const struct tg_json *json,
	const unsigned char *p, struct tg_err *err)
{
	const size_t room = (size_t)(tg_json_element_end(p, false) - p);
	struct decoder d = { .json = json, .err = err };

	*data = d.to = malloc(room / 4 * 3 + 3);
	if (*data == NULL)
		return tg_fail_memory(err, "the elements");
	p += strncmp((const char *)p + 1, "b64:", 4) == 0 ? 5 : 1;
	if (!decode_string(&d, p)) {
		free(*data);
		*data = NULL;
		return false;
	}
	*len = (size_t)(d.to - *data);
	return true;
}
