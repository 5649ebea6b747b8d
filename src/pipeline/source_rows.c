/*
 * Streams a JSON text that is too long to be kept: its rows are scanned,
 * gathered and forgotten chunk by chunk, for jobs in which row i of the result
 * needs only row i of input. Nothing here says what is wrong with a text. If
 * anything is unexpected the source ends with TG_AGAIN_WHOLE, since only the
 * exact scanner, which reads the text as a whole, words errors.
 */
#include "pipeline/source_rows.h"

#include <stdlib.h>

#include "format/json/envelope.h"
#include "gather/leading.h"
#include "tensor/text.h"

/* The size that stands for TG_ANY_SIZE: more rows than any text has. */
#define MOST_ROWS ((int64_t)1 << 40)

/* A chunk of the text, and the text of the tensor that its elements make. */
struct chunk_of_rows {
	struct tg_json_chunk json;
	struct tg_text text;
	bool odd; /* it could not be scanned */
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

	/* what comes after the end of the array is no row, and need not be one:
	 * whether this chunk does is known when it is settled */
	chunk->odd = !tg_json_chunks_load(&rows->chunks, &chunk->json, err);
	return err->code == TG_OK ? TG_DONE : TG_FAILED;
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

	if ((chunk->odd && !rows->chunks.ended) ||
		!tg_json_chunks_settle(&rows->chunks, &chunk->json))
		return TG_AGAIN_WHOLE;
	first = chunk->json.first;
	end = first + chunk->json.n;
	piece->input.data = chunk->json.rows.items;
	chunk->text.bytes = chunk->json.rows.text;
	piece->gather.input_origin = first;
	piece->through = chunk->json.at - rows->array.begin;
	end = smaller(end / rows->row, rows->nrow);
	first = smaller(first / rows->row, end);
	piece->first = first * rows->given;
	piece->n = source->look ? 0 : (end - first) * rows->given;
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

/* The elements of input in a row, and so the rows of the result. */
static bool
count_rows(struct tg_source_rows *rows, const struct tg_shape *input, int lead)
{
	struct tg_shape leading = *input, row = { .ndim = input->ndim - lead };

	leading.ndim = lead;
	memcpy(row.size, input->size + lead,
		(size_t)row.ndim * sizeof(row.size[0]));
	return tg_shape_numel(&leading, &rows->nrow) && rows->nrow > 0 &&
		tg_shape_numel(&row, &rows->row) && rows->row > 0;
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
 * True if the tensor gives the same dtype of the result as the one that was
 * expected from its first row.
 */
static bool
has_expected_dtype(const struct tg_source_rows *rows,
	const struct tg_tensor *whole, struct tg_err *err)
{
	struct tg_encoder encoder = *rows->encoder;

	encoder.input = whole;
	return rows->format->prepare(&encoder, err) &&
		tg_dtype_same_type(&encoder.dtype, &rows->encoder->dtype);
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

	if (!tg_json_document_around(
		    &chunks->json, rows->request.name, &array, &found, err))
		return false;
	found.scan.classes = chunks->classes;
	found.scan.item_size = rows->gather->input->dtype.size;
	return tg_json_chunks_shape(chunks, &found.scan.shape) &&
		tg_json_tensor(
			whole, &chunks->json, &found, &rows->request, err) &&
		(rows->request.shape == NULL ||
			tg_tensor_reshape(whole, rows->request.shape, err));
}

static enum tg_outcome
compare_with_expected(struct tg_source *source, struct tg_err *err)
{
	struct tg_source_rows *rows = (struct tg_source_rows *)source;
	struct tg_tensor whole = { 0 };
	bool ok = make_whole_tensor(rows, &whole, err);

	if (ok) {
		rows->found = whole.shape;
		rows->classes = whole.text->classes;
		whole.text->fill = rows->gather->input->text->fill;
		whole.text->fill_classes =
			rows->gather->input->text->fill_classes;
	}
	ok = ok && has_expected_shape(rows) &&
		(source->look || has_expected_dtype(rows, &whole, err));
	tg_tensor_free(&whole);
	return ok ? TG_DONE : TG_AGAIN_WHOLE;
}

/*
 * The shape that is expected where the user says one. A size that is left open
 * is that of index, if it is one of a leading dim.
 */
static bool
expect_shape_as_said(struct tg_shape *shape, const struct tg_shape *said,
	const struct tg_shape *leading)
{
	*shape = *said;
	if (leading->ndim > said->ndim)
		return false;
	for (int i = 0; i < shape->ndim; i++)
		if (shape->size[i] < 0) {
			if (i >= leading->ndim)
				return false;
			shape->size[i] = leading->size[i];
		}
	return true;
}

/* The shape that is expected if each row is like the first one. */
static bool
expect_shape_of_rows(struct tg_shape *shape, const struct tg_shape *row,
	const struct tg_shape *leading)
{
	*shape = *leading;
	if (leading->ndim + row->ndim > TG_MAX_NDIM)
		return false;
	memcpy(shape->size + shape->ndim, row->size,
		(size_t)row->ndim * sizeof(shape->size[0]));
	shape->ndim += row->ndim;
	return true;
}

/*
 * Begin to cut the array where rows end, in as short parts as possible: a row of
 * the shape that the user says may have several rows of the text.
 */
static bool
open_chunks(struct tg_source_rows *rows, const struct tg_shape *leading,
	struct tg_json_scan *unit)
{
	struct tg_json_chunks *chunks = &rows->chunks;
	const struct tg_json json = chunks->json;
	const size_t begin = rows->array.begin;
	int64_t n;

	if (rows->request.shape == NULL)
		return tg_json_chunks_open(
			chunks, &json, begin, leading->ndim, unit);
	if (!tg_json_chunks_open(chunks, &json, begin, -1, unit))
		return false;
	for (int lead = chunks->ndim - 1; lead > 0; lead--)
		if (tg_json_chunks_open(chunks, &json, begin, lead, unit) &&
			tg_shape_numel(&unit->shape, &n) && n % rows->row == 0)
			return true;
	return false;
}

/*
 * Begin to cut the array, and find out which shape to expect: that of the
 * request, or that of the first row.
 */
static bool
expect_shape(struct tg_source_rows *rows, const struct tg_shape *leading,
	struct tg_json_scan *unit, struct tg_shape *shape)
{
	const struct tg_shape *said = rows->request.shape;

	if (said != NULL)
		return expect_shape_as_said(shape, said, leading) &&
			count_rows(rows, shape, leading->ndim) &&
			open_chunks(rows, leading, unit);
	return open_chunks(rows, leading, unit) &&
		expect_shape_of_rows(shape, &unit->shape, leading) &&
		count_rows(rows, shape, leading->ndim);
}

/* The tensor that input is if all of its rows are like the first one. */
static bool
expect_tensor(struct tg_source_rows *rows, struct tg_json_found *found,
	const struct tg_shape *leading, struct tg_tensor *input,
	struct tg_err *err)
{
	struct tg_shape most = *leading, shape;

	if (most.size[0] == TG_ANY_SIZE)
		most.size[0] = MOST_ROWS;
	if (!expect_shape(rows, &most, &found->scan, &shape))
		return false;
	rows->any_rows = shape.size[0] == MOST_ROWS;
	found->scan.shape = shape;
	found->scan.item_size = sizeof(uint32_t);
	found->scan.items = NULL;
	return tg_json_tensor(
		       input, &rows->chunks.json, found, &rows->request, err) &&
		!input->text->pairs;
}

bool
tg_source_rows_open(struct tg_source_rows *rows, const struct tg_shape *leading,
	struct tg_tensor *input, struct tg_err *err)
{
	const struct tg_bytes *bytes = rows->bytes;
	const struct tg_json json = { bytes->data, bytes->len, bytes };
	struct tg_json_found found = { 0 };

	rows->source = (struct tg_source){
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
	rows->chunks.json = json;
	rows->array = (struct tg_json_span){ SIZE_MAX, 0 };
	if (tg_json_document_around(
		    &json, rows->request.name, &rows->array, &found, err) ||
		rows->array.begin == SIZE_MAX)
		return false;
	rows->source.bytes = json.len - rows->array.begin;
	return expect_tensor(rows, &found, leading, input, err);
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
