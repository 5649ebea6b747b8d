/*
 * Writes a tensor as nested arrays in JSON. Elements that were read from JSON
 * are copied as they were written; binary ones are printed. Pieces of the
 * result are encoded independently of one another, so that the brackets
 * around an element follow from its number alone.
 */
#include "format/json/write.h"

#include <inttypes.h>

#include "base/harmless.h"
#include "format/json/copy_short.h"
#include "format/json/token.h"
#include "format/text/field.h"
#include "tensor/record.h"

/* A message shows at most so many bytes of a field's name. */
#define NAME_SHOWN 64

/* A type of the given size that opaque elements are likely to be; or NULL. */
static const char *
likely_type(const struct tg_dtype *dtype)
{
	const char *descr = dtype->descr;

	if (dtype->size == 1)
		return "float8_e4m3fn";
	if (dtype->size == 2)
		return "bfloat16";
	/* a length of time, a date and bytes without a type are no numbers */
	if (descr == NULL || strchr("<>|=", descr[0]) == NULL ||
		strchr("MmV", descr[1]) != NULL)
		return NULL;
	return dtype->size == 4    ? "float32"
		: dtype->size == 8 ? "float64"
				   : NULL;
}

static bool
fail_without_text(const struct tg_dtype *dtype, struct tg_err *err)
{
	char name[4 * NAME_SHOWN];

	if (dtype->record != NULL) {
		const struct tg_field *field =
			tg_record_without_text(dtype->record);

		tg_fail(err, TG_ETYPE, TG_NOPOS,
			"field \"%s\" of the records has no text: it is of %s",
			tg_harmless(name, sizeof(name), field->name),
			tg_dtype_name(&field->dtype));
		tg_err_help(err,
			"they can be moved to a binary file, as with "
			"-o FILE.npy; FILE:FIELD picks another field");
		return false;
	}
	tg_fail(err, TG_ETYPE, TG_NOPOS, "elements of %s have no text",
		tg_dtype_name(dtype));
	tg_err_help(
		err, "they can be moved to a binary file, as with -o FILE.npy");
	if (likely_type(dtype) != NULL)
		tg_err_help(err, "if they are numbers, say which: --dtype %s",
			likely_type(dtype));
	return false;
}

bool
tg_json_prepare(struct tg_encoder *encoder, struct tg_err *err)
{
	struct tg_shape *shape = &encoder->shape;
	const struct tg_dtype *dtype = &encoder->input->dtype;

	if (dtype->type != TG_TEXT && !tg_value_has_text(dtype))
		return fail_without_text(dtype, err);
	encoder->dtype = *dtype;
	encoder->can_fail = dtype->type == TG_UNICODE ||
		dtype->record != NULL ||
		(dtype->type != TG_TEXT && encoder->nan == TG_NAN_ERROR);
	if (encoder->n > 0)
		return true;
	encoder->hollow = true;
	encoder->n = 1;
	for (int i = 0; i < shape->ndim; i++) {
		if (shape->size[i] == 0) {
			shape->ndim = i;
			break;
		}
		encoder->n *= shape->size[i];
	}
	return true;
}

static inline void
put_char(struct tg_buffer *out, char c)
{
	out->data[out->len++] = (unsigned char)c;
}

/* Begin a new line, indented by two blanks a level. */
static void
put_new_line(struct tg_buffer *out, int level)
{
	put_char(out, '\n');
	for (int i = 0; i < level; i++) {
		put_char(out, ' ');
		put_char(out, ' ');
	}
}

static void
open_arrays(const struct tg_encoder *e, int n, struct tg_buffer *out)
{
	int level = e->shape.ndim - n;

	for (int i = 0; i < n; i++, level++) {
		if (e->pretty && level > 0)
			put_new_line(out, level);
		put_char(out, '[');
	}
}

/*
 * Close n arrays. With pretty the innermost bracket stands behind the elements,
 * the others stand each on a line of its own.
 */
static void
close_arrays(const struct tg_encoder *e, int n, struct tg_buffer *out)
{
	int level = e->shape.ndim - 1;

	for (int i = 0; i < n; i++, level--) {
		if (e->pretty && i > 0)
			put_new_line(out, level);
		put_char(out, ']');
	}
}

/* How many arrays end where a row begins, which is number row of the result. */
static int
arrays_ended(const struct tg_encoder *e, int64_t row)
{
	int n = 1;

	for (int i = e->shape.ndim - 2; i >= 0; i--, n++) {
		if (row % e->shape.size[i] != 0)
			break;
		row /= e->shape.size[i];
	}
	return n;
}

