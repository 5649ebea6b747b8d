#ifndef TG_JOB_TRIAL_H
#define TG_JOB_TRIAL_H

#include <stdbool.h>

#include "job/job.h"

/* The call that failed, and what has been found so far. */
struct tg_search {
	const struct tg_job *job; /* that failed; NULL: one that did not */
	const struct tg_options *options;
	const struct tg_tensor *input;
	const struct tg_tensor *index;
	struct tg_err *err;
	struct tg_err *ignored; /* why a trial does not fit */
	int found;              /* calls that fit */
	bool transposed;        /* the transpose of index would fit */
	bool in_range;          /* only calls whose indices are in range */
};

/* Another call to try, with index in its own shape or reshaped. */
struct tg_trial {
	struct tg_call call;
	struct tg_shape index_shape;
	bool reshaped;
	struct tg_shape output_shape; /* of --output-shape, if that is needed */
	bool reshapes_output;
};

/* True if an index is not too large to be read for suggestions: in_range. */
bool tg_trial_can_read(const struct tg_tensor *index);

/* The user's call with another operation and no batch dims. */
struct tg_trial tg_trial_of(const struct tg_search *s, enum tg_op op);

/*
 * The first dim other than --dim where a gather leaves out a part of input; -1
 * if there is none.
 */
int tg_trial_dropped_dim(const struct tg_call *call,
	const struct tg_tensor *input, const struct tg_shape *index);

/*
 * True if a trial is valid, drops no data and has a result that is not far
 * larger than its operands, and can be written where the job writes its own; *output is the shape of the result then, as it is
 * after the user's --output-shape. Otherwise s->ignored may say why not.
 * Cost: O(ndim); with s->in_range one pass over the index.
 */
bool tg_trial_fits(const struct tg_search *s, const struct tg_trial *trial,
	struct tg_shape *output);

/* Suggest a trial: say what it does, and how to call it. */
void tg_trial_suggest(struct tg_search *s, const struct tg_trial *trial,
	const char *reason, const struct tg_shape *output);
void tg_trial_suggest_if_it_fits(
	struct tg_search *s, const struct tg_trial *trial, const char *reason);

#endif
