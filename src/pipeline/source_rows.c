/*
 * Streams a text that is too long to be kept: its rows are scanned,
 * gathered and forgotten chunk by chunk, for jobs in which row i of the result
 * needs only row i of input. Nothing here says what is wrong with a text. If
 * anything is unexpected the source ends with TG_AGAIN_WHOLE, since only the
 * exact scanner, which reads the text as a whole, words errors.
 */
#include "pipeline/source_rows.h"

#include <stdlib.h>

#include "tensor/text.h"

/* A chunk of the text, and the text of the tensor that its elements make. */
struct chunk_of_rows {
	struct tg_json_chunk json;
	struct tg_text text;
};

static void
restart_at_first_chunk(struct tg_source *source)
{
	tg_json_chunks_restart(&((struct tg_source_rows *)source)->chunks);
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
	return tg_json_chunks_take(&rows->chunks, &chunk->json) ? TG_DONE
								: TG_NO_MORE;
}

static enum tg_outcome
scan_chunk(const struct tg_source *source, struct tg_piece *piece,
	struct tg_err *err)
{
	const struct tg_source_rows *rows =
		(const struct tg_source_rows *)source;
	struct chunk_of_rows *chunk = piece->own;

	if (tg_json_chunks_load(&rows->chunks, &chunk->json, err))
		return TG_DONE;
	return err->code == TG_OK ? TG_AGAIN_WHOLE : TG_FAILED;
}

static int64_t
smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/*
 * Find out which rows the chunk has, and with them which elements of the result
 * the piece has. Rows beyond those of index give none.
 */
static enum tg_outcome
find_rows_of_chunk(struct tg_source *source, struct tg_piece *piece)
{
	struct tg_source_rows *rows = (struct tg_source_rows *)source;
	struct chunk_of_rows *chunk = piece->own;
	int64_t first, end;

	if (!tg_json_chunks_settle(&rows->chunks, &chunk->json))
		return TG_AGAIN_WHOLE;
	first = chunk->json.first;
	end = first + chunk->json.n;
	piece->input.data = chunk->json.rows.items;
	chunk->text.bytes = chunk->json.rows.text;
	chunk->text.classes = chunk->json.rows.classes;
	piece->gather.input_origin = first;
	piece->through = (uint64_t)((double)end / (double)rows->row /
		(double)rows->nrow * (double)source->bytes);
	end = smaller(end / rows->row, rows->nrow);
	first = smaller(first / rows->row, end);
	piece->first = first * rows->given;
	piece->n = rows->look ? 0 : (end - first) * rows->given;
	return TG_DONE;
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
 * rows if may_have_more is set.
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
	return rows->may_have_more ? found->size[0] >= expected->size[0]
				   : found->size[0] == expected->size[0];
}

/*
 * True if the classes of all elements give the same dtype of the result as
 * those of the first row, from which it was expected.
 */
static bool
has_expected_dtype(const struct tg_source_rows *rows, struct tg_err *err)
{
	struct tg_encoder encoder = *rows->encoder;
	struct tg_tensor whole = *rows->gather->input;
	struct tg_text text = *whole.text;

	text.classes = rows->classes;
	whole.text = &text;
	whole.shape = rows->found;
	encoder.input = &whole;
	return rows->format->prepare(&encoder, err) &&
		tg_dtype_same_type(&encoder.dtype, &rows->encoder->dtype);
}

static enum tg_outcome
compare_with_expected(struct tg_source *source, struct tg_err *err)
{
	struct tg_source_rows *rows = (struct tg_source_rows *)source;
	const struct tg_json_chunks *chunks = &rows->chunks;

	if (!tg_json_chunks_finish(chunks, &rows->found))
		return TG_AGAIN_WHOLE;
	rows->classes = chunks->classes;
	return has_expected_shape(rows) &&
			(rows->look || has_expected_dtype(rows, err))
		? TG_DONE
		: TG_AGAIN_WHOLE;
}

/* The tensor that input is if each of its rows is like the first one. */
static bool
expect_tensor(struct tg_source_rows *rows, const struct tg_shape *leading,
	const struct tg_json_scan *row, struct tg_tensor *input)
{
	struct tg_shape *shape = &input->shape;

	if (!tg_shape_numel(leading, &rows->nrow) || rows->nrow == 0 ||
		!tg_shape_numel(&row->shape, &rows->row) || rows->row == 0 ||
		leading->ndim + row->shape.ndim > TG_MAX_NDIM)
		return false;
	input->text = calloc(1, sizeof(*input->text));
	if (input->text == NULL)
		return false;
	input->text->classes = row->classes;
	input->text->syntax = rows->chunks.syntax;
	input->text->header = rows->chunks.header;
	input->dtype = (struct tg_dtype){
		.type = TG_TEXT,
		.size = sizeof(uint32_t),
		.big_endian = TG_HOST_BIG_ENDIAN,
	};
	*shape = *leading;
	memcpy(shape->size + shape->ndim, row->shape.size,
		(size_t)row->shape.ndim * sizeof(shape->size[0]));
	shape->ndim += row->shape.ndim;
	tg_shape_strides(shape, input->stride);
	return true;
}

bool
tg_source_rows_open(struct tg_source_rows *rows, const struct tg_format *format,
	const struct tg_bytes *bytes, const struct tg_read *request,
	const struct tg_shape *leading, struct tg_tensor *input)
{
	struct tg_json_scan row;

	*rows = (struct tg_source_rows){
		.source = {
			.bytes = bytes->len,
			.expected = true,
			.restart = restart_at_first_chunk,
			.open = open_chunk,
			.take = take_next_chunk,
			.load = scan_chunk,
			.settle = find_rows_of_chunk,
			.match = match_chunk,
			.finish = compare_with_expected,
			.close = free_chunk,
		},
	};
	return format->open_chunks(
		       &rows->chunks, bytes, request, leading->ndim, &row) &&
		expect_tensor(rows, leading, &row, input);
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
	return rows->given > 0;
}
