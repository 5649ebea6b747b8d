#ifndef TG_PIPELINE_REORDER_H
#define TG_PIPELINE_REORDER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/threads.h"

/*
 * A finished piece may be ahead of the piece that is due by the number of
 * threads and so many more.
 */
#define TG_REORDER_AHEAD 6
#define TG_REORDER_MOST  (TG_THREADS_MAX + TG_REORDER_AHEAD)

/* A thread places so many items at most before it writes them. */
#define TG_REORDER_BATCH 4
/* There are never more items: those left, being encoded and being written. */
#define TG_REORDER_ITEMS \
	(TG_REORDER_MOST + (1 + TG_REORDER_BATCH) * TG_THREADS_MAX)

/*
 * A buffer that puts finished pieces back in order. A thread leaves an item for
 * each piece that it has finished, and goes on with the next piece. Items get
 * their places in the output in the order of the pieces' numbers.
 *
 * No thread waits for a slower one. A thread that comes to the buffer places
 * all items that are due, also those of other threads, and then writes what it
 * has placed.
 *
 *   place   called for one item after the other, by one thread at a time
 *   write   called for each item after it was placed, by any thread, while
 *           other threads may call place and write
 *
 * Both get the argument thread that the calling thread gave to
 * tg_reorder_leave.
 */
struct tg_reorder {
	pthread_mutex_t lock;
	pthread_cond_t moved;
	void (*place)(void *thread, void *item);
	void (*write)(void *thread, void *item);
	int most;     /* items that may be left and not yet placed */
	bool busy;    /* a thread is placing items */
	int64_t turn; /* the piece that is due: its item is placed next */
	void *item[TG_REORDER_MOST];   /* that of piece i is at i % most */
	void *spare[TG_REORDER_ITEMS]; /* written, to be used again */
	int nspare;
};

/* Begin with an empty buffer for n threads. */
void tg_reorder_begin(struct tg_reorder *reorder, int n,
	void (*place)(void *thread, void *item),
	void (*write)(void *thread, void *item));

/*
 * Wait until the items of all pieces before this one are placed. The items of
 * later pieces are not placed before that of this piece has been left.
 */
void tg_reorder_wait(struct tg_reorder *reorder, int64_t piece);

/*
 * tg_reorder_leave - leave the item of a piece, once for each piece. The
 * call waits only if too many items are in the buffer. When tg_threads_run
 * returns, all items have been written.
 *
 *   thread   of the caller; handed to place and write
 *
 * Returns an item that was written and can be used again, or NULL if there is
 * none. Ownership: an item belongs to the buffer until this function or
 * tg_reorder_spare returns it.
 */
void *tg_reorder_leave(
	struct tg_reorder *reorder, int64_t piece, void *item, void *thread);

/*
 * Wait for an item that was written and can be used again. There will be one if
 * each thread has left an item that was no other's before.
 */
void *tg_reorder_wait_for_spare(struct tg_reorder *reorder);

/*
 * After all pieces: an item that is still in the buffer, for its owner to free;
 * NULL if there is none.
 */
void *tg_reorder_spare(struct tg_reorder *reorder);

#endif
