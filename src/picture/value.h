#ifndef TG_PICTURE_VALUE_H
#define TG_PICTURE_VALUE_H

#include "explain/element.h"

/*
 * tg_picture_value - an element as the short text that stands in a cell.
 *
 * A number whose text is longer than 7 columns, sign not counted, is cut to
 * four significant digits: "0.1091\u2026", "1.234\u2026e17". The ellipsis
 * stands for digits that are left out; where there is none the number is exact.
 * Of a complex number this is true of both parts. Any other text is cut to 10
 * columns, and ends with "..." then.
 *
 * Returns false, and writes "?", if there was not enough memory to tell.
 */
bool tg_picture_value(char text[TG_ELEMENT_TEXT],
	const struct tg_tensor *tensor, const unsigned char *element)
	__attribute__((warn_unused_result));

/* True if a text is so long that a cell has it in smaller print. */
bool tg_picture_is_long(const char *text);

#endif
