#ifndef TG_TENSOR_TEXT_H
#define TG_TENSOR_TEXT_H

#include "tensor/tensor.h"

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
 * The text that a tensor was read from, and what is known of its elements. An
 * element of dtype TG_TEXT is an offset into bytes, where its own text begins;
 * all bits set stand for the fill value. Borrows bytes and fill, both of which
 * are zero padded.
 */
struct tg_text {
	const unsigned char *bytes;
	const unsigned char *fill; /* text of the fill value; NULL: none */
	size_t begin;              /* where the tensor starts in bytes */
	size_t end;                /* behind its last byte */
	unsigned classes;          /* tg_class, ORed */
	unsigned fill_classes;     /* that of the fill value */
	bool pairs;                /* its elements are two numbers each */
	bool typed;                /* declared is set */
	struct tg_dtype declared;  /* what the user or the file calls it */
};

/* Where the text of an element of a tensor of dtype TG_TEXT starts. */
static inline const unsigned char *
tg_tensor_text(const struct tg_tensor *tensor, const void *element)
{
	uint32_t narrow;
	uint64_t wide;

	if (tensor->dtype.size == sizeof(narrow)) {
		memcpy(&narrow, element, sizeof(narrow));
		if (narrow == UINT32_MAX)
			return tensor->text->fill;
		return tensor->text->bytes + narrow;
	}
	memcpy(&wide, element, sizeof(wide));
	if (wide == UINT64_MAX)
		return tensor->text->fill;
	return tensor->text->bytes + wide;
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
	if (tensor->text->end - tensor->text->begin < TG_TEXT_FAR)
		return;
	for (; *fetched < n && *fetched < done + TG_TEXTS_AHEAD; ++*fetched) {
		const unsigned char *text = tg_tensor_text(
			tensor, elements + *fetched * tensor->dtype.size);

		__builtin_prefetch(text);
		__builtin_prefetch(text + 32);
	}
}

/* The classes of all elements of a tensor and of its fill value; 0 if binary. */
static inline unsigned
tg_tensor_classes(const struct tg_tensor *tensor)
{
	const struct tg_text *text = tensor->text;

	return text != NULL ? text->classes | text->fill_classes : 0;
}

#endif
