#ifndef TG_GATHER_GATHER_H
#define TG_GATHER_GATHER_H

#include <stdbool.h>
#include <stdint.h>

#include "gather/plan.h"
#include "gather/policy.h"
#include "tensor/tensor.h"

/*
 * A plan and the tensors it was made for. Everything is borrowed.
 *
 *   fill      the fill value, an element of input's dtype, or a float32 if input
 *             is packed; NULL if the policy never asks for it
 *   *_origin  number of the element that the tensor's data begins with, if only
 *             a part of the tensor is in memory, else 0. Only blocks whose
 *             elements and indices lie in that part may then be resolved
 *   far       input does not fit into the caches, so that prefetching elements
 *             is worth its cost
 */
struct tg_gather {
	const struct tg_plan *plan;
	const struct tg_tensor *input;
	const struct tg_tensor *index;
	const void *fill;
	struct tg_policy policy;
	int64_t input_origin;
	int64_t index_origin;
	bool far;
};

/*
 * The bytes of a block. Where input has no elements the plan's block may be any
 * number of them: INT64_MAX if its bytes cannot be counted.
 */
static inline int64_t
tg_gather_block_size(const struct tg_gather *g)
{
	int64_t size;

	return __builtin_mul_overflow(
		       g->plan->block, (int64_t)g->input->dtype.size, &size)
		? INT64_MAX
		: size;
}

#endif
