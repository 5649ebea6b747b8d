#ifndef TG_EXPLAIN_LIBRARIES_CALL_H
#define TG_EXPLAIN_LIBRARIES_CALL_H

#include "explain/libraries/syntax.h"
#include "job/job.h"

/*
 * A job in the words of a library. The facts about the libraries are from
 * their documentation: torch.gather, torch.take_along_dim, torch.index_select,
 * torch.take; numpy.take, numpy.take_along_axis; tf.gather, tf.gather_nd,
 * tf.experimental.numpy.take_along_axis; ONNX Gather, GatherElements,
 * GatherND; jax.numpy.take, jax.numpy.take_along_axis.
 */
struct tg_library_call {
	const struct tg_job *job;
	struct tg_syntax d;
	struct tg_shape s; /* input; no dims count as one of size 1 */
	struct tg_shape k; /* index; likewise in gather and take_along_dim */
	const char *input;
	const char *index;
	bool from_end; /* what is called counts negative indices so */
	bool sliced;   /* input was cut to where index reaches */
};

/* Begin: input and index as expressions. The job has a plan. */
void tg_library_begin(struct tg_library_call *call, const struct tg_job *job,
	enum tg_library library);

/* The operation itself; sets the last two of call. */
const char *tg_library_pick(struct tg_library_call *call);

/*
 * x, an index along a dim of size n, as the place it means: one in range, also
 * where the fill value comes. from_end must be set.
 */
const char *tg_library_place(
	struct tg_library_call *call, const char *x, int64_t n);

/* Where x gets the fill value. */
const char *tg_library_is_filled(
	struct tg_library_call *call, const char *x, int64_t n);

#endif
