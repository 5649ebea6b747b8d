/*
 * Makes names from files harmless for a terminal, for the messages of all
 * formats: without this a name could move the cursor or change colours. It
 * also cuts UTF-8 (RFC 3629) between two characters.
 */
#include "format/harmless.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* The most bytes that one character becomes: both of U+0080 as \xNN. */
#define HARMLESS_MAX 8

/* The length of the valid character at p, of len bytes; 0 if there is none. */
static size_t
character_length(const unsigned char *p, size_t len)
{
	const size_t n = *p >= 0xF0 ? 4 : *p >= 0xE0 ? 3 : 2;
	const unsigned char low = *p == 0xE0 ? 0xA0 : *p == 0xF0 ? 0x90 : 0x80;
	const unsigned char high = *p == 0xED ? 0x9F : *p == 0xF4 ? 0x8F : 0xBF;

	if (*p < 0x80)
		return 1;
	if (*p < 0xC2 || *p > 0xF4 || n > len || p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < n; i++)
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	return n;
}

/* True for U+0000 to U+001F and U+007F to U+009F. */
static bool
is_control(const unsigned char *p)
{
	return *p < 0x20 || *p == 0x7F || (*p == 0xC2 && p[1] < 0xA0);
}

const char *
tg_harmless(char *to, size_t size, const char *text)
{
	size_t len = strlen(text), used = 0, taken;

	for (; len > 0; text += taken, len -= taken) {
		const unsigned char *p = (const unsigned char *)text;
		const size_t valid = character_length(p, len);
		char character[HARMLESS_MAX + 1];
		size_t n;

		taken = valid > 0 ? valid : 1;
		n = taken;
		if (valid > 0 && !is_control(p)) {
			memcpy(character, text, n);
		} else {
			n = 4 * taken;
			for (size_t i = 0; i < taken; i++)
				snprintf(character + 4 * i, 5, "\\x%02X", p[i]);
		}
		if (used + n > size - sizeof("...")) {
			strcpy(to + used, "...");
			return to;
		}
		memcpy(to + used, character, n);
		used += n;
	}
	to[used] = '\0';
	return to;
}

size_t
tg_utf8_cut(const char *text, size_t len, size_t most)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t start = most;

	if (len <= most)
		return len;
	while (start > 0 && most - start < 3 && (p[start] & 0xC0) == 0x80)
		start--;
	/* a character that begins before most and ends behind it */
	if (start < most &&
		character_length(p + start, len - start) > most - start)
		return start;
	return most;
}
