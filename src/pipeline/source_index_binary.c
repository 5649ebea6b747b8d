/*
 * Streams a binary INDEX that comes from a pipe, or from gzip data. Its head
 * tells the shape; that it was as long as that says is known only at the end,
 * where the reader of its format words what is wrong.
 */
#include <stdlib.h>
#include <string.h>

#include "base/threads.h"
#include "gather/resolve.h"
#include "pipeline/source_index_coming.h"

static int64_t
smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void
begin_once(struct tg_source *source)
{
	(void)source;
}

/*
 * Read up to len bytes behind those that were read, fewer only at the end. False
 * after an error.
 */
static bool
read_next(struct tg_source_index *s, unsigned char *to, size_t len, size_t *n,
	struct tg_err *err)
{
	*n = 0;
	while (*n < len && !s->ended) {
		ptrdiff_t some;

		if (s->at < s->bytes->len) {
			some = (ptrdiff_t)smaller((int64_t)(len - *n),
				(int64_t)(s->bytes->len - s->at));
			memcpy(to + *n, s->bytes->data + s->at, (size_t)some);
		} else {
			some = tg_bytes_read_on(
				s->once, to + *n, len - *n, err);
		}
		if (some < 0)
			return false;
		s->ended = some == 0;
		s->at += (uint64_t)some;
		*n += (size_t)some;
	}
	return true;
}

/* Pass over all bytes before offset end, or fewer at the end. As read_next. */
static bool
skip_to(struct tg_source_index *s, uint64_t end, struct tg_err *err)
{
	unsigned char passed[4096];
	size_t n;

	while (s->at < end && !s->ended)
		if (!read_next(s, passed,
			    (size_t)smaller((int64_t)(end - s->at),
				    (int64_t)sizeof(passed)),
			    &n, err))
			return false;
	return true;
}

static enum tg_outcome
take_next_indices(
	struct tg_source *source, struct tg_piece *piece, struct tg_err *err)
{
	struct tg_source_index *s = (struct tg_source_index *)source;
	struct tg_index_chunk *chunk = piece->own;
	const size_t size = piece->index.dtype.size;
	const int64_t tuple = s->gather->plan->ncomponent;
	const int64_t left = s->gather->plan->tuples.n * tuple - s->next;
	size_t n;

	if (left == 0 || s->ended)
		return TG_NO_MORE;
	chunk->json.first = s->next;
	chunk->json.n = smaller(left, s->most);
	if (!tg_json_chunk_reserve(
		    &chunk->json, (size_t)chunk->json.n * size, 0)) {
		tg_fail_memory(err, "a chunk");
		return TG_FAILED;
	}
	if (!skip_to(s, s->first, err) ||
		!read_next(s, chunk->json.buffer, (size_t)chunk->json.n * size,
			&n, err))
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
	piece->through = s->at;
	tg_source_index_survey(s, piece);
	return TG_DONE;
}

/* All has been read: say what is wrong with the file, or with its indices. */
static enum tg_outcome
finish_indices(struct tg_source *source, struct tg_err *err)
{
	struct tg_source_index *s = (struct tg_source_index *)source;
	struct tg_bytes seen = *s->bytes;
	struct tg_tensor tensor = { 0 };
	bool ok;

	/* the checksum of gzip data comes behind the indices */
	if (!skip_to(s, s->needed + s->bytes->inflated, err))
		return TG_FAILED;
	seen.len = s->at;
	seen.partial = !s->ended;
	ok = s->text_format->read(&tensor, &seen, &s->request, err);
	tg_tensor_free(&tensor);
	if (!ok)
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
	const int64_t width = g->plan->block * g->input->dtype.size;
	int64_t n =
		smaller(piece / width, piece / g->index->dtype.size / tuple);

	s->most = (n > 0 ? n : 1) * tuple;
}

bool
tg_source_index_open_binary(struct tg_source_index *s,
	const struct tg_tensor *index, size_t begin, struct tg_err *err)
{
	struct tg_watch watch = { .request = s->request };
	const size_t needed = s->text_format->needed(&watch, s->bytes, err);

	s->binary = true;
	s->shape = index->shape;
	s->rest_first = -1;
	s->first = begin;
	s->needed = needed;
	s->source = (struct tg_source){
		.bytes = needed,
		.once = true,
		.in_parts = true,
		.restart = begin_once,
		.open = tg_index_chunk_open,
		.take = take_next_indices,
		.load = check_indices,
		.settle = settle_indices,
		.finish = finish_indices,
		.close = tg_index_chunk_close,
	};
	return needed > begin && needed < SIZE_MAX &&
		tg_dtype_is_integer(&index->dtype);
}
