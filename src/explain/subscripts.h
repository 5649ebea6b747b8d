#ifndef TG_EXPLAIN_SUBSCRIPTS_H
#define TG_EXPLAIN_SUBSCRIPTS_H

#include "gather/plan.h"

/* Which dims of the three tensors belong together; -1: none. */
struct tg_slot {
	char letter[16]; /* of a dim of the output, "i"; empty without one */
	int input;
	int index;
	int output;
	bool picked; /* the index says where along this dim of input */
	bool tuple;  /* the dim of index that holds coordinates */
};

/*
 * What an operation reads, whether or not the shapes fit: dims of index may be
 * named that it does not have. In take one slot is picked, without a dim.
 */
struct tg_subscripts {
	enum tg_op op;
	int nslot;
	struct tg_slot slot[2 * TG_MAX_NDIM + 2];
	int noutput; /* dims of the output */
	int nindex;  /* dims that index should have */
};

/*
 * tg_subscripts_make - those of a call with an input and an index of some shapes.
 * Numbers in call that are out of range count as none.
 */
void tg_subscripts_make(struct tg_subscripts *subscripts,
	const struct tg_call *call, const struct tg_shape *input,
	const struct tg_shape *index);

/* The slot that a dim of output, or of index, has; NULL if there is none. */
const struct tg_slot *tg_subscripts_of_output(
	const struct tg_subscripts *subscripts, int dim);
const struct tg_slot *tg_subscripts_of_index(
	const struct tg_subscripts *subscripts, int dim);

#endif
