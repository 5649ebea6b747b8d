#ifndef TG_EXPLAIN_ELEMENT_H
#define TG_EXPLAIN_ELEMENT_H

#include "tensor/tensor.h"

/*
 * tg_element_text - an element as JSON writes it, for one line of a terminal.
 *
 *   text      terminated UTF-8; control characters are escaped
 *   tensor    what the element is of
 *   columns   a longer text is cut to so many columns and ends with "..."
 *
 * An element that JSON has no text for is shown as its first bytes in
 * hexadecimal, and as "?" where it cannot be printed.
 */
#define TG_ELEMENT_TEXT 400
void tg_element_text(char text[TG_ELEMENT_TEXT], const struct tg_tensor *tensor,
	const unsigned char *element, int columns);

#endif
