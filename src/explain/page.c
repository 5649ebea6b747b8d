/*
 * A page of text for a terminal: paragraphs broken to its width, lines put
 * together from pieces of known width, and colours where they are welcome. The
 * page is kept in memory until it is complete, so that an error on the way
 * leaves nothing half printed.
 */
#include "explain/page.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text_width.h"
#include "io/output.h"

/* Columns: where nobody says how many there are, and the fewest. */
#define WIDTH_DEFAULT 80
#define WIDTH_MIN     20

static int
width_of_output(void)
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

/* See https://no-color.org for the variable. */
static bool
shows_colours(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) == 1 && (no == NULL || *no == '\0') &&
		term != NULL && *term != '\0' && strcmp(term, "dumb") != 0;
}

bool
tg_page_open(struct tg_page *page, struct tg_err *err)
{
	*page = (struct tg_page){ 0 };
	page->to = open_memstream(&page->text, &page->len);
	if (page->to == NULL)
		return tg_fail_memory(err, "the explanation");
	page->width = width_of_output();
	page->colour = shows_colours();
	return true;
}

static void
put_paragraph(struct tg_page *page, const char *label, int indent,
	const char *fmt, va_list args)
{
	int column = indent;
	char *text;

	if (vasprintf(&text, fmt, args) < 0)
		return;
	fprintf(page->to, "%-*s", indent, label);
	for (const char *word = text; *word != '\0';) {
		const size_t len = strcspn(word, " ");
		const int columns = tg_text_width(word, len);

		if (column > indent && column + 1 + columns > page->width) {
			fprintf(page->to, "\n%*s", indent, "");
			column = indent;
		} else if (column > indent) {
			putc(' ', page->to);
			column++;
		}
		fwrite(word, 1, len, page->to);
		column += columns;
		word += len + strspn(word + len, " ");
	}
	putc('\n', page->to);
	free(text);
}

void
tg_page_say(struct tg_page *page, int indent, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	put_paragraph(page, "", indent, fmt, args);
	va_end(args);
}

void
tg_page_item(struct tg_page *page, const char *label, int indent,
	const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	put_paragraph(page, label, indent, fmt, args);
	va_end(args);
}

void
tg_page_colour(struct tg_page *page, int colour)
{
	/* green, blue, magenta, cyan, yellow: readable on black and white */
	static const int codes[TG_COLOURS] = { 32, 34, 35, 36, 33 };

	if (!page->colour)
		return;
	switch (colour) {
	case TG_PLAIN:
		fputs("\033[0m", page->to);
		break;
	case TG_BOLD:
		fputs("\033[1m", page->to);
		break;
	case TG_DIM:
		fputs("\033[2m", page->to);
		break;
	case TG_WRONG:
		fputs("\033[1;31m", page->to);
		break;
	default:
		fprintf(page->to, "\033[1;%dm", codes[colour]);
	}
}

void
tg_page_line_blanks(struct tg_page_line *line, int n)
{
	line->blanks += n;
	line->column += n;
}

void
tg_page_line_text(struct tg_page_line *line, const char *text, int colour)
{
	if (*text == '\0')
		return;
	fprintf(line->page->to, "%*s", line->blanks, "");
	line->blanks = 0;
	line->column += tg_text_width(text, strlen(text));
	if (colour != TG_PLAIN)
		tg_page_colour(line->page, colour);
	fputs(text, line->page->to);
	if (colour != TG_PLAIN)
		tg_page_colour(line->page, TG_PLAIN);
}

void
tg_page_line_end(struct tg_page_line *line)
{
	putc('\n', line->page->to);
	line->blanks = line->column = 0;
}

bool
tg_page_print(struct tg_page *page, struct tg_err *err)
{
	bool ok = !ferror(page->to) && fclose(page->to) == 0;

	page->to = NULL;
	if (!ok)
		tg_fail_memory(err, "the explanation");
	ok = ok && tg_output_print(page->text, page->len, err);
	tg_page_free(page);
	return ok;
}

void
tg_page_free(struct tg_page *page)
{
	if (page->to != NULL)
		fclose(page->to);
	free(page->text);
	*page = (struct tg_page){ 0 };
}
