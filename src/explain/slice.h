#ifndef TG_EXPLAIN_SLICE_H
#define TG_EXPLAIN_SLICE_H

#include "explain/subscripts.h"
#include "explain/trace.h"

/*
 * A slice of a tensor that a grid can show: all of at most two dims, at one
 * coordinate in each other dim.
 */
struct tg_slice {
	struct tg_shape shape; /* of the tensor; flat input counts as rows */
	const int64_t *at;     /* coordinates; unused in row and col */
	int row, col;          /* dims that go down and right; -1: none */
};

enum { TG_SLICE_INPUT, TG_SLICE_INDEX, TG_SLICE_OUTPUT };

/*
 * tg_slice_choose - choose slices of input, index and output that belong
 * together, with the dims that index picks along.
 *
 *   slice   receives one for each of the three, as numbered above
 *   first   an element of output that is to be in its slice; borrowed as long
 *           as the slices are used
 */
void tg_slice_choose(struct tg_slice slice[3],
	const struct tg_subscripts *subscripts, const struct tg_gather *gather,
	const struct tg_trace *first);

/*
 * "input[0][:][:]", cut where it is too long, or "input" where the slice is the
 * whole tensor. Returns text.
 */
#define TG_SLICE_TITLE 80
const char *tg_slice_title(char text[TG_SLICE_TITLE],
	const struct tg_slice *slice, const char *name);

/* The element in a row and column, as its number in C order. */
int64_t tg_slice_element(
	const struct tg_slice *slice, int64_t row, int64_t col);

/* The row and column of an element; false if it is not in this slice. */
bool tg_slice_cell(const struct tg_slice *slice, const int64_t *at,
	int64_t *row, int64_t *col);

#endif
