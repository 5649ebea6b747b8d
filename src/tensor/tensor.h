#ifndef TG_TENSOR_TENSOR_H
#define TG_TENSOR_TENSOR_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "tensor/dtype.h"
#include "tensor/shape.h"

struct tg_text;

/*
 * A tensor in memory: data points at the first element, and every element is
 * dtype.size bytes, which a gather moves and does not look at. Elements that
 * were read as text (dtype TG_TEXT) are offsets into it, of 4 or 8 bytes: see
 * tensor/text.h, which also tells of an index what its text was.
 *
 * With base, data is 2 bytes an element: its distance from the base that it
 * shares with its neighbours, see tensor/based.h. That takes half the memory,
 * and a gather makes elements of dtype.size bytes of them.
 *
 * All zero owns nothing; tg_tensor_free may be called twice.
 */
struct tg_tensor {
	struct tg_dtype dtype;
	struct tg_shape shape;
	int64_t stride[TG_MAX_NDIM]; /* in elements */
	const unsigned char *data;
	const uint64_t *base; /* a part of owned; or NULL */
	struct tg_text *text; /* malloc'ed; NULL: it was read from no text */
	char *descr;          /* malloc'ed, what dtype.descr borrows; or NULL */
	void *owned;          /* malloc'ed, holds data; or NULL */
};

/* True if the elements lie in C order, one behind the other. */
bool tg_tensor_is_contiguous(const struct tg_tensor *tensor);

/*
 * Give the tensor another shape with as many elements, in C order; where it
 * lies otherwise it is copied.
 *
 * Errors: TG_EDATA when the counts differ, TG_ESYS without memory.
 */
bool tg_tensor_reshape(struct tg_tensor *tensor, const struct tg_shape *shape,
	struct tg_err *err);

static inline void
tg_tensor_free(struct tg_tensor *tensor)
{
	free(tensor->owned);
	free(tensor->descr);
	free(tensor->text);
	memset(tensor, 0, sizeof(*tensor));
}

/*
 * The address of one element: of that at coordinates, as many as the tensor has
 * dims, or of that which has a number in C order. The tensor has no base.
 */
const unsigned char *tg_tensor_at(
	const struct tg_tensor *tensor, const int64_t *at);
const unsigned char *tg_tensor_element(
	const struct tg_tensor *tensor, int64_t element);

#endif
