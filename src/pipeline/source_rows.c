/*
 * Streams a text that is too long to be kept: its rows are scanned,
 * gathered and forgotten chunk by chunk, for jobs in which row i of the result
 * needs only row i of input. Nothing here says what is wrong with a text. If
 * anything is unexpected the source ends with TG_AGAIN_WHOLE, since only the
 * exact scanner, which reads the text as a whole, words errors.
 */
#include "pipeline/source_rows.h"

#include <stdlib.h>

#include "base/least.h"
#include "format/json/envelope.h"
#include "format/json/skip.h"
#include "gather/leading.h"
#include "tensor/text.h"

/* A chunk of the text, and the text of the tensor that its elements make. */
struct chunk_of_rows {
	struct tg_json_chunk json;
	struct tg_text text;
	bool odd; /* it could not be scanned */
	const struct tg_source_rows *rows;
};

/* Begin with the chunk that has the first of the rows that are wanted. */
static void
restart_at_first_chunk(struct tg_source *source)
{
	struct tg_source_rows *rows = (struct tg_source_rows *)source;
	const int64_t first = rows->source.first / rows->given * rows->row;

	rows->satisfied = false;
	tg_json_chunks_restart(&rows->chunks);
	if (first > 0 && rows->source.first < rows->source.end &&
		rows->request.shape == NULL)
		tg_json_chunks_skip(
			&rows->chunks, &rows->gather->input->shape, first);
}

static void
restart_at_rest(struct tg_source *source)
{
	tg_json_coming_restart(&((struct tg_source_rows *)source)->chunks);
}

static bool
open_chunk(const struct tg_source *source, struct tg_piece *piece,
	struct tg_err *err)
{
	const struct tg_source_rows *rows =
		(const struct tg_source_rows *)source;
	struct chunk_of_rows *chunk = calloc(1, sizeof(*chunk));

	piece->own = chunk;
	if (chunk == NULL)
		return tg_fail_memory(err, "a chunk");
	tg_piece_bind(piece, rows->gather);
	chunk->rows = rows;
	chunk->text = *rows->gather->input->text;
	piece->input.text = &chunk->text;
	return true;
}

static enum tg_outcome
take_next_chunk(
	struct tg_source *source, struct tg_piece *piece, struct tg_err *err)
{
	struct tg_source_rows *rows = (struct tg_source_rows *)source;
	struct chunk_of_rows *chunk = piece->own;

	(void)err;
	return !rows->satisfied &&
			tg_json_chunks_take(&rows->chunks, &chunk->json)
		? TG_DONE
		: TG_NO_MORE;
}

/* A piece of the rest has so many elements of the result, or one row. */
#define PIECE_OF_REST 8192

/*
 * What cannot be read cannot be read again either. Without an error the document
 * has another tensor than the one that was expected.
 */
static enum tg_outcome
fail_coming(struct tg_source_rows *rows, const struct tg_err *err)
{
	rows->source.expected =
		rows->source.expected && !rows->coming.unreadable;
	return err->code == TG_OK ? TG_AGAIN_WHOLE : TG_FAILED;
}

static enum tg_outcome
take_next_coming(
	struct tg_source *source, struct tg_piece *piece, struct tg_err *err)
{
	struct tg_source_rows *rows = (struct tg_source_rows *)source;
	struct chunk_of_rows *chunk = piece->own;
	const int64_t some = rows->given < PIECE_OF_REST
		? PIECE_OF_REST / rows->given * rows->row
		: rows->row;

	switch (tg_json_coming_take(&rows->chunks, &chunk->json, some, err)) {
	case TG_JSON_CHUNK:
		return TG_DONE;
	case TG_JSON_NO_CHUNK:
		return TG_NO_MORE;
	default:
		return fail_coming(rows, err);
	}
}

static enum tg_outcome
scan_chunk(const struct tg_source *source, struct tg_piece *piece,
	struct tg_err *err)
{
	const struct tg_source_rows *rows =
		(const struct tg_source_rows *)source;
	struct chunk_of_rows *chunk = piece->own;

	if (rows->coming.rest_is_due)
		return TG_DONE;
	/* what comes after the end of the array is no row, and need not be one:
	 * whether this chunk does is known when it is settled */
	chunk->odd = !tg_json_chunks_load(&rows->chunks, &chunk->json, err);
	return err->code == TG_OK ? TG_DONE : TG_FAILED;
}

/*
 * Let the piece have the elements of the result that the rows of a chunk, or of
 * a part of the rest, give. Rows beyond those of index give none.
 */
static void
set_rows_of_piece(
	const struct tg_source_rows *rows, struct tg_piece *piece, size_t at)
{
	const struct chunk_of_rows *chunk = piece->own;
	int64_t first = chunk->json.first, end = first + chunk->json.n;

	piece->gather.input_origin = first;
	piece->through = at - rows->array.begin;
	end = tg_least(end / rows->row, rows->nrow);
	first = tg_least(first / rows->row, end);
	piece->first = first * rows->given;
	piece->n = rows->source.look ? 0 : (end - first) * rows->given;
}

