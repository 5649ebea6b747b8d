#ifndef TG_BASE_THREADS_H
#define TG_BASE_THREADS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Threads that share one work, which is cut into numbered pieces. A thread takes
 * the next piece, works on it, and may then have to pass a gate: the gate lets
 * pieces through one at a time, in the order of their numbers. A thread whose
 * piece is not due yet sleeps there.
 *
 * POSIX threads are in the C library, so that a small job, which starts none,
 * loads nothing and pays nothing for them.
 */
struct tg_threads {
	pthread_mutex_t taking; /* held by the thread that takes a piece */
	int64_t taken;          /* pieces that were taken */
	pthread_mutex_t lock;   /* of turn */
	pthread_cond_t moved;   /* turn has changed */
	int64_t turn;           /* the piece that the gate lets through next */
};

/* What each thread does: take pieces until none is left. */
typedef void tg_threads_work(struct tg_threads *threads, void *context);

#define TG_THREADS_MAX 256

/* Use n threads at most, 1 .. TG_THREADS_MAX, instead of one a processor. */
void tg_threads_limit(int n);

/* How many bytes a piece should work on, so that they stay in cache. */
int64_t tg_threads_piece(void);

/*
 * Set another number of bytes, 1 .. TG_PIECE_MAX. With a small one tests can cut
 * a text at every byte, and start threads for any work.
 */
#define TG_PIECE_MAX (256 << 10)
void tg_threads_set_piece(int64_t bytes);

/* How many threads are worth it for a work on so many bytes; 1 or more. */
int tg_threads_worth(uint64_t bytes);

/*
 * tg_threads_run - let n threads work, the caller's being one, and wait until
 * work has returned in all. There are fewer where one cannot be started.
 */
void tg_threads_run(int n, tg_threads_work *work, void *context);

/*
 * tg_threads_take - take the next piece, and keep others from taking one until
 * tg_threads_taken. Between the two calls the thread finds out what its piece
 * is, in the order of the pieces.
 *
 * Returns the number of the piece, from 0.
 */
int64_t tg_threads_take(struct tg_threads *threads);
void tg_threads_taken(struct tg_threads *threads);

/*
 * tg_threads_enter - wait until all pieces before this one have left the gate,
 * and keep those behind it waiting until tg_threads_leave. If any piece passes
 * the gate, every piece has to, also one that failed.
 */
void tg_threads_enter(struct tg_threads *threads, int64_t piece);
void tg_threads_leave(struct tg_threads *threads);

#endif
