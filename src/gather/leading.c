/*
 * Tells which dims input and index go through together. A long text is then read
 * row by row, with one row of index at a time or with the same one for all, and
 * is never in memory as a whole.
 */
#include "gather/leading.h"

/* How many leading dims of index are those of input, too. */
static int64_t
count_dims_in_common(const struct tg_call *call, const struct tg_shape *index)
{
	if (tg_op_table[call->op].has_batch_dims)
		return tg_call_batch_dims(call, index->ndim);
	/* all dims before dim; those of pick's index lack dim itself */
	if (call->dim < 0)
		return call->dim + index->ndim + (call->op == TG_PICK);
	return call->dim;
}

/* Dims that are repeated where index has size 1 do not go together. */
static void
stop_at_repeated_dim(struct tg_shape *leading)
{
	for (int i = leading->ndim - 1; i > 0; i--)
		if (leading->size[i] == 1)
			leading->ndim = i;
	if (leading->size[0] == 1) {
		leading->ndim = 1;
		leading->size[0] = TG_ANY_SIZE;
	}
}

bool
tg_leading_dims(struct tg_shape *leading, const struct tg_call *call,
	const struct tg_shape *index)
{
	const struct tg_op_row *op = &tg_op_table[call->op];
	const int64_t common = count_dims_in_common(call, index);

	if (op->flat || common < 0 || common > index->ndim)
		return false;
	*leading = *index;
	leading->ndim = (int)common;
	if (common > 0 && op->sizes == TG_SIZES_BROADCAST)
		stop_at_repeated_dim(leading);
	/* index is no part of the dims before dim: all of it is for each row */
	if (common == 0 && op->has_batch_dims && tg_call_has_dim(call) &&
		call->dim != 0) {
		leading->ndim = 1;
		leading->size[0] = TG_ANY_SIZE;
	}
	return leading->ndim > 0;
}

bool
tg_leading_is_shared(const struct tg_plan *plan)
{
	return plan->output.ndim > 0 && plan->axis[0].input == 0 &&
		plan->axis[0].index < 0;
}

bool
tg_plan_takes_index_in_order(const struct tg_plan *plan)
{
	const struct tg_loops *loops = &plan->blocks;
	int64_t stride = plan->ncomponent;

	for (int i = 0; i < plan->ncomponent; i++)
		if (plan->component[i].index_offset != i)
			return false;
	for (int i = loops->nloop - 1; i >= 0; i--) {
		if (loops->loop[i].index_stride != stride)
			return false;
		stride *= loops->loop[i].n;
	}
	return true;
}
