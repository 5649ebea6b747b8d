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
restart_at_rest(struct tg_source *source)
{
	tg_json_coming_restart(&((struct tg_source_index *)source)->chunks);
}

static enum tg_outcome
take_next_coming(
	struct tg_source *source, struct tg_piece *piece, struct tg_err *err)
{
	struct tg_source_index *s = (struct tg_source_index *)source;
	struct tg_index_chunk *chunk = piece->own;

	switch (tg_json_coming_take(&s->chunks, &chunk->json,
		PIECE_OF_REST * s->gather->plan->ncomponent, err)) {
	case TG_JSON_CHUNK:
		return TG_DONE;
	case TG_JSON_NO_CHUNK:
		return TG_NO_MORE;
	default:
		return TG_FAILED;
	}
}

/* Find out where in the text element number k of the piece is. */
static void
locate_wrong(const struct tg_source_index *s,
	const struct tg_index_chunk *chunk, struct tg_wrong *wrong)
{
	const struct tg_bytes bytes =
		tg_json_coming_text(&s->chunks, &chunk->json);
	const struct tg_text text = {
		.bytes = bytes.data,
		.syntax = s->chunks.syntax,
		.end = bytes.len,
	};
	const int64_t first =
		s->coming.rest_is_due ? s->coming.first : chunk->json.first;
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

	piece->index.dtype = tg_json_integer_dtype(&s->coming.elements);
	piece->index.data = tg_json_coming_items(&s->coming, &chunk->json);
	piece->gather.index_origin = chunk->json.first;
}

static enum tg_outcome
load_coming(const struct tg_source *source, struct tg_piece *piece,
	struct tg_err *err)
{
	const struct tg_source_index *s =
		(const struct tg_source_index *)source;
	struct tg_index_chunk *chunk = piece->own;

	if (s->coming.rest_is_due) {
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

	if (!s->coming.rest_is_due)
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

	if (s->coming.rest_is_due)
		return finish_all(s, err);
	if (!tg_json_coming_finish(&s->chunks, &s->request, err))
		return TG_FAILED;
	return s->coming.elements.n > 0 ? TG_MORE : finish_all(s, err);
}

bool
tg_source_index_come(struct tg_source_index *s)
{
	s->source.bytes = UINT64_MAX;
	s->source.expected = false;
	s->source.once = true;
	s->source.restart = restart_at_rest;
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
}
