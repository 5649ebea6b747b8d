#ifndef TG_GATHER_GATHER_H
#define TG_GATHER_GATHER_H

#include <stdbool.h>
#include <stdint.h>

#include "gather/plan.h"
#include "gather/policy.h"
#include "tensor/tensor.h"

/*
 * A plan bound to the tensors it was made for; borrows all of them.
 *
 *   fill      an element as input has them, for where nothing is picked; NULL
 *             where the policy has no such place
 *   *_origin  the element that the tensor's data begins with, where it is but
 *             a part of a tensor; only places that lie in the part may then be
 *             resolved
 *   far       input does not fit into caches: moving fetches ahead
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

#endif
