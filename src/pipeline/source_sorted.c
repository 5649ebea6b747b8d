/*
 * The source for an input file that is larger than memory: it reads blocks in
 * the order of the file. The offsets of many blocks are found first and sorted
 * by region of the file, so that the disk reads forward, and each region once.
 * In the order of the index each block would wait for the disk.
 */
#include "pipeline/source_sorted.h"

#include <stdlib.h>

#include "base/least.h"
#include "base/memory_limit.h"
#include "gather/heads.h"
#include "gather/move.h"
#include "gather/resolve.h"

/* Blocks of more bytes are read at the disk's full speed in any order. */
#define LARGEST 65536

/* With fewer blocks sorting is not worth its cost. */
#define FEWEST 1024

/* Regions of so many bytes: blocks that begin in one can be read at once ... */
#define REGION ((int64_t)1 << 20)

/* ... if they are so many or more; fewer are read one by one. */
#define CROWD 8

/* A piece may take 1 / so many of the memory there is. */
#define SHARE 4

/* The blocks of a piece. */
struct sorted_blocks {
	int64_t *source;       /* offset in input of each block, in elements */
	uint32_t *order;       /* numbers of blocks, sorted by region */
	uint32_t *start;       /* where each region begins in order, and, one
				  more, where the last one ends */
	unsigned char *moved;  /* the blocks, in the order of the result */
	unsigned char *region; /* one region of the file */
};

static size_t
regions_of(const struct tg_source_sorted *sorted)
{
	return sorted->bytes->len / (size_t)REGION + 1;
}

static void
restart_at_first_block(struct tg_source *source)
{
	struct tg_source_sorted *sorted = (struct tg_source_sorted *)source;

	sorted->next = source->first / sorted->gather->plan->block;
}

static bool
allocate_blocks(const struct tg_source *source, struct tg_piece *piece,
	struct tg_err *err)
{
	const struct tg_source_sorted *sorted =
		(const struct tg_source_sorted *)source;
	const size_t n = (size_t)sorted->most;
	struct sorted_blocks *p = calloc(1, sizeof(*p));

