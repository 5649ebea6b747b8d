/*
 * Streams a binary INDEX that comes from a pipe, or from gzip data. Its head
 * tells the shape; that it was as long as that says is known only at the end,
 * where the reader of its format words what is wrong.
 */
#include <stdlib.h>

#include "base/least.h"
#include "base/threads.h"
#include "gather/resolve.h"
#include "pipeline/source_index_coming.h"

/* So many bytes at a time are passed over. */
#define PASSED 4096

static enum tg_outcome
take_next_indices(
	struct tg_source *source, struct tg_piece *piece, struct tg_err *err)
{
	struct tg_source_index *s = (struct tg_source_index *)source;
	struct tg_index_chunk *chunk = piece->own;
	const size_t size = piece->index.dtype.size;
	const int64_t tuple = s->gather->plan->ncomponent;
	const int64_t left = s->gather->plan->tuples.n * tuple - s->next;
	unsigned char passed[PASSED];
	size_t n;

	if (left == 0 || s->binary.ended)
		return TG_NO_MORE;
	chunk->json.first = s->next;
	chunk->json.n = tg_least(left, s->most);
	if (!tg_json_chunk_reserve(
		    &chunk->json, (size_t)chunk->json.n * size, 0)) {
		tg_fail_memory(err, "a chunk");
		return TG_FAILED;
	}
	if (!tg_binary_coming_skip_to(
		    &s->binary, s->binary.begin, passed, sizeof(passed), err) ||
		!tg_binary_coming_read(&s->binary, chunk->json.buffer,
			(size_t)chunk->json.n * size, &n, err))
		return TG_FAILED;
	chunk->json.n = (int64_t)(n / size) / tuple * tuple;
	s->next += chunk->json.n;
	return chunk->json.n > 0 ? TG_DONE : TG_NO_MORE;
}

static enum tg_outcome
check_indices(const struct tg_source *source, struct tg_piece *piece,
	struct tg_err *err)
{
	const struct tg_index_chunk *chunk = piece->own;

	(void)source;
	(void)err;
	piece->index.data = chunk->json.buffer;
	piece->gather.index_origin = chunk->json.first;
	tg_index_chunk_check(piece, chunk->json.n);
	return TG_DONE;
}

static enum tg_outcome
settle_indices(struct tg_source *source, struct tg_piece *piece)
{
	struct tg_source_index *s = (struct tg_source_index *)source;

	tg_source_index_blocks(s, piece);
	piece->through = s->binary.at;
	tg_source_index_survey(s, piece);
	return TG_DONE;
}

/* All has been read: say what is wrong with the file, or with its indices. */
static enum tg_outcome
finish_indices(struct tg_source *source, struct tg_err *err)
{
	struct tg_source_index *s = (struct tg_source_index *)source;
	unsigned char passed[PASSED];
	const bool ok = tg_binary_coming_finish(
		&s->binary, passed, sizeof(passed), err);

	if (!ok && err->code == TG_EDATA)
		tg_err_where(err, "%s", s->bytes->name);
	s->found = s->shape.size[0];
	return ok && (s->survey.nwrong == 0 || tg_gather_out_of_range(err))
		? TG_DONE
		: TG_FAILED;
}

void
tg_source_index_choose_sizes(struct tg_source_index *s)
{
	const struct tg_gather *g = s->gather;
	const int64_t piece = tg_threads_piece(), tuple = g->plan->ncomponent;
	const int64_t width = tg_gather_block_size(g);
	int64_t n =
		tg_least(piece / width, piece / g->index->dtype.size / tuple);

	s->most = (n > 0 ? n : 1) * tuple;
}

bool
tg_source_index_open_binary(struct tg_source_index *s,
	const struct tg_tensor *index, size_t begin, struct tg_err *err)
{
	s->is_binary = true;
	s->shape = index->shape;
	s->binary = (struct tg_binary_coming){
		.bytes = s->once,
		.format = s->index_format,
		.request = s->request,
		.begin = begin,
	};
	if (!tg_dtype_is_integer(&index->dtype) ||
		!tg_binary_coming_open(&s->binary, err))
		return false;
	s->source = (struct tg_source){
		.bytes = s->binary.needed,
		.once = true,
		.in_parts = true,
		.open = tg_index_chunk_open,
		.take = take_next_indices,
		.load = check_indices,
		.settle = settle_indices,
		.finish = finish_indices,
		.close = tg_index_chunk_close,
	};
	return true;
}
