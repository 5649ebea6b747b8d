#include "format/json/scan_parallel.h"

#include <stdlib.h>

#include "base/threads.h"
#include "format/json/chunks.h"
#include "tensor/based.h"
#include "io/progress.h"

struct table {
	struct tg_json_chunks chunks;
	struct tg_json_scan *scan;
	uint16_t *distance; /* of each element from its base */
	uint64_t *base;     /* of TG_BASED elements each */
	uint64_t last_base; /* of those that were settled */
	atomic_bool failed;
};

/* What a thread has: a chunk, and the base of its first elements where a chunk before has it. */
struct part {
	struct tg_json_chunk chunk;
	uint64_t base;
};

/*
 * Offsets have their places at once, so that threads fill them side by side.
 * An element takes two bytes of text or more; what is not filled takes no
 * memory.
 */
static bool
make_room(struct table *table)
{
	struct tg_json_scan *scan = table->scan;
	size_t groups = (scan->json.len - scan->begin) / (2 * TG_BASED) + 1;
	size_t distances = groups * TG_BASED * sizeof(*table->distance);
	unsigned char *items =
		malloc(distances + groups * sizeof(*table->base));

	if (items == NULL)
		return false;
	scan->items = items;
	table->distance = (void *)items;
	table->base = (void *)(items + distances);
	return true;
}

/* Elements from..from+n-1 of a chunk, which share a base. */
static bool
fill_group(uint16_t *distance, const struct tg_json_chunk *chunk, size_t from,
	size_t n, uint64_t base)
{
	const uint32_t *offset = (const uint32_t *)chunk->rows.items + from;

	for (size_t i = 0; i < n; i++)
		distance[i] = (uint16_t)(chunk->at + offset[i] - base);
	return chunk->at + offset[n - 1] - base <= UINT16_MAX;
}

/* False if there are elements too long for that. */
static bool
fill(struct table *table, const struct part *part)
{
	const struct tg_json_chunk *chunk = &part->chunk;
	const uint32_t *offset = chunk->rows.items;
	const size_t n = (size_t)chunk->n;
	size_t number = (size_t)chunk->first, done = 0;
	uint64_t base = part->base;

	while (done < n) {
		size_t m = TG_BASED - number % TG_BASED;

		if (m > n - done)
			m = n - done;
		if (number % TG_BASED == 0) {
			base = chunk->at + offset[done];
			table->base[number / TG_BASED] = base;
		}
		if (!fill_group(table->distance + number, chunk, done, m, base))
			return false;
		number += m;
		done += m;
	}
	return true;
}

/* The base that its last elements leave to the next chunk. */
static void
settle_base(struct table *table, struct part *part)
{
	const struct tg_json_chunk *chunk = &part->chunk;
	const int64_t end = chunk->first + chunk->n;
	const int64_t start = (end - 1) / TG_BASED * TG_BASED;

	part->base = table->last_base;
	if (start >= chunk->first)
		table->last_base = chunk->at +
			((const uint32_t *)chunk->rows
					.items)[start - chunk->first];
}

/* In order: false when this chunk shows that the text is not for a table. */
static bool
settle(struct table *table, struct part *part)
{
	struct tg_json_chunk *chunk = &part->chunk;

	if (!tg_json_chunks_settle(&table->chunks, chunk))
		return false;
	if (chunk->n == 0)
		return true; /* nor does its width matter */
	if (table->scan->integers)
		return tg_json_scan_add(table->scan, chunk->rows.items,
			(size_t)chunk->n, chunk->rows.width, NULL);
	settle_base(table, part);
	return true;
}

/* False when there is no chunk left. */
static bool
take_chunk(struct table *table, struct tg_threads *crew,
	struct tg_json_chunk *chunk, int64_t *step)
{
	bool ok;

	*step = tg_threads_take(crew);
	ok = !table->failed && tg_json_chunks_take(&table->chunks, chunk);
	tg_threads_taken(crew);
	return ok;
}

static void
work(struct tg_threads *crew, void *context)
{
	struct table *table = context;
	struct part part = { 0 };
	struct tg_json_chunk *chunk = &part.chunk;
	int64_t step;

	while (take_chunk(table, crew, chunk, &step)) {
		bool ok = tg_json_chunks_load(&table->chunks, chunk, NULL);

		tg_threads_enter(crew, step);
		ok = !table->failed && (ok || table->chunks.ended) &&
			settle(table, &part);
		if (ok)
			tg_progress_step(chunk->at, table->chunks.json.len);
		else
			table->failed = true;
		tg_threads_leave(crew);
		if (ok && !table->scan->integers && !fill(table, &part))
			table->failed = true;
	}
	tg_json_chunk_free(chunk);
}

bool
tg_json_scan_parallel(struct tg_json_scan *scan)
{
	const struct tg_json_scan before = *scan;
	const size_t len = scan->json.len - scan->begin;
	struct table table = { .scan = scan };
	struct tg_json_scan unit;

	if (len <= (size_t)tg_threads_piece() ||
		!tg_json_chunks_open(
			&table.chunks, &scan->json, scan->begin, -1, &unit))
		return false;
	table.chunks.integers = scan->integers;
	scan->item_size = tg_json_item_size(scan);
	if (scan->integers || make_room(&table))
		tg_threads_run(tg_threads_worth(len), work, &table);
	tg_progress_clear();
	if (table.failed ||
		!tg_json_chunks_shape(&table.chunks, &scan->shape)) {
		free(scan->items);
		*scan = before;
		return false;
	}
	scan->base = table.base;
	scan->n = (size_t)table.chunks.n;
	scan->classes = table.chunks.classes;
	scan->end = table.chunks.end;
	return true;
}
