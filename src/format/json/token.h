#ifndef TG_FORMAT_JSON_TOKEN_H
#define TG_FORMAT_JSON_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "io/bytes.h"
#include "base/error.h"
#include "tensor/text.h"

/*
 * The tokens of a JSON text: RFC 8259 strictly, and the literals NaN, Infinity
 * and -Infinity. The text must be followed by TG_PADDING zero bytes, so that
 * scanning needs no bounds: a zero byte belongs to no token. bytes is the file
 * whose content text is, for those that read parts of it anew, or NULL.
 */
struct tg_json {
	const unsigned char *text;
	size_t len;
	const struct tg_bytes *bytes;
};

/* The deepest nesting of objects and arrays inside an element. */
#define TG_JSON_NESTING 1024

static inline bool
tg_json_is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
tg_json_is_letter(unsigned char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26;
}

static inline const unsigned char *
tg_json_space(const unsigned char *p)
{
	while (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t')
		p++;
	return p;
}

/* Eight bytes as a number whose lowest byte is the first one. */
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
 * A mask of the eight bytes at p: the top bit of each byte that is no digit is
 * set. Xor with 0x30 turns digits, and nothing else, into 0..9; adding 0x76
 * sets the top bit of all other bytes. A carry can only reach bytes behind the
 * first one that is no digit, so that the lowest bit set is right.
 */
static inline uint64_t
tg_json_not_digits(const unsigned char *p)
{
	uint64_t v = tg_json_load(p) ^ 0x3030303030303030;

	return ((v + 0x7676767676767676) | v) & 0x8080808080808080;
}

/*
 * The end of the digits in the eight bytes at *word and behind them. *other is
 * the mask of these bytes that are no digits, without those that the caller has
 * passed already. On return *word and *other belong to the eight bytes where
 * the digits end.
 */
static inline const unsigned char *
tg_json_digits_end(const unsigned char **word, uint64_t *other)
{
	while (*other == 0) {
		*word += 8;
		*other = tg_json_not_digits(*word);
	}
	return *word + (__builtin_ctzll(*other) >> 3);
}

/* The end of the digits that start at p. */
static inline const unsigned char *
tg_json_digits(const unsigned char *p)
{
	uint64_t other = tg_json_not_digits(p);

	return tg_json_digits_end(&p, &other);
}

/* The classes of an integer of 16 digits or more, without its sign. */
unsigned tg_json_long_integer(
	const unsigned char *first, const unsigned char *end, bool negative);

/*
 * The end of the number that starts at p, with its classes ORed into *classes.
 * NULL when it is malformed; *bad is then the first byte that does not fit.
 *
 * The mask of bytes that are no digits tells where the point is; without the
 * bit of the point it tells where the number ends. So no branch depends on how
 * long the number is.
 */
static inline const unsigned char *
tg_json_number(
	const unsigned char *p, unsigned *classes, const unsigned char **bad)
{
	bool negative = *p == '-';
	const unsigned char *first = p + negative, *end;
	const unsigned char *word = first;
	unsigned class = TG_CLASS_INTEGER;
	uint64_t other;

	/* a single digit, of which many index tensors consist */
	if (tg_json_is_digit(*first) && (first[1] == ',' || first[1] == ']')) {
		*classes |= class | (negative ? TG_CLASS_NEGATIVE : 0);
		return first + 1;
	}
	other = tg_json_not_digits(first);
	end = tg_json_digits_end(&word, &other);
	if (end == first || (*first == '0' && end > first + 1)) {
		*bad = first + (end > first);
		return NULL;
	}
	if (*end == '.') {
		class = TG_CLASS_FRACTION;
		p = end + 1;
		other &= other - 1;
		end = tg_json_digits_end(&word, &other);
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

/* Where the first value starts: behind a byte order mark and white space. */
const unsigned char *tg_json_begin(const struct tg_json *json);

/*
 * Require that nothing but white space follows the value that ended at p.
 *
 * Errors: TG_EDATA with the position.
 */
bool tg_json_finish(
	const struct tg_json *json, const unsigned char *p, struct tg_err *err);

/* Validate the key and the colon of a member; *p is then at its value. */
bool tg_json_skip_key(const struct tg_json *json, const unsigned char **p,
	struct tg_err *err);

/*
 * Fail with TG_EDATA at p: "unexpected 'x', EXPECTED", or that the text ends
 * there. Returns false.
 */
bool tg_json_unexpected(const struct tg_json *json, const unsigned char *p,
	const char *expected, struct tg_err *err);

/*
 * The end of a number or a literal in a text that is known to be valid. It is
 * followed by a comma, ], } or a byte that is not above a blank: white space,
 * or the zero byte behind the text. All of its own bytes are ASCII.
 */
static inline const unsigned char *
tg_json_word_end(const unsigned char *p)
{
	const uint64_t ones = 0x0101010101010101, tops = ones << 7;

	for (;;) {
		uint64_t v = tg_json_load(p);
		uint64_t comma = v ^ (ones * ',');
		uint64_t brace = (v | ones * 0x20) ^ (ones * '}');
		uint64_t ends =
			((comma - ones) | (brace - ones) | (v - ones * 0x21)) &
			~v & tops;

		/* bits behind the lowest one may be set by a carry */
		if (ends != 0)
			return p + (__builtin_ctzll(ends) >> 3);
		p += 8;
	}
}

/*
 * The same, faster for a number without an exponent. Its bytes are in the range
 * from '-' to '9', and those that may follow it are not, nor are they letters.
 */
static inline const unsigned char *
tg_json_number_end(const unsigned char *p)
{
	const uint64_t ones = 0x0101010101010101, tops = ones << 7;

	for (;;) {
		uint64_t v = tg_json_load(p);
		uint64_t above = v + ones * (0x7F - '9');
		uint64_t not_below = v + ones * (0x80 - '-');
		uint64_t ends = (above | ~not_below | v) & tops;

		/* a byte that carries into the next one is such an end itself */
		if (ends != 0) {
			p += __builtin_ctzll(ends) >> 3;
			break;
		}
		p += 8;
	}
	return tg_json_is_letter(*p) ? tg_json_word_end(p) : p;
}

/* The end of an element that is a string, an object or (pairs) two numbers. */
const unsigned char *tg_json_long_end(const unsigned char *p, bool pairs);

/*
 * The end of an element in a text that is known to be valid. With pairs, an
 * element is two numbers with a comma between them.
 */
static inline const unsigned char *
tg_json_element_end(const unsigned char *p, bool pairs)
{
	if (*p == '"' || *p == '{' || pairs)
		return tg_json_long_end(p, pairs);
	return tg_json_number_end(p);
}

/*
 * The position of element number k of the array that starts at begin: k counts
 * from 0 in C order. The text is known to be valid.
 */
size_t tg_json_find(const unsigned char *text, size_t begin, int64_t k);

#endif
