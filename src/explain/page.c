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

#include "base/text_width.h"
#include "io/output.h"
#include "io/terminal.h"

/* See https://no-color.org for the variable. */
static bool
shows_colours(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return tg_terminal_is_output() && (no == NULL || *no == '\0') &&
		term != NULL && *term != '\0' && strcmp(term, "dumb") != 0;
}

void
tg_page_open(struct tg_page *page)
{
	*page = (struct tg_page){ 0 };
	page->width = tg_terminal_width();
	page->colour = shows_colours();
}

static void
put_paragraph(
	struct tg_page *page, const char *label, int indent, const char *text)
{
	int column = indent;

	tg_print(&page->to, "%-*s", indent, label);
	for (const char *word = text; *word != '\0';) {
		const size_t len = strcspn(word, " ");
		const int columns = tg_text_width(word, len);

		if (column > indent && column + 1 + columns > page->width) {
			tg_print(&page->to, "\n%*s", indent, "");
			column = indent;
		} else if (column > indent) {
			tg_print_char(&page->to, ' ');
			column++;
		}
		tg_print_bytes(&page->to, word, len);
		column += columns;
		word += len + strspn(word + len, " ");
	}
	tg_print_char(&page->to, '\n');
}

static void
print_paragraph(struct tg_page *page, const char *label, int indent,
	const char *fmt, va_list args)
{
	struct tg_printed paragraph = { 0 };

	tg_print_args(&paragraph, fmt, args);
	if (paragraph.failed)
		page->to.failed = true;
	else
		put_paragraph(page, label, indent, paragraph.text);
	tg_printed_free(&paragraph);
}

void
tg_page_say(struct tg_page *page, int indent, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print_paragraph(page, "", indent, fmt, args);
	va_end(args);
}

void
tg_page_item(struct tg_page *page, const char *label, int indent,
	const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print_paragraph(page, label, indent, fmt, args);
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
		tg_print_text(&page->to, "\033[0m");
		break;
	case TG_BOLD:
		tg_print_text(&page->to, "\033[1m");
		break;
	case TG_DIM:
		tg_print_text(&page->to, "\033[2m");
		break;
	case TG_WRONG:
		tg_print_text(&page->to, "\033[1;31m");
		break;
	default:
		tg_print(&page->to, "\033[1;%dm", codes[colour]);
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
	tg_print(&line->page->to, "%*s", line->blanks, "");
	line->blanks = 0;
	line->column += tg_text_width(text, strlen(text));
	if (colour != TG_PLAIN)
		tg_page_colour(line->page, colour);
	tg_print_text(&line->page->to, text);
	if (colour != TG_PLAIN)
		tg_page_colour(line->page, TG_PLAIN);
}

void
tg_page_line_end(struct tg_page_line *line)
{
	tg_print_char(&line->page->to, '\n');
	line->blanks = line->column = 0;
}

bool
tg_page_print(struct tg_page *page, struct tg_err *err)
{
	const bool ok = page->to.failed
		? tg_fail_memory(err, "the explanation")
		: tg_output_print(page->to.text, page->to.len, err);

	tg_page_free(page);
	return ok;
}

void
tg_page_free(struct tg_page *page)
{
	tg_printed_free(&page->to);
}
