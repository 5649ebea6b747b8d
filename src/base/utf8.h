#ifndef TG_BASE_UTF8_H
#define TG_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * UTF-8 as RFC 3629 has it: no character is written longer than it has to be,
 * none is a surrogate, and none lies above U+10FFFF.
 */

/* The most bytes that a character has. */
#define TG_UTF8_MAX 4

/* True if a byte (10xxxxxx) can only stand inside a character. */
static inline bool
tg_utf8_continues(unsigned char byte)
{
	return (byte & 0xC0) == 0x80;
}

/*
 * tg_utf8_length - the length in bytes of the character at p, of len bytes that
 * can be read there, at least one.
 *
 * Returns 0 if no valid character begins there. Where a zero byte follows the
 * text len may be TG_UTF8_MAX: no byte behind that zero is read.
 *
 * The second byte alone tells an overlong character, a surrogate and what lies
 * above U+10FFFF from the others: its lowest and highest value depend on the
 * first byte.
 */
static inline size_t
tg_utf8_length(const unsigned char *p, size_t len)
{
	unsigned char low = 0x80, high = 0xBF;
	size_t n;

	if (*p < 0x80)
		return 1;
	n = *p >= 0xF0 ? 4 : *p >= 0xE0 ? 3 : 2;
	if (*p < 0xC2 || *p > 0xF4 || n > len)
		return 0;
	if (*p == 0xE0)
		low = 0xA0;
	else if (*p == 0xED)
		high = 0x9F;
	else if (*p == 0xF0)
		low = 0x90;
	else if (*p == 0xF4)
		high = 0x8F;
	if (p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < n; i++)
		if (!tg_utf8_continues(p[i]))
			return 0;
	return n;
}

/*
 * tg_utf8_decode - the character at the start of a text of len bytes, at least
 * one.
 *
 *   c   receives its code point; where no valid character begins, the byte
 *
 * Returns its length in bytes, or 0 if no valid character begins there.
 */
static inline size_t
tg_utf8_decode(uint32_t *c, const char *text, size_t len)
{
	const unsigned char *p = (const unsigned char *)text;
	const size_t n = tg_utf8_length(p, len);

	*c = *p;
	if (n < 2)
		return n;
	/* the first byte of n has n ones and a zero before its share */
	*c &= 0x7Fu >> n;
	for (size_t i = 1; i < n; i++)
		*c = *c << 6 | (p[i] & 0x3F);
	return n;
}

/*
 * tg_utf8_cut - how many bytes of a text to keep so that they are most at most,
 * and do not end inside a character. Invalid bytes count as characters.
 */
size_t tg_utf8_cut(const char *text, size_t len, size_t most);

/*
 * tg_utf8_encode - write a code point, up to U+10FFFF.
 *
 * Returns its length in bytes; no zero byte is added.
 */
size_t tg_utf8_encode(char to[TG_UTF8_MAX], uint32_t c);

#endif
