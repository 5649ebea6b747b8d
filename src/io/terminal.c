/*
 * What is to be known of the terminal that standard output may be, and what is
 * said to one that standard input is.
 */
#include "io/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/error_form.h"

/* Columns: where nobody says how many there are, and the fewest. */
#define WIDTH_DEFAULT 80
#define WIDTH_MIN     20

bool
tg_terminal_is_output(void)
{
	return isatty(STDOUT_FILENO) == 1;
}

int
tg_terminal_width(void)
{
	const char *columns = getenv("COLUMNS");
	long n = columns != NULL ? strtol(columns, NULL, 10) : 0;
	struct winsize size;

	if (n <= 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		n = size.ws_col;
	if (n <= 0 || n > 1000)
		return WIDTH_DEFAULT;
	return n < WIDTH_MIN ? WIDTH_MIN : (int)n;
}

void
tg_terminal_prompt(const char *what)
{
	if (isatty(STDIN_FILENO) == 1 && !tg_errors_are_json())
		fprintf(stderr,
			"tgather: type the %s, and Ctrl-D on a line of its "
			"own\n",
			what);
}
