#ifndef TG_JSON_TOKEN_H
#define TG_JSON_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "error.h"
#include "tensor.h"

/*
 * The tokens of a JSON text: RFC 8259 strictly, and the literals NaN, Infinity
 * and -Infinity. The text must be followed by TG_PADDING zero bytes, so that
 * scanning needs no bounds: a zero byte belongs to no token.
 */
struct tg_json {
	const unsigned char *text;
	size_t len;
};

/* Objects and arrays inside an element may nest so deep. */
#define TG_JSON_NESTING 1024

static inline bool
tg_json_is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static inline const unsigned char *
tg_json_space(const unsigned char *p)
{
	while (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t')
		p++;
	return p;
}

/* Eight bytes with the first one lowest. */
static inline uint64_t
tg_json_load(const unsigned char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
		v = __builtin_bswap64(v);
	return v;
}

/*
 * The end of a run of digits, eight bytes a step. With 0x30 taken away by xor
 * a digit is 0..9; adding 0x76 then sets the top bit of all others. A carry
 * only disturbs bytes behind the first that is no digit.
 */
static inline const unsigned char *
tg_json_digits(const unsigned char *p)
{
	for (;;) {
		uint64_t v = tg_json_load(p) ^ 0x3030303030303030;
		uint64_t other =
			((v + 0x7676767676767676) | v) & 0x8080808080808080;

		if (other != 0)
			return p + (__builtin_ctzll(other) >> 3);
		p += 8;
	}
}

/* The classes of an integer of 16 digits or more, without its sign. */
unsigned tg_json_long_integer(
	const unsigned char *first, const unsigned char *end, bool negative);

/*
 * The end of a number that starts at p, and its classes ORed into *classes.
 * NULL when it is malformed; *bad is then where.
 */
static inline const unsigned char *
tg_json_number(
	const unsigned char *p, unsigned *classes, const unsigned char **bad)
{
	bool negative = *p == '-';
	const unsigned char *first = p + negative, *end;
	unsigned class = TG_CLASS_INTEGER;

	if (!tg_json_is_digit(*first)) {
		*bad = first;
		return NULL;
	}
	end = *first == '0' ? first + 1 : tg_json_digits(first);
	if (*end == '.') {
		class = TG_CLASS_FRACTION;
		p = end + 1;
		end = tg_json_digits(p);
		if (end == p) {
			*bad = p;
			return NULL;
		}
	}
	if (*end == 'e' || *end == 'E') {
		class = TG_CLASS_FRACTION;
		p = end + 1;
		p += *p == '+' || *p == '-';
		end = tg_json_digits(p);
		if (end == p) {
			*bad = p;
			return NULL;
		}
	}
	if (class == TG_CLASS_INTEGER) {
		if (end - first >= 16)
			class = tg_json_long_integer(first, end, negative);
		if (negative)
			class |= TG_CLASS_NEGATIVE;
	}
	*classes |= class;
	return end;
}

/*
 * tg_json_skip - validate one value of any kind and step over it.
 *
 *   *p        at its first byte; on success behind its last
 *   *classes  the class of the value itself is ORed in; an array has none
 *
 * Errors: TG_EDATA with the position.
 */
bool tg_json_skip(const struct tg_json *json, const unsigned char **p,
	unsigned *classes, struct tg_err *err);

/* Key and colon of a member, validated; leaves *p at the member's value. */
bool tg_json_skip_key(const struct tg_json *json, const unsigned char **p,
	struct tg_err *err);

/* Fail at p: "unexpected 'x', EXPECTED", or that the text ends there. */
bool tg_json_unexpected(const struct tg_json *json, const unsigned char *p,
	const char *expected, struct tg_err *err);

/*
 * The end of an element in a text that is known to be valid; with pairs it is
 * two numbers and what stands between them.
 */
const unsigned char *tg_json_element_end(const unsigned char *p, bool pairs);

/*
 * Where element number k of the array that starts at begin stands, counted in
 * C order; the text is known to be valid.
 */
size_t tg_json_find(const unsigned char *text, size_t begin, int64_t k);

#endif
