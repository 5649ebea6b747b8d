#ifndef TG_EXPLAIN_LIBRARIES_CALL_H
#define TG_EXPLAIN_LIBRARIES_CALL_H

#include "explain/libraries/syntax.h"
#include "job/job.h"

/*
 * A job as a call of a library. The facts about the libraries are from their
 * documentation: torch.gather, torch.take_along_dim, torch.index_select,
 * torch.take; numpy.take, numpy.take_along_axis; tf.gather, tf.gather_nd,
 * tf.experimental.numpy.take_along_axis; ONNX Gather, GatherElements,
 * GatherND; jax.numpy.take, jax.numpy.take_along_axis.
 *
 * The job is borrowed; tg_syntax_free(&call->syntax) frees the rest.
 */
struct tg_library_call {
	const struct tg_job *job;
	struct tg_syntax syntax;
	struct tg_shape input_shape; /* as the operation sees it: an operand
					without dims may have one of size 1 */
	struct tg_shape index_shape;
	const char *input; /* both as expressions */
	const char *index;
	bool from_end; /* the library counts negative indices from the end */
	bool is_cut;   /* input was cut to where index reaches */
};

/* Start a call: input and index as expressions. The job has a plan. */
void tg_library_operands(struct tg_library_call *call, const struct tg_job *job,
	enum tg_library library);

/*
 * The operation itself, on operands that tg_library_operands has made; sets
 * from_end and is_cut.
 */
const char *tg_library_operation(struct tg_library_call *call);

/*
 * x, an index along a dim of size n, as the place it means, counted from 0. The
 * place is in range also where output gets the fill value. from_end must be
 * set.
 */
const char *tg_library_place(
	struct tg_library_call *call, const char *x, int64_t n);

/* The condition that x, an index as above, stands for the fill value. */
const char *tg_library_is_filled(
	struct tg_library_call *call, const char *x, int64_t n);

#endif
