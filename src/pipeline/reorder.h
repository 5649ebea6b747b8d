#ifndef TG_PIPELINE_REORDER_H
#define TG_PIPELINE_REORDER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/threads.h"

/* So many steps more than there are members can be ahead of the line's turn. */
#define TG_REORDER_AHEAD 6
#define TG_REORDER_MOST  (TG_THREADS_MAX + TG_REORDER_AHEAD)

/* Items that a member places and writes before it looks for more. */
#define TG_REORDER_BATCH 4
#define TG_REORDER_ITEMS \
	(TG_REORDER_MOST + (1 + TG_REORDER_BATCH) * TG_THREADS_MAX)

/*
 * Where the steps of a crew leave what they made, as items that get their
 * places in the order of the steps. Nobody waits for a step that takes longer:
 * who comes to the line places all items that are due, also those that others
 * left there and went on, and then writes what it placed.
 *
 *   place   called for one item after the other, by one member at a time
 *   write   called for each item after that, side by side with anything
 *
 * Both get the member that has come to the line, as tg_reorder_leave was told.
 */
struct tg_reorder {
	pthread_mutex_t lock;
	pthread_cond_t moved;
	void (*place)(void *member, void *item);
	void (*write)(void *member, void *item);
	int most;     /* items left and not placed */
	bool busy;    /* a member is placing items */
	int64_t turn; /* the step whose item is placed next */
	void *item[TG_REORDER_MOST];
	void *spare[TG_REORDER_ITEMS]; /* left, being made and being written */
	int nspare;
};

/* A line for n members. */
void tg_reorder_begin(struct tg_reorder *line, int n,
	void (*place)(void *member, void *item),
	void (*write)(void *member, void *item));

/*
 * Wait until all items before that of a step are placed. No other is before the
 * step has left its own.
 */
void tg_reorder_wait(struct tg_reorder *line, int64_t step);

/*
 * tg_reorder_leave - each step does so once; waits only if too many items are
 * there. When tg_threads_run returns all are written.
 *
 *   member   whose step it is
 *
 * Returns an item that was written, or NULL when there is none. Ownership: an
 * item is the line's until it is given back here or by tg_reorder_spare.
 */
void *tg_reorder_leave(
	struct tg_reorder *line, int64_t step, void *item, void *member);

/* After all steps: the items that were not given back, then NULL. */
void *tg_reorder_spare(struct tg_reorder *line);

#endif
