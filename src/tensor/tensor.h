#ifndef TG_TENSOR_TENSOR_H
#define TG_TENSOR_TENSOR_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "tensor/dtype.h"
#include "tensor/shape.h"

struct tg_text;
struct tg_record;

/* The bytes of the head of a row. */
#define TG_ROW_HEAD 4

/*
 * Rows that say how long they are, as those of .fvecs do: before each row of a
 * tensor of two dims stands an i32, little-endian, which must be length. Who
 * takes elements from a row has to check that: see gather/heads.h.
 */
struct tg_row_heads {
	int64_t stride; /* elements from row to row; 0: rows have no heads */
	int64_t length; /* elements in a row, 1 or more */
};

/*
 * A tensor in memory. data points at the first element. An element has
 * dtype.size bytes, which a gather moves without looking at them.
 *
 * The elements of a tensor that was read from JSON are not converted: their
 * dtype is TG_TEXT, and each is the offset of its own text, in 4 or 8 bytes.
 * See tensor/text.h. Those of an index are converted: they are integers.
 *
 * A tensor with base has 2 bytes an element in data: the distance from a base
 * that it shares with its neighbours, see tensor/based.h. That takes half the
 * memory; a gather turns these into elements of dtype.size bytes.
 *
 * All zero owns nothing; tg_tensor_free may be called twice.
 */
struct tg_tensor {
	struct tg_dtype dtype;
	struct tg_shape shape;
	int64_t stride[TG_MAX_NDIM]; /* in elements */
	const unsigned char *data;
	const uint64_t *base; /* inside owned; NULL: without base */
	struct tg_row_heads heads;
	struct tg_text *text; /* malloc'ed; NULL: not read from JSON */
	char *descr;          /* malloc'ed, dtype.descr borrows it; or NULL */
	struct tg_record *record; /* malloc'ed, dtype borrows it; or NULL */
	void *owned;              /* malloc'ed, data is inside; or NULL */
};

/* True if the elements are contiguous in C order. */
bool tg_tensor_is_contiguous(const struct tg_tensor *tensor);

/*
 * Give a tensor another shape with the same number of elements, in C order. A
 * size of -1 is inferred. A tensor that is not in C order is copied.
 *
 * Errors: TG_EDATA if the numbers of elements differ, TG_ESYS without memory.
 */
bool tg_tensor_reshape(struct tg_tensor *tensor, const struct tg_shape *shape,
	struct tg_err *err);

static inline void
tg_tensor_free(struct tg_tensor *tensor)
{
	free(tensor->owned);
	free(tensor->descr);
	free(tensor->record);
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
