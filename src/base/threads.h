#ifndef TG_BASE_THREADS_H
#define TG_BASE_THREADS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Threads that take numbered steps of one work, side by side, and come to its
 * gate with them, which lets them through in the order of their numbers, one
 * at a time. Who waits sleeps.
 *
 * POSIX threads are in the C library, so that a small job, which starts none,
 * loads nothing and pays nothing for them.
 */
struct tg_threads {
	pthread_mutex_t taking;
	int64_t taken; /* steps */
	pthread_mutex_t lock;
	pthread_cond_t moved;
	int64_t turn; /* the step that the gate lets through next */
};

/* What each member does: take steps until none is left. */
typedef void tg_threads_work(struct tg_threads *crew, void *context);

#define TG_THREADS_MAX 256

/* Use so many threads at most, 1 .. TG_THREADS_MAX, not those there are. */
void tg_threads_limit(int n);

/* Bytes that a step should work on, so that they stay in cache. */
int64_t tg_threads_piece(void);

/*
 * Set another number, 1 .. TG_PIECE_MAX: a small one lets tests cut
 * everywhere, and start threads for any work.
 */
#define TG_PIECE_MAX (256 << 10)
void tg_threads_set_piece(int64_t bytes);

/* How many are worth it for a work that moves so many bytes; 1 or more. */
int tg_threads_worth(uint64_t bytes);

/*
 * tg_threads_run - let n members work, the caller being one, and wait until all
 * have returned. Where a thread cannot be started there are fewer.
 */
void tg_threads_run(int n, tg_threads_work *work, void *context);

/*
 * The number of the next step, from 0. No other begins before tg_threads_taken:
 * between the two it is settled, in order, what the step is about.
 */
int64_t tg_threads_take(struct tg_threads *crew);
void tg_threads_taken(struct tg_threads *crew);

/*
 * Between the two a step is alone at the gate, and all before it have been
 * there. Every step has to go through the gate, also when it failed, or none.
 */
void tg_threads_enter(struct tg_threads *crew, int64_t step);
void tg_threads_leave(struct tg_threads *crew);

#endif
