#ifndef TG_EXPLAIN_ELEMENT_H
#define TG_EXPLAIN_ELEMENT_H

#include "tensor/tensor.h"

/* An element of a tensor as text of at most some columns. */
#define TG_CELL_TEXT 400
void tg_explain_cell(char text[TG_CELL_TEXT], const struct tg_tensor *tensor,
	const unsigned char *element, int columns);

#endif
