#include "base/text_width.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct range {
	uint32_t first;
	uint32_t last;
};

/* Marks that combine, joiners and variation selectors: the usual blocks. */
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

/* East_Asian_Width W and F, in whole blocks. */
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

/* What would change the line, or the direction of all that follows. */
static const struct range hidden[] = {
	{ 0x00, 0x1F },
	{ 0x7F, 0x9F },
	{ 0x200E, 0x200F },
	{ 0x2028, 0x202E },
	{ 0x2066, 0x2069 },
	{ 0xFEFF, 0xFEFF },
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

/* The character at text, of *n bytes; a byte that is none stands for itself. */
static uint32_t
next(const char *text, size_t len, size_t *n)
{
	const unsigned char *p = (const unsigned char *)text;
	uint32_t c = p[0];

	*n = c < 0xC2 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 1;
	if (*n == 1)
		return c;
	if (*n > len) {
		*n = 1;
		return c;
	}
	c &= 0xFFU >> (*n + 1);
	for (size_t i = 1; i < *n; i++) {
		if ((p[i] & 0xC0) != 0x80) {
			*n = 1;
			return p[0];
		}
		c = c << 6 | (p[i] & 0x3F);
	}
	return c;
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
	size_t n;

	for (; len > 0; text += n, len -= n)
		columns += columns_of(next(text, len, &n));
	return columns;
}

/* One character as it is printed; returns its bytes. */
static size_t
print_character(char to[16], const char *text, size_t n, uint32_t c)
{
	if (c == ' ' || (c >= '\t' && c <= '\r'))
		return (size_t)snprintf(to, 16, " ");
	if (IS_IN(c, hidden))
		return (size_t)snprintf(to, 16, "\\u%04x", (unsigned)c);
	return (size_t)snprintf(to, 16, "%.*s", (int)n, text);
}

int
tg_text_width_cut(
	char *to, size_t size, const char *text, size_t len, int columns)
{
	int done = 0, kept = 0;
	size_t used = 0, cut = 0, n;

	for (; len > 0; text += n, len -= n) {
		const uint32_t c = next(text, len, &n);
		char character[16];
		const size_t bytes = print_character(character, text, n, c);
		const int more = tg_text_width(character, bytes);

		/* here the dots would still fit */
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
