#ifndef TG_EXPLAIN_SLICE_H
#define TG_EXPLAIN_SLICE_H

#include "explain/subscripts.h"
#include "explain/trace.h"

/*
 * The part of a tensor that is shown: all along two dims at most, at one place
 * in all others.
 */
struct tg_slice {
	struct tg_shape shape; /* in take, input is seen as rows of its last
				  dim */
	const int64_t *at; /* the place; that in row and col means nothing */
	int row, col;      /* dims; -1: none */
};

enum { TG_SLICE_INPUT, TG_SLICE_INDEX, TG_SLICE_OUTPUT };

/*
 * tg_slice_choose - parts of input, index and output that belong together,
 * the dims that are picked along among them.
 *
 *   first   an element of output that is shown; borrowed
 */
void tg_slice_choose(struct tg_slice shown[3],
	const struct tg_subscripts *subscripts, const struct tg_gather *gather,
	const struct tg_trace *first);

/* "input[0][:][:]", cut where it is too long; just "input" for all of it. */
#define TG_SLICE_TITLE 80
const char *tg_slice_title(char text[TG_SLICE_TITLE],
	const struct tg_slice *slice, const char *name);

/* The number in C order of what stands in a row and column. */
int64_t tg_slice_element(
	const struct tg_slice *slice, int64_t row, int64_t col);

/* Where coordinates stand; false where another slice has them. */
bool tg_slice_cell(const struct tg_slice *slice, const int64_t *at,
	int64_t *row, int64_t *col);

#endif