	piece->own = p;
	if (p == NULL)
		return tg_fail_memory(err, "sorted picks");
	tg_piece_bind(piece, sorted->gather);
	/* the heads of rows are checked when they are read, not before */
	piece->input.heads = (struct tg_row_heads){ 0 };
	p->source = malloc(n * sizeof(*p->source));
	p->order = malloc(n * sizeof(*p->order));
	p->start = malloc((regions_of(sorted) + 1) * sizeof(*p->start));
	p->moved = malloc(n * (size_t)tg_gather_block_size(sorted->gather));
	p->region = malloc((size_t)REGION + LARGEST + TG_ROW_HEAD);
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
	const int64_t end = tg_least(plan->blocks.n,
		source->end / plan->block + (source->end % plan->block > 0));
	int64_t left = end - sorted->next;

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
resolve_blocks(const struct tg_gather *g, int64_t first, size_t n,
	int64_t *source, struct tg_err *err)
{
	for (size_t done = 0; done < n; done += TG_BATCH)
		if (!tg_gather_resolve(g, first + (int64_t)done,
			    n - done < TG_BATCH ? n - done : TG_BATCH,
			    source + done, err))
			return false;
	return true;
}

/* The offset in the file of a block at offset source in input. */
static int64_t
offset_in_file(const struct tg_source_sorted *sorted, int64_t source)
{
	return sorted->gather->input->data - sorted->bytes->data +
		source * sorted->gather->input->dtype.size;
}

/*
 * Sort the numbers of all n blocks by the region that each begins in; blocks of
 * fill values are left out. This is a counting sort.
 */
static void
sort_by_region(const struct tg_source_sorted *sorted, struct sorted_blocks *p,
	size_t n)
{
	const size_t regions = regions_of(sorted);

	memset(p->start, 0, (regions + 1) * sizeof(*p->start));
	for (size_t i = 0; i < n; i++)
		if (p->source[i] != TG_FILLED)
			p->start[offset_in_file(sorted, p->source[i]) / REGION +
				1]++;
	for (size_t r = 0; r < regions; r++)
		p->start[r + 1] += p->start[r];
	for (size_t i = 0; i < n; i++)
		if (p->source[i] != TG_FILLED)
			p->order[p->start[offset_in_file(sorted, p->source[i]) /
				REGION]++] = (uint32_t)i;
	/* each start has moved to the start of the next region */
	memmove(p->start + 1, p->start, regions * sizeof(*p->start));
	p->start[0] = 0;
}

/* Move a block, which is at from, behind the head of its row if it has one. */
static bool
move_block(const struct tg_source_sorted *sorted, struct sorted_blocks *p,
	uint32_t number, const unsigned char *from, struct tg_err *err)
{
	const struct tg_row_heads *heads = &sorted->gather->input->heads;
	const size_t width = (size_t)tg_gather_block_size(sorted->gather);

	if (heads->stride > 0 &&
		!tg_head_check(heads, from - TG_ROW_HEAD,
			p->source[number] / heads->stride, err))
		return false;
	memcpy(p->moved + number * width, from, width);
	return true;
}

/*
 * Read n blocks from one region of the file, whose numbers are in order, to
 * their places in moved.
 */
static bool
read_region(const struct tg_source_sorted *sorted, struct sorted_blocks *p,
	const uint32_t *order, size_t n, struct tg_err *err)
{
	const size_t width = (size_t)tg_gather_block_size(sorted->gather);
	const size_t head =
		sorted->gather->input->heads.stride > 0 ? TG_ROW_HEAD : 0;
	int64_t first = INT64_MAX, last = 0;
	const unsigned char *region;

	for (size_t i = 0; i < n; i++) {
		int64_t at = offset_in_file(sorted, p->source[order[i]]);

		first = at < first ? at : first;
		last = at > last ? at : last;
		if (n >= CROWD)
			continue;
		region = tg_bytes_part(sorted->bytes, (size_t)at - head,
			head + width, p->region, err);
		if (region == NULL ||
			!move_block(sorted, p, order[i], region + head, err))
			return false;
	}
	if (n < CROWD)
		return true;
	region = tg_bytes_part(sorted->bytes, (size_t)first - head,
		head + (size_t)(last - first) + width, p->region, err);
	for (size_t i = 0; region != NULL && i < n; i++)
		if (!move_block(sorted, p, order[i],
			    region + head +
				    (offset_in_file(
					     sorted, p->source[order[i]]) -
					    first),
			    err))
			return false;
	return region != NULL;
}

static void
fill_blocks(const struct tg_source_sorted *sorted, struct sorted_blocks *p,
	size_t n)
{
	const struct tg_gather *g = sorted->gather;

	for (size_t i = 0; i < n; i++)
		if (p->source[i] == TG_FILLED)
			tg_gather_move(g, &p->source[i], 1,
				p->moved + i * (size_t)tg_gather_block_size(g));
}

static enum tg_outcome
read_in_file_order(const struct tg_source *source, struct tg_piece *piece,
	struct tg_err *err)
{
	const struct tg_source_sorted *sorted =
		(const struct tg_source_sorted *)source;
	const struct tg_plan *plan = sorted->gather->plan;
	const size_t n = (size_t)(piece->n / plan->block);
	struct sorted_blocks *p = piece->own;

	if (!resolve_blocks(&piece->gather, piece->first / plan->block, n,
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
		fill_blocks(sorted, p, n);
	piece->moved = p->moved;
	return TG_DONE;
}

static void
free_blocks(const struct tg_source *source, struct tg_piece *piece)
{
	struct sorted_blocks *p = piece->own;

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
	const int64_t width = tg_gather_block_size(g), n = g->plan->blocks.n;
	uint64_t memory;

	*sorted = (struct tg_source_sorted){
		.source = {
			.bytes = (uint64_t)n * (uint64_t)width,
			.alone = true,
			.restart = restart_at_first_block,
			.open = allocate_blocks,
			.take = take_next_blocks,
			.load = read_in_file_order,
			.close = free_blocks,
		},
		.gather = g,
		.bytes = input_bytes,
	};
	/* the head of a row is read with all of the row, not with a part of it */
	if (g->input->heads.stride > 0 &&
		g->plan->block != g->input->heads.length)
		return false;
	/* a fill value is no pack, and so cannot be moved among them */
	if (g->fill != NULL && g->input->dtype.packing != NULL)
		return false;
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
