#ifndef TG_PIPELINE_REORDER_H
#define TG_PIPELINE_REORDER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/threads.h"

/* Finished pieces may be ahead of the one that is due by this many more than
 * there are threads. */
#define TG_REORDER_AHEAD 6
#define TG_REORDER_MOST  (TG_THREADS_MAX + TG_REORDER_AHEAD)

/* Items that a thread places and writes before it looks for more. */
#define TG_REORDER_BATCH 4
#define TG_REORDER_ITEMS \
	(TG_REORDER_MOST + (1 + TG_REORDER_BATCH) * TG_THREADS_MAX)

/*
 * A buffer that puts finished pieces back in order. A thread leaves the item
 * that it made of a numbered piece, and goes on. Items get their places in the
 * order of the numbers. No thread waits for another that takes longer: who
 * comes to the buffer places all items that are due, also those that others
 * left, and then writes what it placed.
 *
 *   place   called for one item after the other, by one thread at a time
 *   write   called for each item after that, side by side with anything
 *
 * Both get what tg_reorder_leave was told of the thread that calls them.
 */
struct tg_reorder {
	pthread_mutex_t lock;
	pthread_cond_t moved;
	void (*place)(void *thread, void *item);
	void (*write)(void *thread, void *item);
	int most;     /* items left and not placed */
	bool busy;    /* a thread is placing items */
	int64_t turn; /* the piece whose item is placed next */
	void *item[TG_REORDER_MOST];
	void *spare[TG_REORDER_ITEMS]; /* left, being made and being written */
	int nspare;
};

/* An empty buffer for n threads. */
void tg_reorder_begin(struct tg_reorder *reorder, int n,
	void (*place)(void *thread, void *item),
	void (*write)(void *thread, void *item));

/*
 * Wait until the items of all pieces before this one are placed. No later item
 * is placed before that of this piece has been left.
 */
void tg_reorder_wait(struct tg_reorder *reorder, int64_t piece);

/*
 * tg_reorder_leave - leave the item of a piece, once for each piece. Waits only
 * if too many items are there. When tg_threads_run returns all are written.
 *
 *   thread   whose piece it is, for place and write
 *
 * Returns an item that was written and can be used again, or NULL when there
 * is none. Ownership: an item is the buffer's until it is given back here or
 * by tg_reorder_spare.
 */
void *tg_reorder_leave(
	struct tg_reorder *reorder, int64_t piece, void *item, void *thread);

/* After all pieces: an item that was not given back, or NULL when all were. */
void *tg_reorder_spare(struct tg_reorder *reorder);

#endif
