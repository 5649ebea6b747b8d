#ifndef TG_GATHER_PLAN_H
#define TG_GATHER_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "gather/op.h"
#include "tensor/tensor.h"

/* What the user asked for: which operation, along which dim. */
struct tg_call {
	enum tg_op op;
	bool has_dim;
	bool lacks_dim;     /* none was given, and the operation needs one: dim
			       is then out of range for all inputs */
	int64_t dim;        /* as given; negative counts from the last dim */
	int64_t batch_dims; /* negative counts from the number of dims of
			       index, as tf.gather does */
};

/* What is said then. */
#define TG_LACKS_DIM "--dim N is missing: the dimension to gather along"

/* True if --dim plays a part in a call. */
bool tg_call_has_dim(const struct tg_call *call);

/* The batch dims of a call on an index of ndim dims; negative: too few dims. */
int64_t tg_call_batch_dims(const struct tg_call *call, int ndim);

/*
 * One loop: n iterations. Each moves on by so many elements in input and in
 * index.
 */
struct tg_loop {
	int64_t n;
	int64_t input_stride;
	int64_t index_stride;
};

/*
 * Nested loops, the outermost first. Adjacent loops that could be written as
 * one longer loop are merged.
 */
struct tg_loops {
	int nloop;
	struct tg_loop loop[TG_MAX_NDIM];
	int64_t n; /* iterations of all together */
};

/*
 * One component of an index tuple. Only the tuples of gather_nd have several;
 * for the other operations a tuple is a single index.
 */
struct tg_component {
	int64_t limit;        /* indices are 0 .. limit-1 */
	int64_t input_stride; /* elements of input from one index to the next */
	int64_t index_offset; /* elements from the first index of the tuple */
	int dim;              /* of input; -1: of input flattened */
};

/* The dims of input and index that a dim of the output runs along; -1: none. */
struct tg_axis {
	int input;
	int index;
};

/*
 * Every operation is one pass over the blocks of the output, in C order. The
 * offset in input where a block begins is
 *
 *	source = base(loops) + sum over components of index * input_stride
 *
 * and from there block elements, which are contiguous in input, are moved at
 * once. All counts are in elements, so that a plan does not depend on dtypes;
 * but if input is packed, block, the loops over blocks and the strides of input
 * count packs.
 */
struct tg_plan {
	struct tg_shape output;
	int batch_dims;                   /* of the call, not negative */
	struct tg_axis axis[TG_MAX_NDIM]; /* one for each dim of output */
	int64_t block;                    /* elements in a block */
	int64_t index_pack;               /* see packs.h: so many elements of
					     index have to be equal; or 0 */
	struct tg_loops blocks;           /* over the output's blocks */
	struct tg_loops tuples;           /* over the index alone */
	/*
	 * take of an input that is not in C order: source is then a number in
	 * the flattened input, and shape and strides make an offset of it.
	 */
	bool unravel;
	struct tg_shape input;
	int64_t input_stride[TG_MAX_NDIM];
	int ncomponent;
	struct tg_component component[TG_MAX_NDIM];
};

/*
 * tg_plan_make - turn a call into a plan. S and K are the shapes of input and
 * index, n and k their numbers of dims, d is dim, B the number of batch dims.
 *
 *   gather          output[i,j,k] = input[index[i,j,k],j,k]      for d 0 of 3
 *                   k = n; K[i] <= S[i] for i != d; output shape K
 *   take_along_dim  the same; for i != d S[i] = K[i], or one of the two is 1
 *                   and is repeated
 *   index_select    output[b,i,..,k] = input[b,i,index[b,..],k]
 *                   B <= min(d, k), S[:B] = K[:B];
 *                   output shape S[:d] + K[B:] + S[d+1:]
 *   pick            output[i,k] = input[i,index[i,k],k]          for d 1 of 3
 *                   K = S without d; output shape K
 *   take            output[..] = input.flat[index[..]]; output shape K
 *   gather_nd       output[b,i,..,k] = input[b,i,index[b,..,0],
 *                                            index[b,..,1],k]
 *                   t = K[-1], 1 <= t <= n - d, S[:B] = K[:B], B < k,
 *                   B <= d, which is B if no dim was given;
 *                   output shape S[:d] + K[B:-1] + S[d+t:]
 *
 * For the first three operations an input of 0 dims counts as one of shape
 * (1,). For the first two the same is true of an index of 0 dims; the output
 * then has 0 dims too.
 *
 *   input, index    only shape and stride are read, and whether input is packed
 *
 * Errors: TG_EDATA if the shapes do not fit; err says which sizes.
 * Ownership: the plan borrows nothing.
 * Cost: O(ndim).
 */
bool tg_plan_make(struct tg_plan *plan, const struct tg_call *call,
	const struct tg_tensor *input, const struct tg_tensor *index,
	struct tg_err *err);

#endif
