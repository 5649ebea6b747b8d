#ifndef TG_EXPLAIN_SUBSCRIPTS_H
#define TG_EXPLAIN_SUBSCRIPTS_H

#include "gather/plan.h"

/*
 * A slot is what stands in one pair of brackets of a formula: dims of the
 * three tensors that move together. A dim of -1 means that the tensor has none
 * in this slot.
 */
struct tg_slot {
	char letter[16]; /* of the dim of output, "i"; "" without one */
	int input;
	int index;
	int output;
	bool picked; /* index says where along this dim of input */
	bool tuple;  /* the dim of index that holds coordinates */
};

/*
 * What an operation reads, whether or not the shapes fit; so dims of index may
 * be named that it does not have. In take one slot is picked that has no dim
 * of input, since input is flat there.
 */
struct tg_subscripts {
	const struct tg_op_row *op;
	int nslot;
	struct tg_slot slot[2 * TG_MAX_NDIM + 2];
	int noutput; /* dims of output */
	int nindex;  /* dims that index should have */
};

/*
 * tg_subscripts_make - the subscripts of a call on an input and an index of
 * some shapes.
 *
 * A --dim or --batch-dims that is out of range is no error: no slot is picked
 * then, or as many dims are shared as there are.
 * Ownership: nothing is borrowed. Cost: O(ndim).
 */
void tg_subscripts_make(struct tg_subscripts *subscripts,
	const struct tg_call *call, const struct tg_shape *input,
	const struct tg_shape *index);

/* The slot of a dim of output, or of index; NULL if no slot has it. */
const struct tg_slot *tg_subscripts_of_output(
	const struct tg_subscripts *subscripts, int dim);
const struct tg_slot *tg_subscripts_of_index(
	const struct tg_subscripts *subscripts, int dim);

#endif
