#include "base/threads.h"

#include <sched.h>
#include <unistd.h>

/* With fewer pieces a thread costs more than it brings. */
#define WORTH 4

/* 0: as many as there are processors for this process */
static int limit;

static int64_t piece = TG_PIECE_MAX;

void
tg_threads_limit(int n)
{
	limit = n;
}

static int
processors(void)
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
	return piece;
}

void
tg_threads_set_piece(int64_t bytes)
{
	piece = bytes;
}

int
tg_threads_worth(uint64_t bytes)
{
	uint64_t worth = bytes / (WORTH * (uint64_t)piece);
	int n;

	if (worth < 2 || limit == 1)
		return 1;
	n = limit > 0 ? limit : processors();
	if (n > TG_THREADS_MAX)
		n = TG_THREADS_MAX;
	if ((uint64_t)n > worth)
		n = (int)worth;
	return n > 0 ? n : 1;
}

struct member {
	struct tg_threads *crew;
	tg_threads_work *work;
	void *context;
};

static void *
start(void *member)
{
	const struct member *m = member;

	m->work(m->crew, m->context);
	return NULL;
}

void
tg_threads_run(int n, tg_threads_work *work, void *context)
{
	struct tg_threads crew = {
		.taking = PTHREAD_MUTEX_INITIALIZER,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.moved = PTHREAD_COND_INITIALIZER,
	};
	struct member member = { &crew, work, context };
	pthread_t threads[TG_THREADS_MAX];
	int running = 0;

	while (running < n - 1 &&
		pthread_create(&threads[running], NULL, start, &member) == 0)
		running++;
	work(&crew, context);
	while (running > 0)
		pthread_join(threads[--running], NULL);
}

int64_t
tg_threads_take(struct tg_threads *crew)
{
	pthread_mutex_lock(&crew->taking);
	return crew->taken++;
}

void
tg_threads_taken(struct tg_threads *crew)
{
	pthread_mutex_unlock(&crew->taking);
}

void
tg_threads_enter(struct tg_threads *crew, int64_t step)
{
	pthread_mutex_lock(&crew->lock);
	while (crew->turn != step)
		pthread_cond_wait(&crew->moved, &crew->lock);
	pthread_mutex_unlock(&crew->lock);
}

void
tg_threads_leave(struct tg_threads *crew)
{
	pthread_mutex_lock(&crew->lock);
	crew->turn++;
	pthread_cond_broadcast(&crew->moved);
	pthread_mutex_unlock(&crew->lock);
}
