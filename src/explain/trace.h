#ifndef TG_EXPLAIN_TRACE_H
#define TG_EXPLAIN_TRACE_H

#include <stdint.h>

#include "gather/gather.h"
#include "gather/resolve.h"
#include "gather/survey.h"

/* One component of an index, and the place that it means. */
struct tg_trace_step {
	int64_t value; /* as it stands in index; a uint64 keeps its bits */
	char text[TG_INDEX_TEXT]; /* the same, printed */
	int64_t place; /* along dim, counted from 0; set when inside */
	int dim;       /* of input; -1: of input in C order */
	enum tg_place state;
	bool refused; /* outside, since it is no integer */
};

/*
 * Where one element of output comes from. Each of the three tensors has as
 * many coordinates as it has dims.
 *
 *   index   coordinates of the first component; in gather_nd the others
 *           follow it along the last dim
 *   state   outside when a step is outside, else filled when a step is
 *           filled, else inside
 *   input   coordinates of what is picked; set when state is inside
 */
struct tg_trace {
	int64_t output[TG_MAX_NDIM];
	int64_t index[TG_MAX_NDIM];
	int64_t input[TG_MAX_NDIM];
	int nstep; /* more than 1 only in gather_nd */
	struct tg_trace_step step[TG_MAX_NDIM];
	enum tg_place state;
	bool refused; /* outside, since an index is no integer */
};

/*
 * tg_trace_follow - find where one element of output comes from.
 *
 *   element   its number in C order, below the number of elements of output
 *
 * No element of input is read. Cost: O(ndim).
 */
void tg_trace_follow(const struct tg_gather *gather, int64_t element,
	struct tg_trace *trace);

/*
 * The first element of output that needs an element of index. Both are numbers
 * in C order; output must not be empty.
 */
int64_t tg_trace_user(const struct tg_gather *gather, int64_t element);

/*
 * Coordinates as a text in brackets, "[0][2]", or "" where n is 0. Returns
 * text.
 */
const char *tg_trace_coordinates(
	char text[TG_SHAPE_TEXT], const int64_t *at, int n);

/* The element of input that a trace leads to; its state is inside. */
const unsigned char *tg_trace_source(
	const struct tg_gather *gather, const struct tg_trace *trace);

#endif
