/*
 * Starts threads and lets them share a work, for everything that is large enough
 * to be worth it: the pipeline and the scan of JSON text. Pieces are handed out
 * one by one, not in equal shares, since some take longer than others.
 */
#include "base/threads.h"

#include <sched.h>
#include <unistd.h>

/* A thread that works on fewer pieces costs more time than it saves. */
#define PIECES_MIN 4

/*
 * The C library's own size for the stack of a thread is 128 KiB here and 8 MiB
 * there, of which a job under a memory limit pays all. What runs in a thread
 * needs less than 64 KiB: no frame has more than 16 KiB (-Wframe-larger-than).
 * A build with sanitizers needs several times as much.
 */
#ifndef TG_STACK_SIZE
#define TG_STACK_SIZE ((size_t)512 << 10)
#endif

/* 0: as many threads as this process may use processors */
static int limit;

/* how many bytes a piece works on */
static int64_t piece_bytes = TG_PIECE_MAX;

void
tg_threads_limit(int n)
{
	limit = n;
}

static int
count_processors(void)
{
#ifdef CPU_COUNT
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		return CPU_COUNT(&set);
#endif
	return (int)sysconf(_SC_NPROCESSORS_ONLN);
}

int64_t
tg_threads_piece(void)
{
	return piece_bytes;
}

void
tg_threads_set_piece(int64_t bytes)
{
	piece_bytes = bytes;
}

int
tg_threads_worth(uint64_t bytes)
{
	uint64_t worth = bytes / (PIECES_MIN * (uint64_t)piece_bytes);
	int n;

	if (worth < 2 || limit == 1)
		return 1;
	n = limit > 0 ? limit : count_processors();
	if (n > TG_THREADS_MAX)
		n = TG_THREADS_MAX;
	if ((uint64_t)n > worth)
		n = (int)worth;
	return n > 0 ? n : 1;
}

/* What a thread that was started gets. */
struct start {
	struct tg_threads *threads;
	tg_threads_work *work;
	void *context;
};

static void *
start_work(void *argument)
{
	const struct start *start = argument;

	start->work(start->threads, start->context);
	return NULL;
}

/* Start n threads, or as many as can be had; returns how many. */
static int
start_others(pthread_t *others, int n, struct start *start)
{
	pthread_attr_t attributes;
	int running = 0;

	if (n == 0 || pthread_attr_init(&attributes) != 0)
		return 0;
	if (pthread_attr_setstacksize(&attributes, TG_STACK_SIZE) == 0)
		while (running < n &&
			pthread_create(&others[running], &attributes,
				start_work, start) == 0)
			running++;
	pthread_attr_destroy(&attributes);
	return running;
}

void
tg_threads_run(int n, tg_threads_work *work, void *context)
{
	struct tg_threads threads = {
		.taking = PTHREAD_MUTEX_INITIALIZER,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.moved = PTHREAD_COND_INITIALIZER,
	};
	struct start start = { &threads, work, context };
	pthread_t others[TG_THREADS_MAX];
	int running = start_others(others, n - 1, &start);

	work(&threads, context);
	while (running > 0)
		pthread_join(others[--running], NULL);
}

int64_t
tg_threads_take(struct tg_threads *threads)
{
	pthread_mutex_lock(&threads->taking);
	return threads->taken++;
}

void
tg_threads_taken(struct tg_threads *threads)
{
	pthread_mutex_unlock(&threads->taking);
}

void
tg_threads_enter(struct tg_threads *threads, int64_t piece)
{
	pthread_mutex_lock(&threads->lock);
	while (threads->turn != piece)
		pthread_cond_wait(&threads->moved, &threads->lock);
	pthread_mutex_unlock(&threads->lock);
}

void
tg_threads_leave(struct tg_threads *threads)
{
	pthread_mutex_lock(&threads->lock);
	threads->turn++;
	pthread_cond_broadcast(&threads->moved);
	pthread_mutex_unlock(&threads->lock);
}
