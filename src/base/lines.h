#ifndef TG_BASE_LINES_H
#define TG_BASE_LINES_H

#include <stddef.h>

/*
 * tg_lines_count - count the newlines of a part of a text in UTF-8, and the
 * characters behind the last one, or all where there is none.
 *
 * Cost: a small part of what it takes to scan the text.
 */
void tg_lines_count(
	const unsigned char *text, size_t len, size_t *lines, size_t *columns);

/* Count a byte in a part of a text. Cost: the same. */
size_t tg_lines_count_byte(
	const unsigned char *text, size_t len, unsigned char byte);

#endif
