#ifndef TG_GATHER_LEADING_H
#define TG_GATHER_LEADING_H

#include "gather/plan.h"

/* The size of a leading dim that input may have any of. */
#define TG_ANY_SIZE (-1)

/*
 * tg_leading_dims - the leading dims of input in which its rows are needed one
 * after the other, each once: the same row of the result needs nothing else of
 * input.
 *
 *   leading   receives the sizes that input has in these dims, as index says
 *             them. The only one is TG_ANY_SIZE where index is shared by all
 *             rows of input, such as the columns that index_select picks along
 *             dim 1
 *   index     the shape of index
 *
 * Returns false if there are none, or if the call is not valid. A negative dim
 * is counted as if input had the dims that index lets expect, so that only the
 * plan tells whether a row is shared.
 */
bool tg_leading_dims(struct tg_shape *leading, const struct tg_call *call,
	const struct tg_shape *index);

/*
 * True if the first dim of the result is that of input, and index is the same
 * for all of it: what TG_ANY_SIZE expects.
 */
bool tg_leading_is_shared(const struct tg_plan *plan);

/*
 * True if block i of the result needs tuple i of index, in C order: index can
 * then be read part by part.
 */
bool tg_plan_takes_index_in_order(const struct tg_plan *plan);

#endif
