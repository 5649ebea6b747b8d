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
 * hexadecimal, and as "?" where its value is none that can be printed.
 *
 * Returns false, and writes "?", if there was not enough memory to tell: what
 * the text was for has then failed.
 */
#define TG_ELEMENT_TEXT 400
bool tg_element_text(char text[TG_ELEMENT_TEXT], const struct tg_tensor *tensor,
	const unsigned char *element, int columns)
	__attribute__((warn_unused_result));

#endif
