/*
 * The source of most jobs, whose tensors are in memory or mapped: it cuts the
 * result into pieces that stay in cache. If a piece uses all of a part of a
 * file, the part is read into a small buffer, which costs less than mapping it.
 * If it uses few or scattered elements, the file stays mapped, and the rest of
 * it is never read.
 */
#include "pipeline/source_direct.h"

#include <stdlib.h>

#include "base/threads.h"
#include "gather/leading.h"

/*
 * Elements of an input of more bytes than this are prefetched; a smaller one
 * stays in cache.
 */
#define FAR ((int64_t)1 << 20)

/*
 * A piece has at most so many elements of JSON, since their texts are longer
 * than their offsets.
 */
#define MOST_TEXTS 8192

/*
 * If there is at least one block of the result for every so many bytes of
 * input, most pages of input are needed: reading all of it then costs less than
 * the page faults.
 */
#define DENSE 512

/*
 * Blocks of so many bytes or more leave the cache anyway. Pieces are then
 * larger, which makes fewer and longer writes.
 */
#define LONG_BLOCK 1024

/*
 * If there is less than one block for every so many bytes of input, what is
 * between the blocks is not needed, and the system should not read ahead.
 */
#define SPARSE ((uint64_t)64 << 10)

/* The buffers of a piece, for parts of files; NULL if not needed. */
struct buffers {
	void *input;
	void *index;
};

static int64_t
index_bytes_of_block(const struct tg_source_direct *s)
{
	return (int64_t)s->gather->index->dtype.size *
		s->gather->plan->ncomponent;
}

/*
 * The number of elements of input from the first to the last one that one
 * iteration of the outermost loop can need.
 */
static int64_t
input_extent_of_row(const struct tg_plan *plan)
{
	const struct tg_loops *loops = &plan->blocks;
	int64_t extent = plan->block;

	for (int i = 1; i < loops->nloop; i++)
		extent += (loops->loop[i].n - 1) * loops->loop[i].input_stride;
	for (int i = 0; i < plan->ncomponent; i++)
		extent += (plan->component[i].limit - 1) *
			plan->component[i].input_stride;
	return extent;
}

/*
 * True if input is to be read in parts: each iteration of the outermost loop
 * needs a part of its own, which follows the one before it, is small enough for
 * a piece, and is needed for the most part.
 */
static bool
input_can_be_read_in_parts(const struct tg_source_direct *s, int64_t width)
{
	const struct tg_plan *plan = s->gather->plan;
	const struct tg_loops *loops = &plan->blocks;
	int64_t extent, stride;

	/* the head of a row is not in the part that a piece needs of it */
	if (loops->nloop == 0 || plan->unravel ||
		s->gather->input->heads.stride > 0)
		return false;
	for (int i = 0; i < plan->ncomponent; i++)
		if (plan->component[i].limit == 0)
			return false;
	stride = loops->loop[0].input_stride;
	extent = input_extent_of_row(plan);
	return extent > 0 && stride >= extent && stride <= s->piece / width &&
		s->row <= s->piece / width &&
		s->row <= 2 * s->piece / index_bytes_of_block(s) &&
		stride * width <= s->row * DENSE;
}

/*
 * The number of elements in a piece: a part of one block, or whole blocks. If
 * input is read in parts, these are whole iterations of the outermost loop.
 */
static int64_t
piece_elements(const struct tg_source_direct *s, int64_t width)
{
	const struct tg_plan *plan = s->gather->plan;
	const int64_t indices = 2 * s->piece / index_bytes_of_block(s);
	int64_t blocks, stride;

	if (plan->block > s->piece / width)
		return width < s->piece ? s->piece / width : 1;
	blocks = s->piece / (width * plan->block);
	if (s->gather->input->dtype.type == TG_TEXT &&
		blocks > MOST_TEXTS / plan->block)
		blocks = MOST_TEXTS / plan->block;
	if (blocks > indices)
		blocks = indices;
	if (s->input_bytes != NULL) {
		stride = plan->blocks.loop[0].input_stride;
		if (blocks / s->row > s->piece / (stride * width))
			blocks = s->piece / (stride * width) * s->row;
		blocks -= blocks % s->row;
		return (blocks > 0 ? blocks : s->row) * plan->block;
	}
	return (blocks > 0 ? blocks : 1) * plan->block;
}

/* Pieces are cut at the same places, whatever is wanted of the result. */
static void
restart_at_first_piece(struct tg_source *source)
{
	struct tg_source_direct *s = (struct tg_source_direct *)source;
	const int64_t block = s->gather->plan->block;
	const int64_t begin =
		s->each < block ? source->first - source->first % block : 0;

	s->next = source->first - (source->first - begin) % s->each;
}

bool
tg_source_is_far(const struct tg_tensor *input)
{
	int64_t numel;

	return !tg_shape_numel(&input->shape, &numel) ||
		numel > FAR / input->dtype.size;
}

static bool
open_buffers(const struct tg_source *source, struct tg_piece *piece,
	struct tg_err *err)
{
	const struct tg_source_direct *s =
		(const struct tg_source_direct *)source;
	struct buffers *own = calloc(1, sizeof(*own));

	piece->own = own;
	if (own == NULL)
		return tg_fail_memory(err, "a piece");
	tg_piece_bind(piece, s->gather);
	piece->gather.far =
		s->input_bytes == NULL && tg_source_is_far(s->gather->input);
	if (s->input_bytes != NULL)
		own->input = malloc((size_t)s->piece);
	if (s->index_bytes != NULL)
		own->index = malloc(2 * (size_t)s->piece);
	if ((s->input_bytes != NULL && own->input == NULL) ||
		(s->index_bytes != NULL && own->index == NULL))
		return tg_fail_memory(err, "a piece");
	return true;
}

