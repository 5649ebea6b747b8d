#ifndef TG_GATHER_PACKS_H
#define TG_GATHER_PACKS_H

#include "gather/gather.h"

/*
 * tg_packs_plan - tg_plan_make for an input whose elements are packed. Its
 * blocks move packs; output, axis and tuples are in elements all the same.
 *
 * Errors: also TG_EDATA if packs would be cut: by an index along the last dim,
 * or by an index whose last dim is no multiple of a pack.
 */
bool tg_packs_plan(struct tg_plan *plan, const struct tg_call *call,
	const struct tg_tensor *input, const struct tg_tensor *index,
	struct tg_err *err);

/*
 * tg_packs_check - check that the elements of each pack have one index, if the
 * operation has an index for each element.
 *
 * Errors: TG_EDATA, with the first two indices that differ.
 * Cost: reads all indices in that case, else nothing.
 */
bool tg_packs_check(const struct tg_gather *gather, struct tg_err *err);

#endif
