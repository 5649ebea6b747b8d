#ifndef TG_TENSOR_TENSOR_H
#define TG_TENSOR_TENSOR_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "tensor/dtype.h"
#include "tensor/shape.h"

/*
 * What kinds of element a JSON text holds, ORed over all of them: the dtype
 * of a JSON tensor for free.
 */
enum tg_class {
	TG_CLASS_INTEGER = 1 << 0,  /* within int64 */
	TG_CLASS_NEGATIVE = 1 << 1, /* an integer below 0 */
	TG_CLASS_UINT64 = 1 << 2,   /* an integer in 2^63 .. 2^64-1 */
	TG_CLASS_BIG = 1 << 3,      /* an integer outside both */
	TG_CLASS_INEXACT = 1 << 4,  /* an integer float64 cannot hold */
	TG_CLASS_FRACTION = 1 << 5, /* has a fraction or an exponent */
	TG_CLASS_SPECIAL = 1 << 6,  /* NaN, Infinity, -Infinity */
	TG_CLASS_BOOL = 1 << 7,
	TG_CLASS_NULL = 1 << 8,
	TG_CLASS_STRING = 1 << 9,
	TG_CLASS_OBJECT = 1 << 10,
};

/*
 * A tensor in memory. Binary: data points at the first element. JSON (dtype
 * TG_TEXT): data is an array of offsets into text, 4 or 8 bytes each, where
 * each element starts; all bits set stands for the fill value. Either way a
 * gather moves dtype.size bytes and need not know which.
 *
 * With base, which a long text has, data is 2 bytes an element: its distance
 * from the base that it shares with its neighbours. Half the memory, and a
 * gather makes offsets of dtype.size bytes of them.
 *
 * All zero owns nothing; tg_tensor_free may be called twice.
 */
struct tg_tensor {
	struct tg_dtype dtype;
	struct tg_shape shape;
	int64_t stride[TG_MAX_NDIM]; /* in elements */
	const unsigned char *data;
	const uint64_t *base;      /* of TG_BASED elements each; or NULL */
	const unsigned char *text; /* of a JSON tensor, zero padded */
	const unsigned char *fill; /* text of the fill value, zero padded */
	size_t text_begin;         /* where its array starts in text */
	size_t text_end;           /* behind its last byte */
	unsigned classes;          /* of a JSON tensor: tg_class, ORed */
	unsigned fill_classes;     /* that of the fill value */
	bool pairs;                /* its elements are two numbers each */
	bool typed;                /* declared is set */
	struct tg_dtype declared;  /* what the user or the file calls it */
	char *descr; /* malloc'ed, what dtype.descr borrows; or NULL */
	void *owned; /* malloc'ed, holds data; or NULL */
};

#define TG_BASED 32

/* The offset of element number i of a tensor with base. */
static inline uint64_t
tg_tensor_based(const struct tg_tensor *tensor, int64_t i)
{
	return tensor->base[(uint64_t)i / TG_BASED] +
		((const uint16_t *)(const void *)tensor->data)[i];
}

/* Where the text of an element of a JSON tensor starts. */
static inline const unsigned char *
tg_tensor_text(const struct tg_tensor *tensor, const void *element)
{
	uint32_t narrow;
	uint64_t wide;

	if (tensor->dtype.size == sizeof(narrow)) {
		memcpy(&narrow, element, sizeof(narrow));
		if (narrow == UINT32_MAX)
			return tensor->fill;
		return tensor->text + narrow;
	}
	memcpy(&wide, element, sizeof(wide));
	if (wide == UINT64_MAX)
		return tensor->fill;
	return tensor->text + wide;
}

/*
 * Picked elements of a long text stand anywhere in it: fetch the texts of some
 * into cache before they are needed.
 *
 *   elements  n of them, of which the first *fetched were fetched already
 *   done      those before are not needed any more
 */
#define TG_TEXTS_AHEAD 32
#define TG_TEXT_FAR    ((size_t)1 << 20)

static inline void
tg_tensor_fetch(const struct tg_tensor *tensor, const unsigned char *elements,
	size_t n, size_t done, size_t *fetched)
{
	if (tensor->text_end - tensor->text_begin < TG_TEXT_FAR)
		return;
	for (; *fetched < n && *fetched < done + TG_TEXTS_AHEAD; ++*fetched) {
		const unsigned char *text = tg_tensor_text(
			tensor, elements + *fetched * tensor->dtype.size);

		__builtin_prefetch(text);
		__builtin_prefetch(text + 32);
	}
}

/*
 * The offsets of n elements of a tensor with base, from number first on, to
 * dtype.size bytes each.
 */
void tg_tensor_offsets(
	const struct tg_tensor *tensor, int64_t first, size_t n, void *to);

/*
 * Where a tensor has base make one without it, whose elements have addresses.
 *
 * Errors: TG_ESYS without memory.
 */
bool tg_tensor_widen(struct tg_tensor *tensor, struct tg_err *err);

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
