#include "pipeline/reorder.h"

void
tg_reorder_begin(struct tg_reorder *line, int n,
	void (*place)(void *member, void *item),
	void (*write)(void *member, void *item))
{
	*line = (struct tg_reorder){
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.moved = PTHREAD_COND_INITIALIZER,
		.place = place,
		.write = write,
		.most = n + TG_REORDER_AHEAD,
	};
}

void
tg_reorder_wait(struct tg_reorder *line, int64_t step)
{
	pthread_mutex_lock(&line->lock);
	while (line->turn != step)
		pthread_cond_wait(&line->moved, &line->lock);
	pthread_mutex_unlock(&line->lock);
}

static void **
due(struct tg_reorder *line)
{
	return &line->item[line->turn % line->most];
}

/* Items that are due; others may be left meanwhile. Returns how many. */
static int
place_items(struct tg_reorder *line, void *placed[], void *member)
{
	int n = 0;

	line->busy = true;
	while (*due(line) != NULL && n < TG_REORDER_BATCH) {
		pthread_mutex_unlock(&line->lock);
		line->place(member, *due(line));
		pthread_mutex_lock(&line->lock);
		placed[n++] = *due(line);
		*due(line) = NULL;
		line->turn++;
	}
	line->busy = false;
	pthread_cond_broadcast(&line->moved);
	return n;
}

static void
write_items(struct tg_reorder *line, void *placed[], int n, void *member)
{
	pthread_mutex_unlock(&line->lock);
	for (int i = 0; i < n; i++)
		line->write(member, placed[i]);
	pthread_mutex_lock(&line->lock);
	for (int i = 0; i < n; i++)
		line->spare[line->nspare++] = placed[i];
}

void *
tg_reorder_leave(
	struct tg_reorder *line, int64_t step, void *item, void *member)
{
	void *placed[TG_REORDER_BATCH];

	pthread_mutex_lock(&line->lock);
	while (step - line->turn >= line->most)
		pthread_cond_wait(&line->moved, &line->lock);
	line->item[step % line->most] = item;
	while (!line->busy && *due(line) != NULL)
		write_items(line, placed, place_items(line, placed, member),
			member);
	item = line->nspare > 0 ? line->spare[--line->nspare] : NULL;
	pthread_mutex_unlock(&line->lock);
	return item;
}

void *
tg_reorder_spare(struct tg_reorder *line)
{
	return line->nspare > 0 ? line->spare[--line->nspare] : NULL;
}
