#ifndef RANDOM_CASE_H
#define RANDOM_CASE_H

#include "naive_gather.h"

/* A call with both its texts, most of the time right or nearly so. */
struct random_case {
	struct naive_call call;
	enum { TO_FILE, TO_STDOUT, TO_NPY } to;
	unsigned char *input, *index;
	size_t input_len, index_len;
};

/* Draw case number n of a seed; the texts are used again by the next one. */
void random_case(struct random_case *c, uint64_t seed, uint64_t n);

#endif
