#ifndef TG_TENSOR_TEXT_H
#define TG_TENSOR_TEXT_H

#include "tensor/tensor.h"

/*
 * The kinds of elements in a JSON text, as flags that are ORed over all
 * elements. Scanners collect them on the way, so that the dtype of a JSON
 * tensor is known without another pass.
 */
enum tg_class {
	TG_CLASS_INTEGER = 1 << 0,  /* an integer that fits int64 */
	TG_CLASS_NEGATIVE = 1 << 1, /* an integer below 0 */
	TG_CLASS_UINT64 = 1 << 2,   /* an integer in 2^63 .. 2^64-1 */
	TG_CLASS_BIG = 1 << 3,      /* an integer that fits neither */
	TG_CLASS_INEXACT = 1 << 4,  /* an integer that float64 would round */
	TG_CLASS_FRACTION = 1 << 5, /* it has a fraction or an exponent */
	TG_CLASS_SPECIAL = 1 << 6,  /* NaN, Infinity, -Infinity */
	TG_CLASS_BOOL = 1 << 7,
	TG_CLASS_NULL = 1 << 8,
	TG_CLASS_STRING = 1 << 9,
	TG_CLASS_OBJECT = 1 << 10,
};

/*
 * The JSON text that a tensor was read from, and what is known of its elements.
 * An element of dtype TG_TEXT is the offset in bytes at which its own text
 * begins; an element with all bits set means the fill value. bytes and fill are
 * borrowed; zero bytes follow both, as io/bytes.h says.
 */
struct tg_text {
	const unsigned char *bytes;
	const unsigned char *fill; /* text of the fill value; NULL: none */
	size_t begin;              /* offset of the tensor's first byte */
	size_t end;                /* offset after its last byte */
	unsigned classes;          /* tg_class, ORed over all elements */
	unsigned fill_classes;     /* the same for the fill value */
	bool pairs;                /* complex: an element is two numbers */
	bool typed;                /* declared is set */
	struct tg_dtype declared; /* the dtype that the user or the file says */
	const unsigned char *unknown; /* where the text says a dtype that is not
					 understood; NULL: nowhere */
};

/* The text of an element of a tensor of dtype TG_TEXT. */
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
 * Prefetch the texts of the next elements into the cache, since gathered
 * elements can be anywhere in a long text. Does nothing for a text under
 * TG_TEXT_FAR bytes.
 *
 *   elements   n of them
 *   done       number of the element that is needed next
 *   *fetched   so many were prefetched before; becomes done +
 *              TG_TEXTS_AHEAD, or n if that is less
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

/*
 * The classes of all elements of a tensor and of its fill value; 0 if the
 * tensor was not read from JSON.
 */
static inline unsigned
tg_tensor_classes(const struct tg_tensor *tensor)
{
	const struct tg_text *text = tensor->text;

	return text != NULL ? text->classes | text->fill_classes : 0;
}

#endif
