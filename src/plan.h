#ifndef TG_PLAN_H
#define TG_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "tensor.h"

enum tg_op {
	TG_GATHER,
	TG_INDEX_SELECT,
};

/* What the user asked for: which operation, along what. */
struct tg_call {
	enum tg_op op;
	bool has_dim;
	int64_t dim; /* as given, may be negative */
	int64_t batch_dims;
};

/* One loop: how often, and how far input and index move, in elements. */
struct tg_loop {
	int64_t n;
	int64_t input_stride;
	int64_t index_stride;
};

/* Loops from the outermost in. Adjacent ones that move as one are merged. */
struct tg_walk {
	int nloop;
	struct tg_loop loop[TG_MAX_NDIM];
	int64_t n; /* how often the innermost runs */
};

/* What one component of an index tuple picks from. */
struct tg_component {
	int64_t limit;        /* indices are 0 .. limit-1 */
	int64_t input_stride; /* elements of input a step moves */
	int64_t index_offset; /* where in the tuple it stands */
};

/*
 * Every operation is one loop over blocks of the output, in C order:
 *
 *	source = base(loops) + sum over components of index * input_stride
 *
 * and block elements that lie together in input move from source at once.
 * All counts are in elements, so that a plan knows no dtype.
 */
struct tg_plan {
	struct tg_shape output;
	int dim; /* normalised; -1 where there is none */
	int64_t block;
	struct tg_walk blocks; /* over the output's blocks */
	struct tg_walk tuples; /* over the index alone */
	int ncomponent;
	struct tg_component component[TG_MAX_NDIM];
};

/*
 * tg_plan_make - lower a call to a plan.
 *
 *   gather        output[i,j,k] = input[index[i,j,k],j,k]        for dim 0 of 3
 *                 K[i] <= S[i] for i != dim; output shape = index shape
 *   index_select  output[b,i,..,k] = input[b,i,index[b,..],k]
 *                 B <= min(dim, k), S[:B] = K[:B];
 *                 output shape = S[:dim] + K[B:] + S[dim+1:]
 *
 *   input, index  S and K are their shapes, of which only shape and stride
 *                 are read
 *
 * Errors: TG_EDATA when the shapes do not fit; err says which sizes.
 * Ownership: the plan borrows nothing.
 * Cost: O(ndim).
 */
bool tg_plan_make(struct tg_plan *plan, const struct tg_call *call,
	const struct tg_tensor *input, const struct tg_tensor *index,
	struct tg_err *err);

/* "index_select", as written on the command line. */
const char *tg_op_name(enum tg_op op);

/* Errors: TG_EUSAGE for an unknown name, with the nearest one. */
bool tg_op_parse(enum tg_op *op, const char *name, struct tg_err *err);

#endif
