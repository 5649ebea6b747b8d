#ifndef TG_EXPLAIN_PAGE_H
#define TG_EXPLAIN_PAGE_H

#include "base/error.h"
#include "base/print.h"

/*
 * A page of text for people, for standard output: as wide as the terminal, and
 * coloured where that is one that shows colours. All zero owns nothing.
 */
struct tg_page {
	struct tg_printed to; /* kept until the page is complete */
	int width;            /* in columns */
	bool colour;          /* with escape sequences for colours */
};

/*
 * tg_page_open - start an empty page for standard output.
 *
 *   width    COLUMNS where that is a number, else the terminal's, else 80
 *   colour   on a terminal, unless NO_COLOR is set and not empty, or TERM is
 *            dumb, empty or not set
 *
 * tg_page_print or tg_page_free frees what the page owns.
 */
void tg_page_open(struct tg_page *page);

/*
 * Add a paragraph, broken at blanks to fit the page. Every line starts after
 * indent columns.
 */
void tg_page_say(struct tg_page *page, int indent, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The same with a label in the first indent columns of the first line. */
void tg_page_item(struct tg_page *page, const char *label, int indent,
	const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/*
 * Start one of the colours 0 to TG_COLOURS-1, or one of the looks below; it
 * lasts until TG_PLAIN. On a page without colour nothing is written.
 */
enum { TG_PLAIN = -1, TG_BOLD = -2, TG_DIM = -3, TG_WRONG = -4 };
#define TG_COLOURS 5
void tg_page_colour(struct tg_page *page, int colour);

/*
 * A line that is put together from texts and blanks. Blanks are written only
 * when a text follows, so that no line ends with blanks. All zero but page is
 * an empty line.
 */
struct tg_page_line {
	struct tg_page *page;
	int column; /* how many are taken */
	int blanks; /* of these, not written yet */
};

/* Add n blanks, or a text in a colour; end the line and start another. */
void tg_page_line_blanks(struct tg_page_line *line, int n);
void tg_page_line_text(struct tg_page_line *line, const char *text, int colour);
void tg_page_line_end(struct tg_page_line *line);

/*
 * Print the page on standard output, and free it.
 *
 * Errors: TG_ESYS if it cannot be written, or if there was not enough memory for
 * all of it: nothing is printed then.
 */
bool tg_page_print(struct tg_page *page, struct tg_err *err);

/* Free the page. May be called twice. */
void tg_page_free(struct tg_page *page);

#endif
