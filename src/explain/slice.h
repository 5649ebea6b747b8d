#ifndef TG_SHOWN_H
#define TG_SHOWN_H

#include "explain/subscripts.h"
#include "explain/trace.h"

/*
 * The part of a tensor that is shown: all along two dims at most, at one place
 * in all others.
 */
struct tg_shown {
	struct tg_shape shape; /* in take, input is seen as rows of its last
				  dim */
	const int64_t *at; /* the place; that in row and col means nothing */
	int row, col;      /* dims; -1: none */
};

enum { TG_SHOWN_INPUT, TG_SHOWN_INDEX, TG_SHOWN_OUTPUT };

/*
 * tg_shown_choose - parts of input, index and output that belong together,
 * the dims that are picked along among them.
 *
 *   first   an element of output that is shown; borrowed
 */
void tg_shown_choose(struct tg_shown shown[3], const struct tg_form *form,
	const struct tg_gather *gather, const struct tg_trace *first);

/* "input[0][:][:]", cut where it is too long; just "input" for all of it. */
#define TG_SHOWN_TITLE 80
const char *tg_shown_title(char text[TG_SHOWN_TITLE],
	const struct tg_shown *slice, const char *name);

/* The number in C order of what stands in a row and column. */
int64_t tg_shown_element(
	const struct tg_shown *slice, int64_t row, int64_t col);

/* Where coordinates stand; false where another slice has them. */
bool tg_shown_cell(const struct tg_shown *slice, const int64_t *at,
	int64_t *row, int64_t *col);

#endif
