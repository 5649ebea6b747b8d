/*
 * Lets several numbers of threads leave items in the reorder buffer, with
 * pieces, placing and writing of random lengths. Looks whether each item is
 * placed once, in order and by one thread at a time, is written once after
 * that, and how many items there are.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "pipeline/reorder.h"
#include "tap.h"

#define PIECES 3000

enum state { MADE, PLACED, WRITTEN };

struct item {
	int64_t piece;
	enum state state;
};

static struct tg_reorder reorder;
static int64_t placed; /* items, by one thread at a time */
static atomic_int placing, written, items;
static atomic_bool wrong;

static void
expect(bool right, const char *what)
{
	if (!right && !atomic_exchange(&wrong, true))
		printf("# %s\n", what);
}

/* Microseconds: mostly none, now and then many. */
static void
dawdle(uint64_t number)
{
	number = number * 6364136223846793005u + 1442695040888963407u;
	number = (number ^ number >> 29) * 0xBF58476D1CE4E5B9u >> 33;
	if (number % 97 == 0)
		usleep(3000);
	else if (number % 5 == 0)
		usleep((useconds_t)(number % 100));
}

static void
place(void *thread, void *context)
{
	struct item *item = context;

	(void)thread;
	expect(atomic_fetch_add(&placing, 1) == 0, "two place at once");
	expect(item->state == MADE, "placed twice");
	expect(item->piece == placed, "placed out of order");
	item->state = PLACED;
	placed++;
	dawdle((uint64_t)item->piece * 3 + 1);
	atomic_fetch_sub(&placing, 1);
}

static void
write_item(void *thread, void *context)
{
	struct item *item = context;

	(void)thread;
	expect(item->state == PLACED, "written, but not placed");
	item->state = WRITTEN;
	dawdle((uint64_t)item->piece * 3 + 2);
	atomic_fetch_add(&written, 1);
}

static struct item *
new_item(void)
{
	struct item *item = calloc(1, sizeof(*item));

	if (item == NULL)
		abort();
	item->state = WRITTEN;
	atomic_fetch_add(&items, 1);
	return item;
}

static void
work(struct tg_threads *threads, void *context)
{
	struct item *item = NULL;

	(void)context;
	for (;;) {
		int64_t piece = tg_threads_take(threads);

		tg_threads_taken(threads);
		if (piece >= PIECES)
			break;
		if (item == NULL)
			item = new_item();
		expect(item->state == WRITTEN, "given back too early");
		item->piece = piece;
		item->state = MADE;
		dawdle((uint64_t)piece * 3);
		if (piece % 41 == 0) {
			tg_reorder_wait(&reorder, piece);
			expect(placed == piece, "waited for too few");
			dawdle((uint64_t)piece * 3);
			expect(placed == piece, "another was placed meanwhile");
		}
		item = tg_reorder_leave(&reorder, piece, item, NULL);
	}
	if (item != NULL)
		atomic_fetch_sub(&items, 1);
	free(item);
}

int
main(void)
{
	static const int sizes[] = { 1, 2, 3, 8, 64, 256 };
	const int n = (int)(sizeof(sizes) / sizeof(sizes[0]));

	for (int i = 0; i < n; i++) {
		const int most =
			TG_REORDER_AHEAD + (2 + TG_REORDER_BATCH) * sizes[i];
		struct item *item;
		char name[32];

		snprintf(name, sizeof(name), "%d threads", sizes[i]);
		if (!tap_asked(name))
			continue;
		placed = 0;
		written = items = 0;
		wrong = false;
		tg_reorder_begin(&reorder, sizes[i], place, write_item);
		tg_threads_run(sizes[i], work, NULL);
		expect(placed == PIECES, "not all are placed");
		expect(written == PIECES, "not all are written");
		expect(items <= most, "too many items");
		while ((item = tg_reorder_spare(&reorder)) != NULL) {
			items--;
			free(item);
		}
		expect(items == 0, "items are lost");
		tap_ok(!wrong, name);
	}
	return tap_end();
}
