/*
 * Strings of JSON in what is no tensor: the keys of headers, and the lines of
 * --info. Elements that are strings have a writer of their own, since they come
 * in the encodings of NumPy.
 */
#include "format/json/quote.h"

#include <string.h>

/* The length in bytes of the control character at text that is no C0; or 0. */
static size_t
other_control(const char *text, unsigned *c)
{
	const unsigned char *p = (const unsigned char *)text;

	*c = p[0] == 0xC2 ? p[1] : p[0];
	if (p[0] == 0x7F)
		return 1;
	return p[0] == 0xC2 && p[1] >= 0x80 && p[1] <= 0x9F ? 2 : 0;
}

static void
print_string(struct tg_printed *to, const char *text, bool harmless)
{
	static const char special[] = "\"\\\b\f\n\r\t";
	static const char escapes[] = "\"\\bfnrt";

	tg_print_char(to, '"');
	for (; *text != '\0'; text++) {
		const char *at = strchr(special, *text);
		unsigned c;
		const size_t control = harmless ? other_control(text, &c) : 0;

		if (control > 0) {
			tg_print(to, "\\u%04x", c);
			text += control - 1;
		} else if (at != NULL) {
			tg_print(to, "\\%c", escapes[at - special]);
		} else if ((unsigned char)*text < 0x20) {
			tg_print(to, "\\u%04x", (unsigned)*text);
		} else {
			tg_print_char(to, *text);
		}
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
