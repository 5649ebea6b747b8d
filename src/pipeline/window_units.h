#ifndef TG_PIPELINE_WINDOW_UNITS_H
#define TG_PIPELINE_WINDOW_UNITS_H

#include "base/least.h"
#include "pipeline/source_window.h"

/*
 * tg_window_choose_units - choose the units in which a window moves over input:
 * lead, blocks, unit and cut.
 *
 * Returns false if there are none. Whether an index picks them in order is then
 * still to be checked.
 */
bool tg_window_choose_units(struct tg_source_window *window);

/*
 * tg_window_check_indices - true if all indices are in range, and pick units in
 * ascending order if they are what tells the units. window->kept is used for
 * parts of index.
 *
 * Errors: TG_EDATA, TG_ESYS from reading. False without an error if units are
 * not picked in order.
 */
bool tg_window_check_indices(
	const struct tg_source_window *window, struct tg_err *err);

/*
 * tg_window_pick_in_order - true if the indices of n blocks, from block number
 * first on, are in range and pick units in ascending order, from unit number
 * *least on, and each block lies in one unit. A unit that is cut can be picked
 * only once.
 *
 *   least   receives the unit from which on the next block may pick
 */
bool tg_window_pick_in_order(const struct tg_source_window *window,
	const struct tg_gather *gather, int64_t first, int64_t n,
	int64_t *least);

/*
 * tg_window_unit - the unit that a block needs. Blocks in their order need units
 * in theirs.
 *
 *   gather   of the window, with the part of index that has the block's; and
 *            with all of input
 */
int64_t tg_window_unit(const struct tg_source_window *window,
	const struct tg_gather *gather, int64_t block);

/*
 * tg_window_read_indices - let a gather have the indices of n blocks, from block
 * number first on. Nothing is to be done where all of index is in memory.
 *
 *   index    the gather's, a copy
 *   buffer   room for them
 *
 * Errors: TG_ESYS.
 */
bool tg_window_read_indices(const struct tg_source_window *window,
	struct tg_gather *gather, struct tg_tensor *index, void *buffer,
	int64_t first, int64_t n, struct tg_err *err);

/* Bytes in an element of input, and in the indices of a block. */
static inline int64_t
tg_window_width(const struct tg_source_window *window)
{
	return window->gather->input->dtype.size;
}

static inline int64_t
tg_window_tuple(const struct tg_source_window *window)
{
	return (int64_t)window->gather->index->dtype.size *
		window->gather->plan->ncomponent;
}

#endif
