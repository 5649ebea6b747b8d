/*
 * Writes words for a line that people copy into a shell, as the commands that
 * messages suggest. Whatever characters a path has, the shell reads back the same
 * path.
 */
#include "base/shell_word.h"

#include <stdio.h>
#include <string.h>

#include "base/harmless.h"
#include "base/utf8.h"

/* True if the text can be shown on a terminal as it is. */
static bool
is_harmless(const char *text)
{
	size_t n;

	for (; *text != '\0'; text += n) {
		n = tg_harmless_length(text, TG_UTF8_MAX);
		if (n == 0)
			return false;
	}
	return true;
}

/* Bytes that cannot be shown are made by printf, when a shell reads the line. */
static void
add_by_printf(struct tg_printed *line, const char *text)
{
	tg_print_text(line, "\"$(printf '");
	while (*text != '\0') {
		const size_t n = tg_harmless_length(text, TG_UTF8_MAX);
		char bytes[8] = "";

		if (n > 0)
			memcpy(bytes, text, n);
		else
			snprintf(bytes, sizeof(bytes), "\\%03o",
				(unsigned char)*text);
		tg_print_text(line,
			*text == '\''           ? "'\\''"
				: *text == '%'  ? "%%"
				: *text == '\\' ? "\\\\"
						: bytes);
		text += n > 0 ? n : 1;
	}
	tg_print_text(line, "')\"");
}

void
tg_shell_word(struct tg_printed *line, const char *text)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:,=+@%^-";

	if (!is_harmless(text)) {
		add_by_printf(line, text);
		return;
	}
	if (*text != '\0' && text[strspn(text, plain)] == '\0') {
		tg_print_text(line, text);
		return;
	}
	tg_print_text(line, "'");
	for (; *text != '\0'; text++) {
		char c[2] = { *text, '\0' };

		tg_print_text(line, *text == '\'' ? "'\\''" : c);
	}
	tg_print_text(line, "'");
}
