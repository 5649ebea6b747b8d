/*
 * Strings of JSON in what is no tensor: the keys of headers, and the lines of
 * --info. Elements that are strings have a writer of their own, since they come
 * in the encodings of NumPy.
 */
#include "format/json/quote.h"

#include <stdint.h>
#include <string.h>

#include "base/hidden.h"
#include "base/utf8.h"

/* The letter behind the backslash of an escape, or 0 for any other character. */
static char
escape_of(char c)
{
	static const char special[] = "\"\\\b\f\n\r\t";
	static const char escapes[] = "\"\\bfnrt";
	const char *at = strchr(special, c);

	return at != NULL ? escapes[at - special] : '\0';
}

/*
 * Print the character c of n bytes, or a byte that is not valid UTF-8 if n is 0;
 * harmless as tg_json_print_harmless has it.
 */
static void
print_character(struct tg_printed *to, const char *text, uint32_t c, size_t n,
	bool harmless)
{
	const char escape = escape_of(*text);

	if (escape != '\0')
		tg_print(to, "\\%c", escape);
	else if (harmless && n == 0)
		tg_print(to, "\\udc%02x", (unsigned)c);
	else if (harmless ? tg_is_hidden(c) : c < 0x20)
		tg_print(to, "\\u%04x", (unsigned)c);
	else
		tg_print_bytes(to, text, n > 0 ? n : 1);
}

static void
print_string(struct tg_printed *to, const char *text, bool harmless)
{
	tg_print_char(to, '"');
	while (*text != '\0') {
		uint32_t c;
		const size_t n = tg_utf8_decode(&c, text, TG_UTF8_MAX);

		print_character(to, text, c, n, harmless);
		text += n > 0 ? n : 1;
	}
	tg_print_char(to, '"');
}

void
tg_json_print_string(struct tg_printed *to, const char *text)
{
	print_string(to, text, false);
}

void
tg_json_print_harmless(struct tg_printed *to, const char *text)
{
	print_string(to, text, true);
}
