#ifndef NAIVE_GATHER_H
#define NAIVE_GATHER_H

#include "naive_json.h"

/* The call: gather, or index_select with batch dims. */
struct naive_call {
	bool index_select, negative;
	int dim; /* negative: from the end */
	int batch;
	const char *fill; /* NULL: an index out of range is an error */
};

enum naive_outcome {
	NAIVE_DONE,
	NAIVE_SHAPES, /* do not fit */
	NAIVE_RANGE,  /* an index is out of range: wrong says which */
};

/*
 * The result, by the definition of the operation. Its element i is element
 * pick[i] of input; -1 stands for the fill value.
 */
struct naive_result {
	enum naive_outcome outcome;
	size_t wrong;
	int ndim;
	int64_t size[2 * NAIVE_NDIM];
	int64_t *pick;
	size_t n, capacity;
};

/* pick is used again by the next call, until it is freed. */
void naive_gather(struct naive_result *result, const struct naive_call *call,
	const struct naive_tensor *input, const struct naive_tensor *index);

/* The result as compact JSON with a newline; out is used again. */
struct naive_text {
	char *data;
	size_t len, capacity;
};

void naive_write(struct naive_text *out, const struct naive_result *result,
	const struct naive_tensor *input, const char *fill);

#endif
