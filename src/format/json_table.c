#include "format/json_table.h"

#include <stdlib.h>

#include "crew.h"
#include "format/json_chunks.h"
#include "progress.h"

struct table {
	struct tg_json_chunks chunks;
	struct tg_json_scan *scan;
	atomic_bool failed;
};

/*
 * Offsets have their places at once, so that threads fill them side by side.
 * An element takes two bytes of text or more; what is not filled takes no
 * memory.
 */
static bool
make_room(struct tg_json_scan *scan)
{
	size_t most = (scan->json.len - scan->begin) / 2 + 1;

	if (__builtin_mul_overflow(
		    most, (size_t)scan->item_size, &scan->capacity))
		return false;
	scan->items = malloc(scan->capacity);
	return scan->items != NULL;
}

static void
fill(const struct tg_json_scan *scan, const struct tg_json_chunk *chunk)
{
	const uint32_t *from = chunk->rows.items;
	const int64_t n = chunk->n;

	if (scan->item_size == 4) {
		uint32_t *to = (uint32_t *)scan->items + chunk->first;
		const uint32_t at = (uint32_t)chunk->at;

		for (int64_t i = 0; i < n; i++)
			to[i] = at + from[i];
	} else {
		uint64_t *to = (uint64_t *)scan->items + chunk->first;

		for (int64_t i = 0; i < n; i++)
			to[i] = chunk->at + from[i];
	}
}

/* In order: false when this chunk shows that the text is not for a table. */
static bool
settle(struct table *table, struct tg_json_chunk *chunk)
{
	static struct tg_err ignored;

	return tg_json_chunks_settle(&table->chunks, chunk) &&
		(!table->scan->integers ||
			tg_json_scan_add(table->scan, chunk->rows.items,
				(size_t)chunk->n, chunk->rows.width, &ignored));
}

/* False when there is no chunk left. */
static bool
take_chunk(struct table *table, struct tg_crew *crew,
	struct tg_json_chunk *chunk, int64_t *step)
{
	bool ok;

	*step = tg_crew_take(crew);
	ok = !table->failed && tg_json_chunks_take(&table->chunks, chunk);
	tg_crew_taken(crew);
	return ok;
}

static void
work(struct tg_crew *crew, void *context)
{
	struct table *table = context;
	struct tg_json_chunk chunk = { 0 };
	int64_t step;

	while (take_chunk(table, crew, &chunk, &step)) {
		bool ok = tg_json_chunks_load(&table->chunks, &chunk, NULL);

		tg_crew_enter(crew, step);
		ok = !table->failed && (ok || table->chunks.ended) &&
			settle(table, &chunk);
		if (!ok)
			table->failed = true;
		else
			tg_progress_step(chunk.at, table->chunks.json.len);
		tg_crew_leave(crew);
		/* of an index nothing but the integers is needed */
		if (table->scan->integers)
			tg_bytes_release(chunk.rows.text, chunk.rows.len);
		else if (ok)
			fill(table->scan, &chunk);
	}
	tg_json_chunk_free(&chunk);
}

/* Give back what was not filled. */
static void
trim(struct tg_json_scan *scan)
{
	size_t bytes = scan->n * scan->item_size;
	void *items = realloc(scan->items, bytes > 0 ? bytes : 1);

	if (items != NULL) {
		scan->items = items;
		scan->capacity = bytes;
	}
}

bool
tg_json_table(struct tg_json_scan *scan)
{
	const struct tg_json_scan before = *scan;
	const size_t len = scan->json.len - scan->begin;
	struct table table = { .scan = scan };
	struct tg_json_scan unit;

	if (len <= (size_t)tg_crew_piece() ||
		!tg_json_chunks_open(&table.chunks, &scan->json, scan->begin,
			NULL, -1, &unit))
		return false;
	table.chunks.integers = scan->integers;
	scan->item_size = tg_json_item_size(scan);
	if (scan->integers || make_room(scan))
		tg_crew_run(tg_crew_size(len), work, &table);
	tg_progress_clear();
	if (table.failed ||
		!tg_json_chunks_shape(&table.chunks, &scan->shape)) {
		free(scan->items);
		*scan = before;
		return false;
	}
	scan->n = (size_t)table.chunks.n;
	scan->classes = table.chunks.classes;
	scan->end = table.chunks.end;
	trim(scan);
	return true;
}
