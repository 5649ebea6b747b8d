/*
 * Scans a long JSON tensor, by several threads if it is large, for all who read
 * one. Each thread scans chunks of the text, and puts their elements where they
 * belong as soon as it is known how many elements the chunks before have.
 */
#include "format/json/scan_parallel.h"

#include <stdlib.h>

#include "base/threads.h"
#include "format/json/chunks.h"
#include "tensor/based.h"
#include "io/progress.h"

/* What all threads share. */
struct parallel_scan {
	struct tg_json_chunks chunks;
	struct tg_json_scan *scan;
	uint16_t *distance; /* of each element from its base */
	uint64_t *base;     /* one for TG_BASED elements */
	uint64_t last_base; /* of the last elements of all chunks so far */
	atomic_bool failed; /* leave the text to the exact scanner */
};

/*
 * What a thread has: a chunk, and the base of its first elements if they share
 * that with the last ones of the chunk before.
 */
struct scanned_chunk {
	struct tg_json_chunk chunk;
	uint64_t base;
};

/*
 * Allocate distances and bases for as many elements as the text can have, so
 * that several threads can store them at once. An element takes at least two
 * bytes of text; in a table it may be empty, and then takes only one. Memory
 * that is not written to is not really used.
 */
static bool
allocate_distances(struct parallel_scan *p)
{
	struct tg_json_scan *scan = p->scan;
	const size_t least = p->chunks.syntax == TG_SYNTAX_JSON ? 2 : 1;
	const size_t len = scan->json.len - scan->begin;
	const size_t groups = len / (least * TG_BASED) + 2;
	size_t distances = groups * TG_BASED * sizeof(*p->distance);
	unsigned char *items = malloc(distances + groups * sizeof(*p->base));

	if (items == NULL)
		return false;
	scan->items = items;
	p->distance = (void *)items;
	p->base = (void *)(items + distances);
	return true;
}

/*
 * Store the distances of elements from .. from+n-1 of a chunk, which share a
 * base. False if the last one is too far from it.
 */
static bool
store_group(uint16_t *distance, const struct tg_json_chunk *chunk, size_t from,
	size_t n, uint64_t base)
{
	const uint32_t *offset = (const uint32_t *)chunk->rows.items + from;

	for (size_t i = 0; i < n; i++)
		distance[i] = (uint16_t)(chunk->at + offset[i] - base);
	return chunk->at + offset[n - 1] - base <= UINT16_MAX;
}

/*
 * Store the distances and bases of a chunk, after settle_chunk. False if its
 * elements are so long that their distances do not fit 16 bits.
 */
static bool
store_distances(struct parallel_scan *p, const struct scanned_chunk *scanned)
{
	const struct tg_json_chunk *chunk = &scanned->chunk;
	const uint32_t *offset = chunk->rows.items;
	const size_t n = (size_t)chunk->n;
	size_t number = (size_t)chunk->first, done = 0;
	uint64_t base = scanned->base;

	while (done < n) {
		size_t m = TG_BASED - number % TG_BASED;

		if (m > n - done)
			m = n - done;
		if (number % TG_BASED == 0) {
			base = chunk->at + offset[done];
			p->base[number / TG_BASED] = base;
		}
		if (!store_group(p->distance + number, chunk, done, m, base))
			return false;
		number += m;
		done += m;
	}
	return true;
}

/*
 * In order: get the base of the first elements from the chunk before, and leave
 * that of the last ones to the next chunk.
 */
static void
pass_base_on(struct parallel_scan *p, struct scanned_chunk *scanned)
{
	const struct tg_json_chunk *chunk = &scanned->chunk;
	const int64_t end = chunk->first + chunk->n;
	const int64_t start = (end - 1) / TG_BASED * TG_BASED;

	scanned->base = p->last_base;
	if (start >= chunk->first)
		p->last_base = chunk->at +
			((const uint32_t *)chunk->rows
					.items)[start - chunk->first];
}

/*
 * In order: find out where in the tensor the chunk's elements are, and store
 * them if they are integers. False if the text has to be left to the exact
 * scanner.
 */
static bool
settle_chunk(struct parallel_scan *p, struct scanned_chunk *scanned)
{
	struct tg_json_chunk *chunk = &scanned->chunk;

	if (!tg_json_chunks_settle(&p->chunks, chunk))
		return false;
	if (chunk->n == 0)
		return true; /* its width must not count either */
	if (p->scan->integers)
		return tg_json_scan_add(p->scan, chunk->rows.items,
			(size_t)chunk->n, chunk->rows.width, NULL);
	pass_base_on(p, scanned);
	return true;
}

/* Take the next chunk, in order; false if none is left. */
static bool
take_chunk_to_scan(struct parallel_scan *p, struct tg_threads *threads,
	struct tg_json_chunk *chunk, int64_t *number)
{
	bool ok;

	*number = tg_threads_take(threads);
	ok = !p->failed && tg_json_chunks_take(&p->chunks, chunk);
	tg_threads_taken(threads);
	return ok;
}

/* What each thread does: scan chunks until none is left. */
static void
scan_chunks(struct tg_threads *threads, void *context)
{
	struct parallel_scan *p = context;
	struct scanned_chunk scanned = { 0 };
	struct tg_json_chunk *chunk = &scanned.chunk;
	int64_t number;

	while (take_chunk_to_scan(p, threads, chunk, &number)) {
		bool ok = tg_json_chunks_load(&p->chunks, chunk, NULL);

		tg_threads_enter(threads, number);
		ok = !p->failed && (ok || p->chunks.ended) &&
			settle_chunk(p, &scanned);
		if (ok)
			tg_progress_step(chunk->at, p->chunks.json.len);
		else
			p->failed = true;
		tg_threads_leave(threads);
		if (ok && !p->scan->integers && !store_distances(p, &scanned))
			p->failed = true;
	}
	tg_json_chunk_free(chunk);
}

bool
tg_json_scan_chunks(
	struct tg_json_scan *scan, const struct tg_json_chunks *chunks)
{
	const struct tg_json_scan before = *scan;
	const size_t len = scan->json.len - scan->begin;
	struct parallel_scan p = { .scan = scan, .chunks = *chunks };

	p.chunks.integers = scan->integers;
	scan->item_size = tg_json_item_size(scan);
	if (scan->integers || allocate_distances(&p))
		tg_threads_run(tg_threads_worth(len), scan_chunks, &p);
	tg_progress_clear();
	if (p.failed || !tg_json_chunks_shape(&p.chunks, &scan->shape)) {
		free(scan->items);
		*scan = before;
		return false;
	}
	scan->base = p.base;
	scan->n = (size_t)p.chunks.n;
	scan->classes = p.chunks.classes;
	scan->end = p.chunks.end;
	return true;
}

bool
tg_json_scan_parallel(struct tg_json_scan *scan)
{
	struct tg_json_chunks chunks;
	struct tg_json_scan unit;

	return tg_json_chunks_open(
		       &chunks, &scan->json, scan->begin, -1, &unit) &&
		tg_json_scan_chunks(scan, &chunks);
}
