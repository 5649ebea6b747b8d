#ifndef TG_EXPLAIN_PAGE_H
#define TG_EXPLAIN_PAGE_H

#include <stdio.h>

#include "base/error.h"

/*
 * A page of text for people, for standard output: as wide as the terminal, and
 * coloured where that is one that shows colours. All zero owns nothing.
 */
struct tg_page {
	FILE *to; /* what is written here is kept until the page is printed */
	char *text;
	size_t len;
	int width;   /* columns */
	bool colour; /* escape sequences are welcome */
};

/*
 * tg_page_open - an empty page.
 *
 * Width: COLUMNS where that is a number, else the terminal's, else 80. Colour:
 * on a terminal, unless NO_COLOR is set and not empty, or TERM is dumb or not
 * set at all.
 *
 * Errors: TG_ESYS without memory.
 */
bool tg_page_open(struct tg_page *page, struct tg_err *err);

/*
 * A paragraph that is broken at blanks to fit the page, every line behind
 * indent columns.
 */
void tg_page_say(struct tg_page *page, int indent, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The same behind a label, which stands in the first indent columns. */
void tg_page_item(struct tg_page *page, const char *label, int indent,
	const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/*
 * Begin one of the colours 0 to TG_COLOURS-1, or another look; it lasts until
 * TG_PLAIN. Without colour nothing is written.
 */
enum { TG_PLAIN = -1, TG_BOLD = -2, TG_DIM = -3, TG_WRONG = -4 };
#define TG_COLOURS 5
void tg_page_colour(struct tg_page *page, int colour);

/*
 * A line that is put together; blanks that would end it are never written.
 * All zero but page is an empty one.
 */
struct tg_page_line {
	struct tg_page *page;
	int column; /* behind what was put */
	int blanks;
};

void tg_page_line_blanks(struct tg_page_line *line, int n);
void tg_page_line_text(struct tg_page_line *line, const char *text, int colour);
void tg_page_line_end(struct tg_page_line *line);

/* Print the page, and free it. Errors: TG_ESYS. */
bool tg_page_print(struct tg_page *page, struct tg_err *err);

void tg_page_free(struct tg_page *page);

#endif
