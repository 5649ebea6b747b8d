/*
 * Streams an INDEX that comes from a pipe, or from gzip data, and can be read
 * only once. What is wrong with the text comes before what is wrong with the
 * indices, as it does where all is read first: so the source reads on when an
 * index is out of range, and makes nothing more. What is told of these indices
 * is found out while they are there.
 */
#include "pipeline/source_index_coming.h"

#include <stdlib.h>

#include "format/json/array.h"
#include "format/text/table.h"
#include "gather/resolve.h"

/* Of the rest of the text a piece has so many tuples. */
#define PIECE_OF_REST 8192

static void
begin_chunks_or_rest(struct tg_source *source)
{
	struct tg_source_index *s = (struct tg_source_index *)source;

	s->rest_next = s->rest_first;
}

/* Hand out some indices of the rest: whole tuples. */
static enum tg_outcome
take_from_rest(struct tg_source_index *s, struct tg_piece *piece)
{
	struct tg_index_chunk *chunk = piece->own;
	const int64_t end = s->rest_first + (int64_t)s->rest.n;
	const int64_t some = PIECE_OF_REST * s->gather->plan->ncomponent;

	if (s->rest_next == end)
		return TG_NO_MORE;
	chunk->json.first = s->rest_next;
	chunk->json.n = end - s->rest_next < some ? end - s->rest_next : some;
	s->rest_next += chunk->json.n;
	return TG_DONE;
}

static enum tg_outcome
take_next_coming(
	struct tg_source *source, struct tg_piece *piece, struct tg_err *err)
{
	struct tg_source_index *s = (struct tg_source_index *)source;
	struct tg_index_chunk *chunk = piece->own;

	if (s->rest_first >= 0)
		return take_from_rest(s, piece);
	switch (tg_json_coming_take(&s->chunks, &chunk->json, err)) {
	case TG_JSON_CHUNK:
		return TG_DONE;
	case TG_JSON_NO_CHUNK:
		return TG_NO_MORE;
	default:
		return TG_FAILED;
	}
}

/* The text that has the indices of a piece. */
static struct tg_bytes
text_of_piece(
	const struct tg_source_index *s, const struct tg_index_chunk *chunk)
{
	if (s->rest_first >= 0)
		return s->coming.rest.bytes;
	return (struct tg_bytes){
		.name = s->bytes->name,
		.data = chunk->json.rows.text,
		.len = chunk->json.rows.len,
		.goes_on = true,
		.lines_before = chunk->json.lines_before,
		.columns_before = chunk->json.columns_before,
	};
}

/* Find out where in the text element number k of the piece is. */
static void
locate_wrong(const struct tg_source_index *s,
	const struct tg_index_chunk *chunk, struct tg_wrong *wrong)
{
	const struct tg_bytes bytes = text_of_piece(s, chunk);
	const struct tg_text text = {
		.bytes = bytes.data,
		.syntax = s->chunks.syntax,
		.end = bytes.len,
	};
	const int64_t first =
		s->rest_first >= 0 ? s->rest_first : chunk->json.first;
	const int64_t k = wrong->element - first;
	const size_t pos = text.syntax == TG_SYNTAX_JSON
		? tg_json_find(text.bytes, 0, k)
		: tg_table_find(&text, true, k);

	tg_bytes_line_column(&bytes, pos, &wrong->line, &wrong->column);
}

/* Note what is wrong with the indices of a piece, which then has no blocks. */
static void
add_wrong_indices(struct tg_source_index *s, struct tg_piece *piece)
{
	const struct tg_index_chunk *chunk = piece->own;
	const int64_t tuple = s->gather->plan->ncomponent;
	const int64_t kept = s->survey.nwrong;
	struct tg_survey part;

	tg_gather_survey_part(&piece->gather, chunk->json.first / tuple,
		chunk->json.n / tuple, &part);
	tg_survey_add(&s->survey, &part);
	for (int64_t i = kept;
		!s->is_binary && i < s->survey.nwrong && i < TG_WRONG_MAX; i++)
		locate_wrong(s, chunk, &s->survey.wrong[i]);
}

void
tg_source_index_survey(struct tg_source_index *s, struct tg_piece *piece)
{
	const struct tg_index_chunk *chunk = piece->own;

	if (chunk->json.n > 0 && chunk->wrong) {
		add_wrong_indices(s, piece);
	} else {
		s->survey.n += chunk->json.n;
		s->survey.zero = s->survey.zero || chunk->zero;
	}
	if (s->survey.nwrong > 0)
		piece->n = 0;
}

