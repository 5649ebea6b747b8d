/*
 * Picks from a file that is larger than memory, in the order of the file. The
 * places of many picks are found first and sorted by region of the file, so
 * that the disk reads each region once and forward; in the order of the index
 * each pick would wait for the disk.
 */
#include "pipeline/source_sorted.h"

#include <stdlib.h>

#include "base/memory_limit.h"
#include "gather/move.h"
#include "gather/resolve.h"

/* Blocks larger than this are read at the disk's speed in any order. */
#define LARGEST 65536

/* With fewer picks there is nothing to be won. */
#define FEWEST 1024

/* Neighbours on the file within one such region are read at once ... */
#define REGION ((int64_t)1 << 20)

/* ... if there are so many of them that reading each costs more. */
#define CROWD 8

/* What the picks of a piece may take of the memory there is. */
#define SHARE 4

/* The picks of a piece, and what was read for them. */
struct picks {
	int64_t *source; /* of each block of the result */
	uint32_t *order; /* blocks by region */
	uint32_t *start; /* of each region in order, and one more */
	unsigned char *moved;
	unsigned char *region;
};

static int64_t
width_of(const struct tg_gather *g)
{
	return g->plan->block * g->input->dtype.size;
}

static size_t
regions_of(const struct tg_source_sorted *sorted)
{
	return sorted->bytes->len / (size_t)REGION + 1;
}

static void
restart_at_first_block(struct tg_source *source)
{
	((struct tg_source_sorted *)source)->next = 0;
}

static bool
open_picks(const struct tg_source *source, struct tg_piece *piece,
	struct tg_err *err)
{
	const struct tg_source_sorted *sorted =
		(const struct tg_source_sorted *)source;
	const size_t n = (size_t)sorted->most;
	struct picks *p = calloc(1, sizeof(*p));

	piece->own = p;
	if (p == NULL)
		return tg_fail_memory(err, "sorted picks");
	tg_piece_bind(piece, sorted->gather);
	p->source = malloc(n * sizeof(*p->source));
	p->order = malloc(n * sizeof(*p->order));
	p->start = malloc((regions_of(sorted) + 1) * sizeof(*p->start));
	p->moved = malloc(n * (size_t)width_of(sorted->gather));
	p->region = malloc((size_t)REGION + LARGEST);
	return (p->source != NULL && p->order != NULL && p->start != NULL &&
		       p->moved != NULL && p->region != NULL) ||
		tg_fail_memory(err, "sorted picks");
}

static enum tg_outcome
take_next_blocks(
	struct tg_source *source, struct tg_piece *piece, struct tg_err *err)
{
	struct tg_source_sorted *sorted = (struct tg_source_sorted *)source;
	const struct tg_plan *plan = sorted->gather->plan;
	int64_t left = plan->blocks.n - sorted->next;

	(void)err;
	if (left == 0)
		return TG_NO_MORE;
	if (left > sorted->most)
		left = sorted->most;
	piece->first = sorted->next * plan->block;
	piece->n = left * plan->block;
	sorted->next += left;
	piece->through = (uint64_t)((double)sorted->next /
		(double)plan->blocks.n * (double)source->bytes);
	return TG_DONE;
}

static bool
resolve_all(const struct tg_gather *g, int64_t first, size_t n, int64_t *place,
	struct tg_err *err)
{
	for (size_t done = 0; done < n; done += TG_BATCH)
		if (!tg_gather_resolve(g, first + (int64_t)done,
			    n - done < TG_BATCH ? n - done : TG_BATCH,
			    place + done, err))
			return false;
	return true;
}

/* Where a block begins in the file. */
static int64_t
position(const struct tg_source_sorted *sorted, int64_t source)
{
	return sorted->gather->input->data - sorted->bytes->data +
		source * sorted->gather->input->dtype.size;
}

/* The numbers of all blocks by the regions they begin in; filled ones not. */
static void
sort_by_region(const struct tg_source_sorted *sorted, struct picks *p, size_t n)
{
	const size_t regions = regions_of(sorted);

	memset(p->start, 0, (regions + 1) * sizeof(*p->start));
	for (size_t i = 0; i < n; i++)
		if (p->source[i] != TG_FILLED)
			p->start[position(sorted, p->source[i]) / REGION + 1]++;
	for (size_t r = 0; r < regions; r++)
		p->start[r + 1] += p->start[r];
	for (size_t i = 0; i < n; i++)
		if (p->source[i] != TG_FILLED)
			p->order[p->start[position(sorted, p->source[i]) /
				REGION]++] = (uint32_t)i;
	/* each start has become the one behind it */
	memmove(p->start + 1, p->start, regions * sizeof(*p->start));
	p->start[0] = 0;
}

