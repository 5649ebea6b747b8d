#ifndef TG_GATHER_PLAN_H
#define TG_GATHER_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "gather/op.h"
#include "tensor/tensor.h"

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
struct tg_loops {
	int nloop;
	struct tg_loop loop[TG_MAX_NDIM];
	int64_t n; /* how often the innermost runs */
};

/* What one component of an index tuple picks from. */
struct tg_component {
	int64_t limit;        /* indices are 0 .. limit-1 */
	int64_t input_stride; /* elements of input a step moves */
	int64_t index_offset; /* where in the tuple it stands */
	int dim;              /* of input; -1: of input flattened */
};

/* Which dims of input and of index move with one of the output; -1: none. */
struct tg_axis {
	int input;
	int index;
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
	struct tg_axis axis[TG_MAX_NDIM]; /* one for each dim of output */
	int64_t block;
	struct tg_loops blocks; /* over the output's blocks */
	struct tg_loops tuples; /* over the index alone */
	/* take on an input not in C order: where its flat places lie */
	bool unravel;
	struct tg_shape input;
	int64_t input_stride[TG_MAX_NDIM];
	int ncomponent;
	struct tg_component component[TG_MAX_NDIM];
};

/*
 * tg_plan_make - lower a call to a plan. S and K are the shapes of input and
 * index, n and k how many dims they have, d is dim, B the batch dims.
 *
 *   gather          output[i,j,k] = input[index[i,j,k],j,k]      for d 0 of 3
 *                   k = n; K[i] <= S[i] for i != d; output shape K
 *   take_along_dim  the same; sizes off d are equal, or either is 1 and
 *                   repeated
 *   index_select    output[b,i,..,k] = input[b,i,index[b,..],k]
 *                   B <= min(d, k), S[:B] = K[:B];
 *                   output shape S[:d] + K[B:] + S[d+1:]
 *   pick            output[i,k] = input[i,index[i,k],k]          for d 1 of 3
 *                   K = S without d; output shape K
 *   take            output[..] = input.flat[index[..]]; output shape K
 *   gather_nd       output[b,..,k] = input[b,index[b,..,0],index[b,..,1],k]
 *                   t = K[-1], 1 <= t <= n - B, S[:B] = K[:B], B < k;
 *                   output shape K[:-1] + S[B+t:]
 *
 * An input without dims counts as one of size 1 in the first three; so does an
 * index in the first two, whose output then has no dims either.
 *
 *   input, index    only shape and stride are read
 *
 * Errors: TG_EDATA when the shapes do not fit; err says which sizes.
 * Ownership: the plan borrows nothing.
 * Cost: O(ndim).
 */
bool tg_plan_make(struct tg_plan *plan, const struct tg_call *call,
	const struct tg_tensor *input, const struct tg_tensor *index,
	struct tg_err *err);

/*
 * How many leading dims input and index share, so that rows of the one go with
 * rows of the other; ndim is that of index.
 */
int tg_plan_lead(const struct tg_call *call, int ndim);

#endif
