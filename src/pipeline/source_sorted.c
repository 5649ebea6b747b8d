#include "pipeline/source_sorted.h"

#include <stdlib.h>

#include "base/memory_limit.h"

/* Blocks larger than this are read at the disk's speed in any order. */
#define LARGEST 65536

/* With fewer picks there is nothing to be won. */
#define FEWEST 1024

/* Neighbours on the file within one such region are read at once ... */
#define REGION ((int64_t)1 << 20)

/* ... if there are so many of them that reading each costs more. */
#define CROWD 8

/* What a batch may take of the memory there is. */
#define SHARE 4

/* The picks of a batch, and what was read for them. */
struct batch {
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
regions_of(const struct tg_source_sorted *cold)
{
	return cold->bytes->len / (size_t)REGION + 1;
}

static void
restart(struct tg_source *source)
{
	((struct tg_source_sorted *)source)->next = 0;
}

static bool
begin(const struct tg_source *source, struct tg_piece *piece,
	struct tg_err *err)
{
	const struct tg_source_sorted *cold =
		(const struct tg_source_sorted *)source;
	const size_t n = (size_t)cold->batch;
	struct batch *b = calloc(1, sizeof(*b));

	piece->own = b;
	if (b == NULL)
		return tg_fail_memory(err, "a batch");
	tg_piece_bind(piece, cold->gather);
	b->source = malloc(n * sizeof(*b->source));
	b->order = malloc(n * sizeof(*b->order));
	b->start = malloc((regions_of(cold) + 1) * sizeof(*b->start));
	b->moved = malloc(n * (size_t)width_of(cold->gather));
	b->region = malloc((size_t)REGION + LARGEST);
	return (b->source != NULL && b->order != NULL && b->start != NULL &&
		       b->moved != NULL && b->region != NULL) ||
		tg_fail_memory(err, "a batch");
}

static bool
take(struct tg_source *source, struct tg_piece *piece, struct tg_err *err)
{
	struct tg_source_sorted *cold = (struct tg_source_sorted *)source;
	const struct tg_plan *plan = cold->gather->plan;
	int64_t left = plan->blocks.n - cold->next;

	(void)err;
	if (left == 0)
		return false;
	if (left > cold->batch)
		left = cold->batch;
	piece->first = cold->next * plan->block;
	piece->n = left * plan->block;
	cold->next += left;
	piece->through = (uint64_t)((double)cold->next /
		(double)plan->blocks.n * (double)source->bytes);
	return true;
}

static bool
resolve(const struct tg_gather *g, int64_t first, size_t n, int64_t *place,
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
position(const struct tg_source_sorted *cold, int64_t source)
{
	return cold->gather->input->data - cold->bytes->data +
		source * cold->gather->input->dtype.size;
}

/* The numbers of all blocks by the regions they begin in; filled ones not. */
static void
sort(const struct tg_source_sorted *cold, struct batch *b, size_t n)
{
	const size_t regions = regions_of(cold);

	memset(b->start, 0, (regions + 1) * sizeof(*b->start));
	for (size_t i = 0; i < n; i++)
		if (b->source[i] != TG_FILLED)
			b->start[position(cold, b->source[i]) / REGION + 1]++;
	for (size_t r = 0; r < regions; r++)
		b->start[r + 1] += b->start[r];
	for (size_t i = 0; i < n; i++)
		if (b->source[i] != TG_FILLED)
			b->order[b->start[position(cold, b->source[i]) /
				REGION]++] = (uint32_t)i;
	/* each start has become the one behind it */
	memmove(b->start + 1, b->start, regions * sizeof(*b->start));
	b->start[0] = 0;
}

/* Blocks from one region of the file. */
static bool
read_region(const struct tg_source_sorted *cold, struct batch *b,
	const uint32_t *order, size_t n, struct tg_err *err)
{
	const size_t width = (size_t)width_of(cold->gather);
	int64_t first = INT64_MAX, last = 0;
	const unsigned char *region;

	for (size_t i = 0; i < n; i++) {
		int64_t at = position(cold, b->source[order[i]]);

		first = at < first ? at : first;
		last = at > last ? at : last;
		if (n < CROWD &&
			tg_bytes_part(cold->bytes, (size_t)at, width,
				b->moved + order[i] * width, err) == NULL)
			return false;
	}
	if (n < CROWD)
		return true;
	region = tg_bytes_part(cold->bytes, (size_t)first,
		(size_t)(last - first) + width, b->region, err);
	if (region == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		memcpy(b->moved + order[i] * width,
			region + (position(cold, b->source[order[i]]) - first),
			width);
	return true;
}

static void
fill(const struct tg_source_sorted *cold, struct batch *b, size_t n)
{
	const struct tg_gather *g = cold->gather;

	for (size_t i = 0; i < n; i++)
		if (b->source[i] == TG_FILLED)
			tg_gather_move(g, &b->source[i], 1,
				b->moved + i * (size_t)width_of(g));
}

static bool
load(const struct tg_source *source, struct tg_piece *piece, struct tg_err *err)
{
	const struct tg_source_sorted *cold =
		(const struct tg_source_sorted *)source;
	const struct tg_plan *plan = cold->gather->plan;
	const size_t n = (size_t)(piece->n / plan->block);
	struct batch *b = piece->own;

	if (!resolve(&piece->gather, piece->first / plan->block, n, b->source,
		    err))
		return false;
	sort(cold, b, n);
	for (size_t r = 0; r < regions_of(cold); r++) {
		size_t count = b->start[r + 1] - b->start[r];

		if (count > 0 &&
			!read_region(
				cold, b, b->order + b->start[r], count, err))
			return false;
	}
	if (cold->gather->fill != NULL)
		fill(cold, b, n);
	piece->moved = b->moved;
	return true;
}

static void
end(const struct tg_source *source, struct tg_piece *piece)
{
	struct batch *b = piece->own;

	(void)source;
	if (b == NULL)
		return;
	free(b->source);
	free(b->order);
	free(b->start);
	free(b->moved);
	free(b->region);
	free(b);
}

bool
tg_source_sorted_make(struct tg_source_sorted *cold, const struct tg_gather *g,
	const struct tg_bytes *input_bytes)
{
	const int64_t width = width_of(g), n = g->plan->blocks.n;
	uint64_t memory;

	*cold = (struct tg_source_sorted){
		.source = {
			.bytes = (uint64_t)n * (uint64_t)width,
			.alone = true,
			.restart = restart,
			.begin = begin,
			.take = take,
			.load = load,
			.end = end,
		},
		.gather = g,
		.bytes = input_bytes,
	};
	if (!tg_bytes_hold(input_bytes, g->input->data) || n < FEWEST ||
		width > LARGEST || g->plan->tuples.n < FEWEST)
		return false;
	memory = tg_memory_limit() /
		SHARE; /* which takes several files to know */
	if (input_bytes->len < tg_memory_limit() - memory)
		return false;
	cold->batch = (int64_t)(memory /
		(uint64_t)(width + (int64_t)sizeof(int64_t) +
			(int64_t)sizeof(uint32_t)));
	if (cold->batch > n)
		cold->batch = n;
	if (cold->batch > UINT32_MAX)
		cold->batch = UINT32_MAX;
	return cold->batch >= FEWEST;
}