/*
 * The most bytes between two rows: up to 64 brackets close and as many open,
 * each on a line that is indented by up to 64 levels of two blanks.
 */
#define BETWEEN (2 * TG_MAX_NDIM * (2 * TG_MAX_NDIM + 2) + 2)

/*
 * Write the brackets between two rows. within is false if the row before ends
 * an array of rows, too; most rows do not.
 */
static bool
start_row(const struct tg_encoder *e, int64_t row, bool within,
	struct tg_buffer *out, struct tg_err *err)
{
	int n = e->shape.ndim;

	if (!tg_buffer_reserve(out, BETWEEN, err))
		return false;
	if (within && !e->pretty) {
		put_char(out, ']');
		put_char(out, ',');
		put_char(out, '[');
		return true;
	}
	if (row > 0) {
		n = arrays_ended(e, row);
		close_arrays(e, n, out);
		put_char(out, ',');
	}
	open_arrays(e, n, out);
	return true;
}

/* Write the field of a text table at p. */
static bool
put_field(const struct tg_text *text, const unsigned char *p,
	struct tg_buffer *out, struct tg_err *err)
{
	const unsigned char *end = tg_field_end(p, text->syntax);
	const size_t n = (size_t)(end - p);

	if (!(text->classes & (TG_CLASS_STRING | TG_CLASS_ODD)))
		return tg_buffer_append(out, p, n, err);
	if (n > UINT32_MAX / 8)
		return tg_fail_memory(err, "a field of this length");
	if (!tg_buffer_reserve(out, tg_field_json_room(n), err))
		return false;
	out->len += tg_field_print_json(
		(char *)out->data + out->len, p, end, text->syntax);
	return true;
}

static bool
put_text_element(const struct tg_tensor *input, const unsigned char *element,
	struct tg_buffer *out, struct tg_err *err)
{
	const struct tg_text *text = input->text;
	const unsigned char *p = tg_tensor_text(input, element), *end;
	size_t n;

	if (text->syntax != TG_SYNTAX_JSON && p != text->fill)
		return put_field(text, p, out, err);
	end = tg_json_element_end(p, text->pairs);
	n = (size_t)(end - p);

	if (!tg_buffer_reserve(out, n + TG_JSON_SHORT + 2, err))
		return false;
	if (input->text->pairs)
		put_char(out, '[');
	/* a copy of a constant size is inlined; what is too much is cut off */
	if (n <= TG_JSON_SHORT)
		memcpy(out->data + out->len, p, TG_JSON_SHORT);
	else
		memcpy(out->data + out->len, p, n);
	out->len += n;
	if (input->text->pairs)
		put_char(out, ']');
	return true;
}

/* Say that element number k of the result has no text. */
__attribute__((cold)) static bool
fail_element(const struct tg_encoder *e, const unsigned char *element,
	int64_t k, struct tg_buffer *out, struct tg_err *err)
{
	char at[TG_SHAPE_TEXT];

	tg_shape_coordinates(at, &e->shape, k);
	/* the caller has reserved room for it */
	if (tg_value_print((char *)out->data + out->len, &e->dtype, element,
		    TG_NAN_KEEP) == 0)
		return tg_fail(err, TG_ETYPE, TG_NOPOS,
			"output %s has what is no code point, over U+10FFFF",
			at);
	tg_fail(err, TG_ETYPE, TG_NOPOS,
		"output %s would be NaN or infinite, which JSON cannot say",
		at);
	tg_err_help(err, "to write it all the same: --nan keep or --nan null");
	return false;
}

/*
 * Print element number k of the result; the caller has reserved room. It has no
 * array of its own: to set one to zero would cost more than the element.
 */
static bool
put_binary_element(const struct tg_encoder *e, const unsigned char *element,
	int64_t k, struct tg_buffer *out, struct tg_err *err)
{
	const size_t n = tg_value_print(
		(char *)out->data + out->len, &e->dtype, element, e->nan);

	out->len += n;
	return n > 0 || fail_element(e, element, k, out, err);
}

/*
 * Write elements of one row; all but the first one of the row follow a comma.
 * Stops behind the element that fills the buffer, and sets part->n.
 */