/* True if one of n integers is 0. Those of a chunk have 8 bytes. */
static bool
has_zero(const unsigned char *data, unsigned size, int64_t n)
{
	bool zero = false;

	if (size != sizeof(int64_t)) {
		for (int64_t i = 0; i < n && !zero; i++)
			zero = tg_json_integer(data, size, (size_t)i) == 0;
		return zero;
	}
	for (int64_t i = 0; i < n; i++)
		zero |= ((const int64_t *)(const void *)data)[i] == 0;
	return zero;
}

void
tg_index_chunk_check(struct tg_piece *piece, int64_t n)
{
	struct tg_index_chunk *chunk = piece->own;
	const struct tg_gather *g = &piece->gather;
	const int64_t tuple = g->plan->ncomponent;
	const unsigned size = piece->index.dtype.size;

	chunk->wrong = !tg_gather_check_part(
		g, g->index_origin / tuple, n / tuple, NULL);
	chunk->zero = has_zero(piece->index.data, size, n);
}

static void
take_indices_of_rest(const struct tg_source_index *s, struct tg_piece *piece)
{
	const struct tg_index_chunk *chunk = piece->own;

	piece->index.dtype = tg_json_integer_dtype(&s->rest);
	piece->index.data = (const unsigned char *)s->rest.items +
		(chunk->json.first - s->rest_first) * s->rest.item_size;
	piece->gather.index_origin = chunk->json.first;
}

static enum tg_outcome
load_coming(const struct tg_source *source, struct tg_piece *piece,
	struct tg_err *err)
{
	const struct tg_source_index *s =
		(const struct tg_source_index *)source;
	struct tg_index_chunk *chunk = piece->own;

	if (s->rest_first >= 0) {
		take_indices_of_rest(s, piece);
		tg_index_chunk_check(piece, chunk->json.n);
		return TG_DONE;
	}
	chunk->odd = !tg_json_chunks_load(&s->chunks, &chunk->json, err);
	piece->index.data = chunk->json.rows.items;
	piece->gather.index_origin = 0;
	if (!chunk->odd && chunk->json.rows.len > 0)
		tg_index_chunk_check(piece, (int64_t)chunk->json.rows.n);
	return err->code == TG_OK ? TG_DONE : TG_FAILED;
}

static enum tg_outcome
find_indices_of_coming(struct tg_source *source, struct tg_piece *piece)
{
	struct tg_source_index *s = (struct tg_source_index *)source;
	struct tg_index_chunk *chunk = piece->own;

	if (s->rest_first < 0)
		tg_json_coming_settle(&s->chunks, &chunk->json, !chunk->odd);
	tg_source_index_blocks(s, piece);
	tg_source_index_survey(s, piece);
	return TG_DONE;
}

/* All has been read, and the text is right: say what is wrong with indices. */
static enum tg_outcome
finish_all(struct tg_source_index *s, struct tg_err *err)
{
	if (!tg_source_index_has_shape(s)) {
		tg_fail(err, TG_ESYS, TG_NOPOS,
			"a pipe cannot be read again: name a file");
		return TG_FAILED;
	}
	return s->survey.nwrong == 0 || tg_gather_out_of_range(err) ? TG_DONE
								    : TG_FAILED;
}

/*
 * After all chunks: scan the rest of the text, which words what is wrong. If it
 * has elements, these are more pieces.
 */
static enum tg_outcome
finish_coming(struct tg_source *source, struct tg_err *err)
{
	struct tg_source_index *s = (struct tg_source_index *)source;
	const int64_t first = s->chunks.n;

	if (s->rest_first >= 0)
		return finish_all(s, err);
	if (!tg_json_coming_finish(&s->chunks, &s->request, &s->rest, err))
		return TG_FAILED;
	s->rest_first = first;
	return s->rest.n > 0 ? TG_MORE : finish_all(s, err);
}

bool
tg_source_index_come(struct tg_source_index *s)
{
	s->rest_first = -1;
	s->source.bytes = UINT64_MAX;
	s->source.expected = false;
	s->source.once = true;
	s->source.restart = begin_chunks_or_rest;
	s->source.take = take_next_coming;
	s->source.load = load_coming;
	s->source.settle = find_indices_of_coming;
	s->source.match = NULL;
	s->source.finish = finish_coming;
	if (!tg_json_coming_open(&s->coming, &s->chunks, s->once))
		return false;
	s->coming.at_once = s->at_once;
	return true;
}

void
tg_source_index_free(struct tg_source_index *s)
{
	tg_json_coming_free(&s->coming);
	free(s->rest.items);
	s->rest.items = NULL;
}
