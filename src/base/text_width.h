#ifndef TG_BASE_TEXT_WIDTH_H
#define TG_BASE_TEXT_WIDTH_H

#include <stddef.h>

/*
 * tg_text_width - how many columns a text of UTF-8 takes on a terminal: 2 for
 * an East Asian wide character or emoji (Unicode's UAX #11), 0 for a mark that
 * combines, and 1 for a byte that is no part of a valid character.
 */
int tg_text_width(const char *text, size_t len);

/*
 * tg_text_width_cut - make a text printable in a line, and cut it to some
 * columns.
 *
 *   to        receives the text and a zero byte. Control characters, and those
 *             that turn the direction of writing, are written as \uNNNN, bytes
 *             that are not valid UTF-8 as \xNN, white space as a blank
 *   size      of to in bytes, at least 4; what does not fit is cut
 *   columns   at least 3; a text that takes more is cut and ends with "..."
 *
 * Returns how many columns it takes.
 */
int tg_text_width_cut(
	char *to, size_t size, const char *text, size_t len, int columns);

#endif