/* Blocks from one region of the file. */
static bool
read_region(const struct tg_source_sorted *sorted, struct picks *p,
	const uint32_t *order, size_t n, struct tg_err *err)
{
	const size_t width = (size_t)width_of(sorted->gather);
	int64_t first = INT64_MAX, last = 0;
	const unsigned char *region;

	for (size_t i = 0; i < n; i++) {
		int64_t at = position(sorted, p->source[order[i]]);

		first = at < first ? at : first;
		last = at > last ? at : last;
		if (n < CROWD &&
			tg_bytes_part(sorted->bytes, (size_t)at, width,
				p->moved + order[i] * width, err) == NULL)
			return false;
	}
	if (n < CROWD)
		return true;
	region = tg_bytes_part(sorted->bytes, (size_t)first,
		(size_t)(last - first) + width, p->region, err);
	if (region == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		memcpy(p->moved + order[i] * width,
			region +
				(position(sorted, p->source[order[i]]) - first),
			width);
	return true;
}

static void
fill_places(const struct tg_source_sorted *sorted, struct picks *p, size_t n)
{
	const struct tg_gather *g = sorted->gather;

	for (size_t i = 0; i < n; i++)
		if (p->source[i] == TG_FILLED)
			tg_gather_move(g, &p->source[i], 1,
				p->moved + i * (size_t)width_of(g));
}

static enum tg_outcome
read_in_file_order(const struct tg_source *source, struct tg_piece *piece,
	struct tg_err *err)
{
	const struct tg_source_sorted *sorted =
		(const struct tg_source_sorted *)source;
	const struct tg_plan *plan = sorted->gather->plan;
	const size_t n = (size_t)(piece->n / plan->block);
	struct picks *p = piece->own;

	if (!resolve_all(&piece->gather, piece->first / plan->block, n,
		    p->source, err))
		return TG_FAILED;
	sort_by_region(sorted, p, n);
	for (size_t r = 0; r < regions_of(sorted); r++) {
		size_t count = p->start[r + 1] - p->start[r];

		if (count > 0 &&
			!read_region(
				sorted, p, p->order + p->start[r], count, err))
			return TG_FAILED;
	}
	if (sorted->gather->fill != NULL)
		fill_places(sorted, p, n);
	piece->moved = p->moved;
	return TG_DONE;
}

static void
free_picks(const struct tg_source *source, struct tg_piece *piece)
{
	struct picks *p = piece->own;

	(void)source;
	if (p == NULL)
		return;
	free(p->source);
	free(p->order);
	free(p->start);
	free(p->moved);
	free(p->region);
	free(p);
}

bool
tg_source_sorted_make(struct tg_source_sorted *sorted,
	const struct tg_gather *g, const struct tg_bytes *input_bytes)
{
	const int64_t width = width_of(g), n = g->plan->blocks.n;
	uint64_t memory;

	*sorted = (struct tg_source_sorted){
		.source = {
			.bytes = (uint64_t)n * (uint64_t)width,
			.alone = true,
			.restart = restart_at_first_block,
			.open = open_picks,
			.take = take_next_blocks,
			.load = read_in_file_order,
			.close = free_picks,
		},
		.gather = g,
		.bytes = input_bytes,
	};
	if (!tg_bytes_hold(input_bytes, g->input->data) || n < FEWEST ||
		width > LARGEST || g->plan->tuples.n < FEWEST ||
		!tg_memory_may_lack(input_bytes->len))
		return false;
	memory = tg_memory_limit() / SHARE;
	if (input_bytes->len < tg_memory_limit() - memory)
		return false;
	sorted->most = (int64_t)(memory /
		(uint64_t)(width + (int64_t)sizeof(int64_t) +
			(int64_t)sizeof(uint32_t)));
	if (sorted->most > n)
		sorted->most = n;
	if (sorted->most > UINT32_MAX)
		sorted->most = UINT32_MAX;
	return sorted->most >= FEWEST;
}
