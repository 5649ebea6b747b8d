/*
 * Makes text from outside harmless for a terminal. Messages are built from
 * names and arguments that anybody may have chosen: without this a file name
 * could move the cursor, change colours, or look like a message of its own.
 */
#include "base/harmless.h"

#include <stdint.h>
#include <string.h>

#include "base/hidden.h"
#include "base/utf8.h"

/* The most bytes that one character becomes, or one byte as \xNN. */
#define HARMLESS_MAX 4

size_t
tg_harmless_length(const char *text, size_t len)
{
	uint32_t c;
	const size_t n = tg_utf8_decode(&c, text, len);

	return n > 0 && tg_is_hidden(c) ? 0 : n;
}

/*
 * Write the first character of a text of len bytes, or its first byte as an
 * escape. Returns the bytes written; *taken is how many were read.
 */
static size_t
put_character(
	char to[HARMLESS_MAX], const char *text, size_t len, size_t *taken)
{
	static const char digits[] = "0123456789ABCDEF";
	const unsigned char byte = (unsigned char)*text;
	const size_t n = tg_harmless_length(text, len);

	*taken = n > 0 ? n : 1;
	if (n > 0) {
		memcpy(to, text, n);
		return n;
	}
	/* by hand: a signal handler must not call printf */
	to[0] = '\\';
	to[1] = 'x';
	to[2] = digits[byte >> 4];
	to[3] = digits[byte & 15];
	return 4;
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