static bool
put_row_part(const struct tg_encoder *e, struct tg_elements *part,
	bool starts_row, struct tg_buffer *out, struct tg_err *err)
{
	const unsigned char *element = part->data;
	const bool text = e->dtype.type == TG_TEXT;
	const size_t size = e->hollow ? 0 : e->dtype.size;
	const size_t room =
		2 + (text || e->hollow ? 0 : tg_value_room(&e->dtype));
	size_t i = 0;
	bool ok;

	do {
		if (!tg_buffer_reserve(out, room, err))
			return false;
		if (i > 0 || !starts_row) {
			put_char(out, ',');
			if (e->pretty)
				put_char(out, ' ');
		}
		if (e->hollow)
			ok = tg_buffer_append(out, "[]", 2, err);
		else if (text)
			ok = put_text_element(
				e->input, element + i * size, out, err);
		else
			ok = put_binary_element(e, element + i * size,
				part->first + (int64_t)i, out, err);
		if (!ok)
			return false;
	} while (++i < part->n && out->len < TG_BUFFER_FULL);
	part->n = i;
	return true;
}

/*
 * The same for JSON that is written as it was read and without white space: what
 * most results are.
 */
static inline bool
copy_row_part(const struct tg_encoder *e, struct tg_elements *part,
	bool starts_row, struct tg_buffer *out, struct tg_err *err)
{
	const unsigned char *element = part->data;
	size_t i = 0, comma = !starts_row;

	do {
		const unsigned char *p = tg_tensor_text(e->input, element);
		unsigned char *to;
		size_t n;

		if (!tg_buffer_reserve(out, TG_JSON_SHORT + 1, err))
			return false;
		to = out->data + out->len;
		*to = ',';
		out->len += comma;
		n = tg_json_copy_short(to + comma, p);
		if (n > 0)
			out->len += n;
		else if (!tg_buffer_append(out, p,
				 (size_t)(tg_json_element_end(p, false) - p),
				 err))
			return false;
		comma = 1;
		element += e->dtype.size;
	} while (++i < part->n && out->len < TG_BUFFER_FULL);
	part->n = i;
	return true;
}

/* True if copy_row_part is enough. */
static bool
copies(const struct tg_encoder *e)
{
	const struct tg_text *text = e->input->text;

	return e->dtype.type == TG_TEXT && !e->hollow && !e->pretty &&
		text->syntax == TG_SYNTAX_JSON && !text->pairs;
}

bool
tg_json_encode(const struct tg_encoder *e, struct tg_elements *elements,
	struct tg_buffer *out, struct tg_err *err)
{
	const size_t size = e->hollow ? 0 : e->dtype.size;
	int ndim = e->shape.ndim;
	int64_t length = ndim > 0 ? e->shape.size[ndim - 1] : 1;
	int64_t row = elements->first / length;
	int64_t column = elements->first % length;
	/* hollow elements have no data, and nothing may be added to NULL */
	const unsigned char *data =
		e->hollow ? (const unsigned char *)"" : elements->data;
	const int64_t rows = ndim > 1 ? e->shape.size[ndim - 2] : INT64_MAX;
	int64_t row_of_array = row % rows;
	const bool copied = copies(e);
	size_t done = 0, fetched = 0;

	while (done < elements->n && out->len < TG_BUFFER_FULL) {
		const int64_t left = length - column;
		struct tg_elements part = {
			.data = data + done * size,
			.first = elements->first + (int64_t)done,
			.n = elements->n - done,
		};

		if ((int64_t)part.n > left)
			part.n = (size_t)left;
		if (e->dtype.type == TG_TEXT)
			tg_tensor_fetch(
				e->input, data, elements->n, done, &fetched);
		if (column == 0 && ndim > 0 &&
			!start_row(e, row, row_of_array > 0, out, err))
			return false;
		if (!(copied ? copy_row_part(e, &part, column == 0, out, err)
			     : put_row_part(e, &part, column == 0, out, err)))
			return false;
		done += part.n;
		column += (int64_t)part.n;
		if (column == length) {
			column = 0;
			row++;
			row_of_array =
				row_of_array + 1 < rows ? row_of_array + 1 : 0;
		}
	}
	elements->n = done;
	return true;
}

bool
tg_json_tail(
	const struct tg_encoder *e, struct tg_buffer *out, struct tg_err *err)
{
	if (!tg_buffer_reserve(out, BETWEEN, err))
		return false;
	close_arrays(e, e->shape.ndim, out);
	put_char(out, '\n');
	return true;
}
