#ifndef FUZZ_OUTCOME_H
#define FUZZ_OUTCOME_H

#include <stddef.h>

#include "base/error.h"
#include "job/job.h"

/* What a job came to. */
struct fuzz_outcome {
	struct tg_err err;
	unsigned char *data;
	size_t len, capacity;
};

/*
 * Do a job whose operands are there, with an output that others see at once. The
 * job is freed.
 */
void fuzz_do_job(struct fuzz_outcome *outcome, struct tg_job *job);

/* Require that the two are the same: bytes, or the error and its place. */
void fuzz_compare_outcomes(
	const struct fuzz_outcome *a, const struct fuzz_outcome *b);

#endif
