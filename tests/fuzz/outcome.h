#ifndef FUZZ_OUTCOME_H
#define FUZZ_OUTCOME_H

#include <stddef.h>

#include "base/error.h"

/* What a job came to. */
struct fuzz_outcome {
	struct tg_err err;
	unsigned char *data;
	size_t len, capacity;
};

/* Take all that was written to a file, which is empty then. */
void fuzz_take_output(struct fuzz_outcome *outcome, int fd);

/* Require that the two are the same: bytes, or the error and its place. */
void fuzz_compare_outcomes(
	const struct fuzz_outcome *a, const struct fuzz_outcome *b);

#endif