/* A block larger than a piece is cut, but no piece has parts of two blocks. */
static enum tg_outcome
cut_next_piece(
	struct tg_source *source, struct tg_piece *piece, struct tg_err *err)
{
	struct tg_source_direct *s = (struct tg_source_direct *)source;
	const struct tg_plan *plan = s->gather->plan;
	int64_t left = plan->blocks.n * plan->block - s->next;

	(void)err;
	if (s->each < plan->block)
		left = plan->block - s->next % plan->block;
	if (s->next == plan->blocks.n * plan->block || s->next >= source->end)
		return TG_NO_MORE;
	piece->first = s->next;
	piece->n = left < s->each ? left : s->each;
	s->next += piece->n;
	piece->through = (uint64_t)((double)s->next /
		(double)(plan->blocks.n * plan->block) * (double)source->bytes);
	return TG_DONE;
}

/* Elements first .. first+n-1 of a tensor, and a buffer to read them into. */
struct tensor_part {
	const struct tg_tensor *whole;
	const struct tg_bytes *bytes;
	void *buffer;
	int64_t first;
	int64_t n;
};

/* Read elements. Returns where they are then, or NULL after an error. */
static const unsigned char *
read_part(const struct tensor_part *part, struct tg_err *err)
{
	const struct tg_tensor *whole = part->whole;
	const size_t size = whole->dtype.size;
	const size_t at = (size_t)(whole->data - part->bytes->data) +
		(size_t)part->first * size;

	return tg_bytes_part(
		part->bytes, at, (size_t)part->n * size, part->buffer, err);
}

/* Read the indices of n blocks, from block number first on. */
static bool
read_indices_of_piece(const struct tg_source_direct *s, struct tg_piece *piece,
	int64_t first, int64_t n, struct tg_err *err)
{
	const struct buffers *own = piece->own;
	const int64_t ncomponent = s->gather->plan->ncomponent;
	const struct tensor_part part = {
		.whole = s->gather->index,
		.bytes = s->index_bytes,
		.buffer = own->index,
		.first = first * ncomponent,
		.n = n * ncomponent,
	};

	piece->gather.index_origin = part.first;
	piece->index.data = read_part(&part, err);
	return piece->index.data != NULL;
}

/* Read the part of input that n blocks need, from block number first on. */
static bool
read_input_of_piece(const struct tg_source_direct *s, struct tg_piece *piece,
	int64_t first, int64_t n, struct tg_err *err)
{
	const struct buffers *own = piece->own;
	const struct tg_plan *plan = s->gather->plan;
	const int64_t stride = plan->blocks.loop[0].input_stride;
	const struct tensor_part part = {
		.whole = s->gather->input,
		.bytes = s->input_bytes,
		.buffer = own->input,
		.first = first / s->row * stride,
		.n = (n / s->row - 1) * stride + input_extent_of_row(plan),
	};

	piece->gather.input_origin = part.first;
	piece->input.data = read_part(&part, err);
	return piece->input.data != NULL;
}

static enum tg_outcome
read_piece(const struct tg_source *source, struct tg_piece *piece,
	struct tg_err *err)
{
	const struct tg_source_direct *s =
		(const struct tg_source_direct *)source;
	const int64_t block = s->gather->plan->block;
	const int64_t first = piece->first / block;
	const int64_t n = (piece->n + block - 1) / block;

	if (s->index_bytes != NULL &&
		!read_indices_of_piece(s, piece, first, n, err))
		return TG_FAILED;
	if (s->input_bytes != NULL && !source->look &&
		!read_input_of_piece(s, piece, first, n, err))
		return TG_FAILED;
	return TG_DONE;
}

static void
free_buffers(const struct tg_source *source, struct tg_piece *piece)
{
	struct buffers *own = piece->own;

	(void)source;
	if (own == NULL)
		return;
	free(own->input);
	free(own->index);
	free(own);
}

void
tg_source_direct_make(struct tg_source_direct *s,
	const struct tg_gather *gather, const struct tg_bytes *input_bytes,
	const struct tg_bytes *index_bytes)
{
	const struct tg_plan *plan = gather->plan;
	const int64_t width = gather->input->dtype.size;
	const struct tg_loops *loops = &plan->blocks;
	const int64_t block = tg_gather_block_size(gather);

	*s = (struct tg_source_direct){
		.source = {
			.restart = restart_at_first_piece,
			.open = open_buffers,
			.take = cut_next_piece,
			.load = read_piece,
			.close = free_buffers,
		},
		.gather = gather,
		.piece = tg_threads_piece(),
		.row = loops->nloop > 0 && loops->loop[0].n > 0
			? loops->n / loops->loop[0].n
			: 1,
	};
	if (loops->n > 0 && tg_bytes_hold(index_bytes, gather->index->data) &&
		tg_plan_takes_index_in_order(plan) &&
		index_bytes_of_block(s) <= 2 * s->piece) {
		s->index_bytes = index_bytes;
		s->source.in_parts = true;
	}
	if (loops->n > 0 && tg_bytes_hold(input_bytes, gather->input->data) &&
		input_can_be_read_in_parts(s, width))
		s->input_bytes = input_bytes;
	if (input_bytes->len / SPARSE > (uint64_t)loops->n &&
		block < (int64_t)SPARSE)
		tg_bytes_scattered(input_bytes);
	if (block >= LONG_BLOCK)
		s->piece *= 4;
	s->each = piece_elements(s, width);
	s->source.bytes = (uint64_t)loops->n *
		((uint64_t)block + (uint64_t)index_bytes_of_block(s));
}
