/*
 * Puts finished pieces back in order, for the pipeline. Threads finish pieces
 * in any order, but no thread should wait for a slower one. So each leaves its
 * piece here and goes on, and the thread that brings the piece that is due
 * places and writes also the pieces that wait for it.
 */
#include "pipeline/reorder.h"

void
tg_reorder_begin(struct tg_reorder *reorder, int n,
	void (*place)(void *thread, void *item),
	void (*write)(void *thread, void *item))
{
	*reorder = (struct tg_reorder){
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.moved = PTHREAD_COND_INITIALIZER,
		.place = place,
		.write = write,
		.most = n + TG_REORDER_AHEAD,
	};
}

void
tg_reorder_wait(struct tg_reorder *reorder, int64_t piece)
{
	pthread_mutex_lock(&reorder->lock);
	while (reorder->turn != piece)
		pthread_cond_wait(&reorder->moved, &reorder->lock);
	pthread_mutex_unlock(&reorder->lock);
}

/* The slot for the item that is due; NULL in it if that was not left yet. */
static void **
due_item(struct tg_reorder *reorder)
{
	return &reorder->item[reorder->turn % reorder->most];
}

/*
 * Place the items that are due, at most TG_REORDER_BATCH of them. The lock is
 * open meanwhile, so that other threads can leave theirs.
 *
 * Returns how many were placed.
 */
static int
place_items(struct tg_reorder *reorder, void *placed[], void *thread)
{
	int n = 0;

	reorder->busy = true;
	while (*due_item(reorder) != NULL && n < TG_REORDER_BATCH) {
		pthread_mutex_unlock(&reorder->lock);
		reorder->place(thread, *due_item(reorder));
		pthread_mutex_lock(&reorder->lock);
		placed[n++] = *due_item(reorder);
		*due_item(reorder) = NULL;
		reorder->turn++;
	}
	reorder->busy = false;
	pthread_cond_broadcast(&reorder->moved);
	return n;
}

/* Write n placed items, with the lock open, and keep them as spare ones. */
static void
write_items(struct tg_reorder *reorder, void *placed[], int n, void *thread)
{
	pthread_mutex_unlock(&reorder->lock);
	for (int i = 0; i < n; i++)
		reorder->write(thread, placed[i]);
	pthread_mutex_lock(&reorder->lock);
	for (int i = 0; i < n; i++)
		reorder->spare[reorder->nspare++] = placed[i];
	pthread_cond_broadcast(&reorder->moved);
}

void *
tg_reorder_leave(
	struct tg_reorder *reorder, int64_t piece, void *item, void *thread)
{
	void *placed[TG_REORDER_BATCH];

	pthread_mutex_lock(&reorder->lock);
	while (piece - reorder->turn >= reorder->most)
		pthread_cond_wait(&reorder->moved, &reorder->lock);
	reorder->item[piece % reorder->most] = item;
	while (!reorder->busy && *due_item(reorder) != NULL)
		write_items(reorder, placed,
			place_items(reorder, placed, thread), thread);
	item = reorder->nspare > 0 ? reorder->spare[--reorder->nspare] : NULL;
	pthread_mutex_unlock(&reorder->lock);
	return item;
}

void *
tg_reorder_wait_for_spare(struct tg_reorder *reorder)
{
	void *item;

	pthread_mutex_lock(&reorder->lock);
	while (reorder->nspare == 0)
		pthread_cond_wait(&reorder->moved, &reorder->lock);
	item = reorder->spare[--reorder->nspare];
	pthread_mutex_unlock(&reorder->lock);
	return item;
}

void *
tg_reorder_spare(struct tg_reorder *reorder)
{
	return reorder->nspare > 0 ? reorder->spare[--reorder->nspare] : NULL;
}