/* Let the piece's input be the elements that were scanned in the chunk. */
static void
take_text_of_chunk(struct tg_piece *piece)
{
	struct chunk_of_rows *chunk = piece->own;

	piece->input.data = chunk->json.rows.items;
	chunk->text.bytes = chunk->json.rows.text;
	chunk->text.classes = chunk->json.rows.classes;
}

/* Find out which rows the chunk has. */
static enum tg_outcome
find_rows_of_chunk(struct tg_source *source, struct tg_piece *piece)
{
	struct tg_source_rows *rows = (struct tg_source_rows *)source;
	struct chunk_of_rows *chunk = piece->own;

	piece->n = 0;
	if (rows->satisfied)
		return TG_DONE;
	if ((chunk->odd && !rows->chunks.ended) ||
		!tg_json_chunks_settle(&rows->chunks, &chunk->json))
		return TG_AGAIN_WHOLE;
	take_text_of_chunk(piece);
	set_rows_of_piece(rows, piece, chunk->json.at);
	/* who makes the last row also reads what stands behind it */
	rows->satisfied = source->end < rows->nrow * rows->given &&
		rows->chunks.n / rows->row * rows->given >= source->end;
	return TG_DONE;
}

/* The same for a chunk of a text that comes, or for a part of its rest. */
static enum tg_outcome
find_rows_of_coming(struct tg_source *source, struct tg_piece *piece)
{
	struct tg_source_rows *rows = (struct tg_source_rows *)source;
	struct chunk_of_rows *chunk = piece->own;

	if (rows->coming.rest_is_due) {
		piece->input.dtype.size =
			(uint32_t)rows->coming.elements.item_size;
		piece->input.data =
			tg_json_coming_items(&rows->coming, &chunk->json);
		piece->input.text = &rows->rest_text;
	} else {
		tg_json_coming_settle(&rows->chunks, &chunk->json, !chunk->odd);
		take_text_of_chunk(piece);
	}
	set_rows_of_piece(rows, piece, chunk->json.at);
	return TG_DONE;
}

/* Say where in a text that comes an element of the piece is. */
static void
locate_in_coming(const struct tg_piece *piece, struct tg_err *err)
{
	const struct chunk_of_rows *chunk = piece->own;
	const struct tg_source_rows *rows = chunk->rows;
	const struct tg_bytes text =
		tg_json_coming_text(&rows->chunks, &chunk->json);
	size_t line, column;

	if (err->pos == TG_NOPOS)
		return;
	tg_bytes_line_column(&text, err->pos, &line, &column);
	tg_err_where_line(err, text.name, line, column);
}

static bool
match_chunk(struct tg_piece *piece, const struct tg_piece *other)
{
	struct chunk_of_rows *chunk = piece->own;
	const struct chunk_of_rows *wanted = other->own;

	return tg_json_chunk_match(&chunk->json, &wanted->json);
}

static void
free_chunk(const struct tg_source *source, struct tg_piece *piece)
{
	struct chunk_of_rows *chunk = piece->own;

	(void)source;
	if (chunk != NULL)
		tg_json_chunk_free(&chunk->json);
	free(chunk);
}

/*
 * True if the shape that was found is the expected one; input may have more
 * rows if may_have_more is set, and any number if any_rows is.
 */
static bool
has_expected_shape(const struct tg_source_rows *rows)
{
	const struct tg_shape *found = &rows->found;
	const struct tg_shape *expected = &rows->gather->input->shape;

	if (found->ndim != expected->ndim)
		return false;
	for (int i = 1; i < found->ndim; i++)
		if (found->size[i] != expected->size[i])
			return false;
	if (rows->any_rows)
		return found->size[0] <= expected->size[0];
	return rows->may_have_more ? found->size[0] >= expected->size[0]
				   : found->size[0] == expected->size[0];
}

/*
 * Make the tensor, without its data, that the whole document tells: what stands
 * around the array may say more of it, or be wrong.
 */
static bool
make_whole_tensor(const struct tg_source_rows *rows, struct tg_tensor *whole,
	struct tg_err *err)
{
	const struct tg_json_chunks *chunks = &rows->chunks;
	struct tg_json_span array = { rows->array.begin, chunks->end };
	struct tg_json_found found = { 0 };

	/* a table has nothing around it, and a text that comes was looked at
	 * to its end */
	if (rows->once != NULL)
		found = rows->coming.around;
	if (rows->once != NULL || chunks->syntax != TG_SYNTAX_JSON)
		found.scan.json = chunks->json;
	else if (!tg_json_document_around(
			 &chunks->json, &rows->request, &array, &found, err))
		return false;
	found.scan.classes = chunks->classes;
	found.scan.item_size = rows->gather->input->dtype.size;
	return tg_json_chunks_shape(chunks, &found.scan.shape) &&
		tg_source_rows_tensor(rows, &found, whole, err) &&
		(rows->request.shape == NULL ||
			tg_tensor_reshape(whole, rows->request.shape, err));
}

