/*
 * Finds out, from the first row of a long text and from what the user says,
 * which tensor it will be: for the source that reads it in rows, of which all
 * others are only read when the result is made.
 */
#include "pipeline/source_rows.h"

#include "base/threads.h"
#include "format/json/envelope.h"
#include "format/text/rows.h"
#include "gather/leading.h"
#include "tensor/text.h"

/* The size that stands for TG_ANY_SIZE: more rows than any text has. */
#define MOST_ROWS ((int64_t)1 << 40)

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
 * The shape that is expected where the user says one: it begins with leading. A
 * size that is left open is that of index, if it is one of a leading dim. Of dim
 * 0 there may be more than index has, as if no shape were said.
 */
static bool
expect_shape_as_said(struct tg_shape *shape, const struct tg_shape *said,
	const struct tg_shape *leading)
{
	*shape = *said;
	if (leading->ndim > said->ndim)
		return false;
	for (int i = 0; i < leading->ndim; i++) {
		const bool open = said->size[i] < 0;

		if (leading->size[i] == MOST_ROWS && !open)
			continue;
		shape->size[i] = leading->size[i];
		if (!open &&
			(i > 0 ? said->size[i] != leading->size[i]
			       : said->size[i] < leading->size[i]))
			return false;
	}
	for (int i = leading->ndim; i < shape->ndim; i++)
		if (shape->size[i] < 0)
			return false;
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

/* Begin to cut the text into chunks of whole rows of so many leading dims. */
static bool
open_chunks_of(struct tg_source_rows *rows, int lead, struct tg_json_scan *unit)
{
	return rows->text_format->open_chunks(&rows->chunks, rows->bytes,
		&rows->request, rows->array.begin, lead, unit);
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
	int64_t n;

	if (rows->request.shape == NULL)
		return open_chunks_of(rows, leading->ndim, unit);
	if (!open_chunks_of(rows, -1, unit))
		return false;
	for (int lead = chunks->ndim - 1; lead > 0; lead--)
		if (open_chunks_of(rows, lead, unit) &&
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

bool
tg_source_rows_tensor(const struct tg_source_rows *rows,
	struct tg_json_found *found, struct tg_tensor *tensor,
	struct tg_err *err)
{
	if (!tg_json_tensor(
		    tensor, &rows->chunks.json, found, &rows->request, err))
		return false;
	tensor->text->syntax = rows->chunks.syntax;
	tensor->text->header = rows->chunks.header;
	return true;
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
		return found->scan.no_memory &&
			tg_fail_memory(err, "the elements");
	rows->any_rows = shape.size[0] == MOST_ROWS;
	found->scan.shape = shape;
	found->scan.item_size = sizeof(uint32_t);
	found->scan.items = NULL;
	/* a shape beside the array is compared when the array has ended */
	found->object.value[TG_JSON_SHAPE] = NULL;
	found->object.value[TG_JSON_DIMS] = NULL;
	return tg_source_rows_tensor(rows, found, input, err) &&
		!input->text->pairs;
}

/*
 * True if whatever comes behind the first row of a text that comes, the job is
 * either as expected or wrong: nothing may have to be read in another way. So
 * there is a second row, which makes dim 0 one that is not repeated.
 */
static bool
is_certain_of_rows(
	const struct tg_source_rows *rows, const struct tg_json_scan *first)
{
	if (rows->chunks.syntax != TG_SYNTAX_JSON)
		return tg_table_goes_on(&rows->chunks, first);
	return *tg_json_space(rows->bytes->data + first->end) == ',';
}

/*
 * So many bytes of a tensor have to be there, so that its first row is known: as
 * many as are read at first.
 */
static size_t
first_part(void)
{
	const size_t some = (size_t)256 << 10;
	const size_t piece = (size_t)tg_threads_piece();

	return piece < some ? piece : some;
}

/* Look for the array in what there is of the document. False if it is there. */
static bool
ends_before_array(struct tg_source_rows *rows, struct tg_err *err)
{
	const struct tg_bytes *bytes = rows->bytes;

	rows->chunks.json = (struct tg_json){ bytes->data, bytes->len, bytes };
	rows->array = (struct tg_json_span){ .begin = SIZE_MAX };
	rows->before = (struct tg_json_found){ 0 };
	(void)tg_json_document_around(&rows->chunks.json, &rows->request,
		&rows->array, &rows->before, err);
	return rows->array.begin == SIZE_MAX;
}

/*
 * Read a document that comes up to the array, and so much of that that its rows
 * are known. False if the document is no longer than that, or wrong.
 */
static bool
read_up_to_array(struct tg_source_rows *rows, struct tg_err *err)
{
	const struct tg_arrival all = { .needed = NULL };
	const struct tg_bytes *bytes = rows->bytes;

	for (;;) {
		const bool before = ends_before_array(rows, err);
		const struct tg_json *json = &rows->chunks.json;
		size_t wanted = 2 * bytes->len;

		if (before && tg_json_coming_is_certain(json, err))
			return false;
		tg_err_clear(err);
		if (rows->at_once)
			wanted = bytes->len + before;
		else if (!before)
			wanted = rows->array.begin + first_part();
		if (wanted <= bytes->len)
			return true;
		if (!tg_bytes_read_up_to(rows->once, wanted, &all, err) ||
			bytes->coming == NULL)
			return false;
	}
}

bool
tg_source_rows_find(struct tg_source_rows *rows, struct tg_err *err)
{
	const struct tg_bytes *bytes = rows->bytes;

	rows->chunks.json = (struct tg_json){ bytes->data, bytes->len, bytes };
	if (rows->text_format != &tg_format_json)
		return rows->request.name == NULL;
	if (rows->once == NULL) {
		rows->request.ahead = NULL;
		return !ends_before_array(rows, err);
	}
	return read_up_to_array(rows, err);
}

bool
tg_source_rows_open(struct tg_source_rows *rows, const struct tg_shape *leading,
	struct tg_tensor *input, struct tg_err *err)
{
	struct tg_json_found found = rows->before;

	tg_source_rows_begin(rows, rows->bytes->len - rows->array.begin);
	if (!expect_tensor(rows, &found, leading, input, err))
		return false;
	if (rows->once == NULL)
		return true;
	if (!is_certain_of_rows(rows, &found.scan) ||
		!tg_json_coming_open(&rows->coming, &rows->chunks, rows->once))
		return false;
	rows->coming.at_once = rows->at_once;
	return true;
}
