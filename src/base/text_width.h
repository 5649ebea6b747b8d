#ifndef TG_BASE_TEXT_WIDTH_H
#define TG_BASE_TEXT_WIDTH_H

#include <stddef.h>

/*
 * How many columns UTF-8 takes on a terminal: 2 for East Asian wide characters
 * and emoji (Unicode's UAX #11), 0 for marks that combine. What is no UTF-8
 * counts as one column a byte.
 */
int tg_text_width(const char *text, size_t len);

/*
 * tg_text_width_cut - make a text printable in a line, and cut it to some columns.
 *
 *   to        receives a terminated text; control characters, and those that
 *             turn the direction of writing, are written as \u escapes, white
 *             space as a blank
 *   size      of to in bytes; what does not fit is cut
 *   columns   where more are needed the text is cut and ends with "..."
 *
 * Returns how many columns it takes.
 */
int tg_text_width_cut(
	char *to, size_t size, const char *text, size_t len, int columns);

#endif
