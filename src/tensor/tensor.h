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
 * Where elements share bytes (dtype.packing), the shape counts elements, but
 * strides count packs, and so does whatever moves them: see tg_tensor_packs.
 *
 * All zero owns nothing; tg_tensor_free may be called twice.
 */
struct tg_tensor {
	struct tg_dtype dtype;
	struct tg_shape shape;
	int64_t stride[TG_MAX_NDIM]; /* in elements; in packs, if packed */
	const unsigned char *data;
	const uint64_t *base; /* inside owned; NULL: without base */
	struct tg_row_heads heads;
	struct tg_text *text; /* malloc'ed; NULL: not read from JSON */
	char *descr;          /* malloc'ed, dtype.descr borrows it; or NULL */
	struct tg_record *record; /* malloc'ed, dtype borrows it; or NULL */
	void *owned;              /* malloc'ed, data is inside; or NULL */
};

/*
 * The shape in packs: that of the tensor, but for the last dim, which has as
 * many elements in each pack. For most dtypes a pack is an element.
 */
struct tg_shape tg_tensor_packs(const struct tg_tensor *tensor);

/* Set the strides to those of a tensor in C order; dtype and shape are set. */
void tg_tensor_set_strides(struct tg_tensor *tensor);

/*
 * tg_tensor_size - the bytes of all elements, together: also more than fit into
 * memory.
 *
 * Errors: TG_EDATA if they are too many to be counted, or if the last dim is no
 * multiple of a pack.
 */
bool tg_tensor_size(
	uint64_t *size, const struct tg_tensor *tensor, struct tg_err *err);

/* True if the elements are contiguous in C order. */
bool tg_tensor_is_contiguous(const struct tg_tensor *tensor);

/*
 * Give a tensor another shape with the same number of elements, in C order. A
 * size of -1 is inferred. A tensor that is not in C order is copied.
 *
 * Errors: TG_EDATA if the numbers of elements differ, or if packs would be cut;
 * TG_ESYS without memory.
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
 * tg_tensor_unpack - make a tensor that is packed one of float32, in memory; one
 * that is not stays as it is.
 *
 * Errors: TG_EDATA if its packing is only moved; TG_ESYS if it takes too much of
 * the memory.
 */
bool tg_tensor_unpack(struct tg_tensor *tensor, struct tg_err *err);

/*
 * The address of one element: of that at coordinates, as many as the tensor has
 * dims, or of that which has a number in C order. The tensor has no base, and
 * its elements are not packed.
 */
const unsigned char *tg_tensor_at(
	const struct tg_tensor *tensor, const int64_t *at);
const unsigned char *tg_tensor_element(
	const struct tg_tensor *tensor, int64_t element);

#endif