/* Note what was found, as far as it may not have been expected. */
static bool
note_found(struct tg_source_rows *rows, struct tg_tensor *whole,
	struct tg_err *err)
{
	const struct tg_text *expected = rows->gather->input->text;
	struct tg_encoder encoder = *rows->encoder;

	rows->found = whole->shape;
	rows->classes = whole->text->classes;
	whole->text->fill = expected->fill;
	whole->text->fill_classes = expected->fill_classes;
	if (!has_expected_shape(rows))
		return false;
	encoder.input = whole;
	if (!rows->format->prepare(&encoder, err))
		return false;
	rows->source.may_fail = encoder.can_fail;
	return rows->source.look ||
		tg_dtype_same_type(&encoder.dtype, &rows->encoder->dtype);
}

/*
 * An error is one of what was read only once. Of anything else it is found
 * again, where it has all of its words.
 */
static enum tg_outcome
compare_with_expected(struct tg_source *source, struct tg_err *err)
{
	struct tg_source_rows *rows = (struct tg_source_rows *)source;
	struct tg_tensor whole = { 0 };
	bool made, ok;

	if (rows->satisfied || source->first == source->end)
		return TG_DONE;
	made = make_whole_tensor(rows, &whole, err) &&
		(rows->once == NULL || rows->request.ahead == NULL ||
			tg_json_coming_check_ahead(
				&rows->chunks, &rows->request, err));
	ok = made && note_found(rows, &whole, err);

	tg_tensor_free(&whole);
	if (rows->once != NULL && !rows->kept &&
		(!made || err->code == TG_ESYS))
		return TG_FAILED;
	return ok ? TG_DONE : TG_AGAIN_WHOLE;
}

/*
 * After all chunks of a text that comes: scan the rest of it, which words what is
 * wrong. If it has elements, these are more pieces.
 */
static enum tg_outcome
finish_coming(struct tg_source *source, struct tg_err *err)
{
	struct tg_source_rows *rows = (struct tg_source_rows *)source;
	const struct tg_json_scan *elements = &rows->coming.elements;

	if (rows->coming.rest_is_due)
		return compare_with_expected(source, err);
	if (rows->kept && rows->coming.has_rest && !rows->chunks.ended)
		return TG_AGAIN_WHOLE;
	if (!tg_json_coming_finish(&rows->chunks, &rows->request, err))
		return fail_coming(rows, err);
	if (elements->n == 0)
		return compare_with_expected(source, err);
	rows->rest_text = *rows->gather->input->text;
	rows->rest_text.classes = elements->classes;
	rows->rest_text.bytes = elements->json.text;
	rows->rest_text.begin = 0;
	rows->rest_text.end = elements->end;
	return TG_MORE;
}

void
tg_source_rows_begin(struct tg_source_rows *rows, uint64_t bytes)
{
	rows->source = (struct tg_source){
		.bytes = bytes,
		.expected = true,
		.restart = restart_at_first_chunk,
		.open = open_chunk,
		.take = take_next_chunk,
		.load = scan_chunk,
		.settle = find_rows_of_chunk,
		.match = match_chunk,
		.finish = compare_with_expected,
		.close = free_chunk,
	};
	if (rows->once == NULL)
		return;
	rows->source.bytes = UINT64_MAX;
	rows->source.expected = false;
	rows->source.once = true;
	rows->source.restart = restart_at_rest;
	rows->source.take = take_next_coming;
	rows->source.settle = find_rows_of_coming;
	rows->source.match = NULL;
	rows->source.locate = locate_in_coming;
	rows->source.finish = finish_coming;
}

void
tg_source_rows_keep(struct tg_source_rows *rows)
{
	rows->kept = true;
	rows->source.expected = true;
	tg_bytes_keep(rows->once);
}

void
tg_source_rows_free(struct tg_source_rows *rows)
{
	tg_json_coming_free(&rows->coming);
	rows->kept = false;
}

bool
tg_source_rows_bind(struct tg_source_rows *rows, const struct tg_gather *gather,
	const struct tg_format *format, const struct tg_encoder *encoder,
	bool may_have_more)
{
	const struct tg_plan *plan = gather->plan;

	rows->gather = gather;
	rows->format = format;
	rows->encoder = encoder;
	rows->may_have_more = may_have_more;
	rows->given = plan->blocks.n * plan->block / rows->nrow;
	/* a block of several rows, each of one element of dim, is not cut */
	return rows->given > 0 && plan->block <= rows->given &&
		(!rows->any_rows || tg_leading_is_shared(plan));
}

void
tg_source_rows_learn(struct tg_source_rows *rows, struct tg_tensor *input)
{
	input->text->classes = rows->classes;
	if (!rows->any_rows)
		return;
	input->shape = rows->found;
	tg_shape_strides(&input->shape, input->stride);
	rows->nrow = rows->found.size[0];
	rows->any_rows = false;
}
