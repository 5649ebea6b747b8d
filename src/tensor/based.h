#ifndef TG_TENSOR_BASED_H
#define TG_TENSOR_BASED_H

#include "tensor/tensor.h"

/* So many consecutive elements share a base. */
#define TG_BASED 32

/* Element number i, in C order, of a tensor with base: an offset in a text. */
static inline uint64_t
tg_tensor_based(const struct tg_tensor *tensor, int64_t i)
{
	return tensor->base[(uint64_t)i / TG_BASED] +
		((const uint16_t *)(const void *)tensor->data)[i];
}

/*
 * Write elements first .. first+n-1 of a tensor with base to the buffer to.
 * Each takes dtype.size bytes there, which is 4 or 8.
 */
void tg_tensor_unfold(
	const struct tg_tensor *tensor, int64_t first, size_t n, void *to);

/*
 * Give a tensor with base elements of dtype.size bytes, so that each has an
 * address; the tensor has no base then. A tensor without base stays as it is.
 *
 * Errors: TG_ESYS without memory.
 */
bool tg_tensor_widen(struct tg_tensor *tensor, struct tg_err *err);

#endif
