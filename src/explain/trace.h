#ifndef TG_EXPLAIN_TRACE_H
#define TG_EXPLAIN_TRACE_H

#include <stdint.h>

#include "gather/gather.h"

/* One component of an index, and what it comes to. */
struct tg_trace_step {
	int64_t value; /* as it stands; a uint64 keeps its bits */
	char text[24]; /* the same, printed */
	int64_t place; /* along dim, from 0, when state is inside */
	int dim;       /* of input; -1: of input flattened */
	enum tg_place state;
};

/*
 * Where one element of the output comes from. Coordinates are as many as the
 * tensor has dims.
 *
 *   index   of the first component; in gather_nd the others follow it along
 *           the last dim
 *   state   of the element: outside when one of the steps is, else filled
 *           when one is, else inside
 *   input   what is picked, when state is inside
 */
struct tg_trace {
	int64_t output[TG_MAX_NDIM];
	int64_t index[TG_MAX_NDIM];
	int64_t input[TG_MAX_NDIM];
	int nstep; /* more than 1 only in gather_nd */
	struct tg_trace_step step[TG_MAX_NDIM];
	enum tg_place state;
};

/*
 * tg_trace_follow - follow one element of the output back to where it comes from.
 *
 *   element   in C order, below the number of elements of the output
 *
 * No element of input is read. Cost: O(ndim).
 */
void tg_trace_follow(const struct tg_gather *gather, int64_t element,
	struct tg_trace *trace);

/*
 * The first element of the output that an element of the index, in C order,
 * has a part in; the output must not be empty.
 */
int64_t tg_trace_user(const struct tg_gather *gather, int64_t element);

/* The element of input that a trace ends at; its state is inside. */
const unsigned char *tg_trace_source(
	const struct tg_gather *gather, const struct tg_trace *trace);

#endif
