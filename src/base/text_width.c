/*
 * Measures text in columns of a terminal, and cuts it to a number of them, for
 * the pages and pictures that stand in aligned rows. The tables hold whole
 * blocks of Unicode, not every character: that is exact enough to align what
 * people write, and needs neither a locale nor a library.
 */
#include "base/text_width.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/hidden.h"
#include "base/utf8.h"

/* The most bytes that a character becomes: an escape and a zero byte. */
#define CHARACTER_MAX 16

struct range {
	uint32_t first;
	uint32_t last;
};

/*
 * Characters that take no column: marks that combine with the one before,
 * joiners and variation selectors, of the blocks in common use.
 */
static const struct range narrow[] = {
	{ 0x0300, 0x036F },
	{ 0x0483, 0x0489 },
	{ 0x0591, 0x05BD },
	{ 0x064B, 0x065F },
	{ 0x1AB0, 0x1AFF },
	{ 0x1DC0, 0x1DFF },
	{ 0x200B, 0x200D },
	{ 0x20D0, 0x20FF },
	{ 0xFE00, 0xFE0F },
	{ 0xFE20, 0xFE2F },
};

/* Characters that take two: East_Asian_Width W and F, in whole blocks. */
static const struct range wide[] = {
	{ 0x1100, 0x115F },
	{ 0x2E80, 0x303E },
	{ 0x3041, 0xA4CF },
	{ 0xA960, 0xA97C },
	{ 0xAC00, 0xD7A3 },
	{ 0xF900, 0xFAFF },
	{ 0xFE30, 0xFE6F },
	{ 0xFF00, 0xFF60 },
	{ 0xFFE0, 0xFFE6 },
	{ 0x1F300, 0x1F64F },
	{ 0x1F680, 0x1F6FF },
	{ 0x1F900, 0x1F9FF },
	{ 0x20000, 0x3FFFD },
};

#define IS_IN(c, ranges) is_in(c, ranges, sizeof(ranges) / sizeof((ranges)[0]))

static bool
is_in(uint32_t c, const struct range *range, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (c >= range[i].first && c <= range[i].last)
			return true;
	return false;
}

static int
columns_of(uint32_t c)
{
	if (IS_IN(c, narrow))
		return 0;
	return IS_IN(c, wide) ? 2 : 1;
}

int
tg_text_width(const char *text, size_t len)
{
	int columns = 0;

	while (len > 0) {
		uint32_t c;
		const size_t n = tg_utf8_decode(&c, text, len);
		const size_t taken = n > 0 ? n : 1;

		columns += n > 0 ? columns_of(c) : 1;
		text += taken;
		len -= taken;
	}
	return columns;
}

/*
 * Write the first character of a text of len bytes as a line may show it: a
 * blank for white space, an escape for what would change the line, and for a
 * byte that is no part of a character. Returns the bytes written; *taken is how
 * many were read.
 */
static size_t
put_character(
	char to[CHARACTER_MAX], const char *text, size_t len, size_t *taken)
{
	uint32_t c;
	const size_t n = tg_utf8_decode(&c, text, len);

	*taken = n > 0 ? n : 1;
	if (n == 0)
		return (size_t)snprintf(
			to, CHARACTER_MAX, "\\x%02X", (unsigned)c);
	if (c == ' ' || (c >= '\t' && c <= '\r'))
		return (size_t)snprintf(to, CHARACTER_MAX, " ");
	if (tg_is_hidden(c))
		return (size_t)snprintf(
			to, CHARACTER_MAX, "\\u%04x", (unsigned)c);
	memcpy(to, text, n);
	return n;
}

int
tg_text_width_cut(
	char *to, size_t size, const char *text, size_t len, int columns)
{
	int done = 0, kept = 0;
	size_t used = 0, cut = 0, taken;

	for (; len > 0; text += taken, len -= taken) {
		char character[CHARACTER_MAX];
		const size_t bytes =
			put_character(character, text, len, &taken);
		const int more = tg_text_width(character, bytes);

		/* the last place where the dots still fit */
		if (done <= columns - 3) {
			cut = used;
			kept = done;
		}
		if (done + more > columns || used + bytes + 4 > size) {
			memcpy(to + cut, "...", 4);
			return kept + 3;
		}
		memcpy(to + used, character, bytes);
		used += bytes;
		done += more;
	}
	to[used] = '\0';
	return done;
}
