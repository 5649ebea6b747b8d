#ifndef TG_TENSOR_BASED_H
#define TG_TENSOR_BASED_H

#include "tensor/tensor.h"

/* Elements in a row that share a base. */
#define TG_BASED 32

/* Element number i of a tensor with base, as the integer it stands for. */
static inline uint64_t
tg_tensor_based(const struct tg_tensor *tensor, int64_t i)
{
	return tensor->base[(uint64_t)i / TG_BASED] +
		((const uint16_t *)(const void *)tensor->data)[i];
}

/*
 * Write n elements of a tensor with base, from number first on, to dtype.size
 * bytes each.
 */
void tg_tensor_unfold(
	const struct tg_tensor *tensor, int64_t first, size_t n, void *to);

/*
 * Where a tensor has base make one without it, whose elements have addresses.
 *
 * Errors: TG_ESYS without memory.
 */
bool tg_tensor_widen(struct tg_tensor *tensor, struct tg_err *err);

#endif
