/*
 * Makes text from outside harmless for a terminal. Messages are built from
 * names and arguments that anybody may have chosen: without this a file name
 * could move the cursor, change colours, or look like a message of its own.
 */
#include "base/harmless.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

/* The most bytes that one character becomes: both of U+0080 as \xNN. */
#define HARMLESS_MAX ((size_t)8)

static bool
is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c <= 0x9F);
}

static char *
put_escape(char *to, unsigned char byte)
{
	static const char digits[] = "0123456789ABCDEF";

	*to++ = '\\';
	*to++ = 'x';
	*to++ = digits[byte >> 4];
	*to++ = digits[byte & 15];
	return to;
}

/*
 * Write the first character of a text of len bytes, or its first byte if that
 * begins no character. Returns the bytes written; *taken is how many were read.
 */
static size_t
put_character(
	char to[HARMLESS_MAX], const char *text, size_t len, size_t *taken)
{
	uint32_t c;
	const size_t n = tg_utf8_decode(&c, text, len);
	char *end = to;

	*taken = n > 0 ? n : 1;
	if (n > 0 && !is_control(c)) {
		memcpy(to, text, n);
		return n;
	}
	for (size_t i = 0; i < *taken; i++)
		end = put_escape(end, (unsigned char)text[i]);
	return (size_t)(end - to);
}

const char *
tg_harmless(char *to, size_t size, const char *text)
{
	size_t len = strlen(text), used = 0, taken;

	for (; len > 0; text += taken, len -= taken) {
		char character[HARMLESS_MAX];
		const size_t n = put_character(character, text, len, &taken);

		if (used + n > size - sizeof("...")) {
			memcpy(to + used, "...", sizeof("..."));
			return to;
		}
		memcpy(to + used, character, n);
		used += n;
	}
	to[used] = '\0';
	return to;
}

void
tg_harmless_print(FILE *to, const char *text, size_t len)
{
	size_t taken;

	for (; len > 0; text += taken, len -= taken) {
		char character[HARMLESS_MAX];

		fwrite(character, 1,
			put_character(character, text, len, &taken), to);
	}
}
