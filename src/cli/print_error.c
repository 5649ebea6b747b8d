/*
 * Prints an error for the person who called the program: where, what, what was
 * compared, and what to do next. Names and values in it may come from anybody's
 * file, so everything is made harmless for a terminal on its way.
 */
#include "cli/print_error.h"

#include <string.h>

#include "base/harmless.h"

/* Print lines that each end with a newline; all but the first are indented. */
static void
print_lines(FILE *to, const char *lines, const char *indent)
{
	const char *before = "";

	while (*lines != '\0') {
		const size_t len = strcspn(lines, "\n");

		fputs(before, to);
		tg_harmless_print(to, lines, len);
		lines += len;
		if (*lines == '\n') {
			putc('\n', to);
			lines++;
		}
		before = indent;
	}
}

void
tg_cli_print_error(FILE *to, const struct tg_err *err)
{
	fputs("tgather: ", to);
	if (err->where[0] != '\0') {
		tg_harmless_print(to, err->where, strlen(err->where));
		fputs(": ", to);
	}
	tg_harmless_print(to, err->what, strlen(err->what));
	putc('\n', to);
	print_lines(to, err->detail, "");
	if (err->help[0] != '\0') {
		fputs("help: ", to);
		print_lines(to, err->help, "      ");
	} else if (err->code == TG_EUSAGE) {
		fputs("Try 'tgather --help'.\n", to);
	}
}
