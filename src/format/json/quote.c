/*
 * Strings of JSON in what is no tensor: the keys of headers, and the lines of
 * --info. Elements that are strings have a writer of their own, since they come
 * in the encodings of NumPy.
 */
#include "format/json/quote.h"

#include <string.h>

void
tg_json_print_string(struct tg_printed *to, const char *text)
{
	static const char special[] = "\"\\\b\f\n\r\t";
	static const char escapes[] = "\"\\bfnrt";

	tg_print_char(to, '"');
	for (; *text != '\0'; text++) {
		const char *at = strchr(special, *text);

		if (at != NULL)
			tg_print(to, "\\%c", escapes[at - special]);
		else if ((unsigned char)*text < 0x20)
			tg_print(to, "\\u%04x", (unsigned)*text);
		else
			tg_print_char(to, *text);
	}
	tg_print_char(to, '"');
}
