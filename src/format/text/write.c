/*
 * Writes a tensor as a text table. Pieces of the result are encoded
 * independently of one another, so that what stands between two elements
 * follows from the number of the second one alone.
 */
#include "format/text/write.h"

#include <stdlib.h>

#include "format/text/field.h"
#include "format/text/put.h"

/* The kinds of elements that may be no field of some table. */
#define NOT_ALWAYS_FIELDS                                              \
	(unsigned)(TG_CLASS_STRING | TG_CLASS_OBJECT | TG_CLASS_NULL | \
		TG_CLASS_ODD)

static bool
fail_no_field(struct tg_encoder *encoder, struct tg_err *err)
{
	const struct tg_tensor *input = encoder->input;
	const struct tg_dtype *dtype = input->dtype.type == TG_TEXT
		? &input->text->declared
		: &input->dtype;

	tg_fail(err, TG_ETYPE, TG_NOPOS,
		"elements of %s cannot be fields of a text table",
		tg_dtype_name(dtype));
	tg_err_help(err,
		"they can be moved to a binary file, as with "
		"-o FILE.npy");
	return false;
}

/* The number of fields in a line of the result. */
static int64_t
fields_of_line(const struct tg_encoder *e)
{
	return e->shape.ndim > 1 ? e->shape.size[e->shape.ndim - 1] : 1;
}

bool
tg_table_prepare(struct tg_encoder *encoder, enum tg_text_syntax syntax,
	struct tg_err *err)
{
	const struct tg_tensor *input = encoder->input;
	const struct tg_dtype *dtype = &input->dtype;
	const bool is_text = dtype->type == TG_TEXT;
	char shape[TG_SHAPE_TEXT];

	encoder->syntax = syntax;
	encoder->dtype = *dtype;
	if (is_text ? input->text->pairs
		    : !tg_value_has_text(dtype) || tg_dtype_is_complex(dtype))
		return fail_no_field(encoder, err);
	if (fields_of_line(encoder) == 0)
		return tg_fail(err, TG_ESHAPE, TG_NOPOS,
			"shape %s has no fields to write in lines",
			tg_shape_text(shape, &encoder->shape));
	if (syntax == TG_SYNTAX_LINES && encoder->shape.ndim > 1) {
		tg_fail(err, TG_ESHAPE, TG_NOPOS,
			"lines have one dim, the result has shape %s",
			tg_shape_text(shape, &encoder->shape));
		tg_err_help(err,
			"with one line for each element: "
			"--output-shape -1");
		return false;
	}
	encoder->can_fail = is_text
		? encoder->names != NULL ||
			(tg_tensor_classes(input) & NOT_ALWAYS_FIELDS) != 0
		: dtype->type == TG_BYTES || dtype->type == TG_UNICODE ||
			encoder->nan != TG_NAN_KEEP;
	return true;
}

/* Append what parts slices, if the line at row begins another one. */
static bool
begin_line(const struct tg_encoder *e, int64_t row, struct tg_buffer *out,
	struct tg_err *err)
{
	const int ndim = e->shape.ndim;

	return row == 0 || ndim < 3 || row % e->shape.size[ndim - 2] != 0 ||
		tg_buffer_append(out, "\n", 1, err);
}

/* Say what is wrong with element number k of the result. */
__attribute__((cold)) static bool
fail_element(const struct tg_encoder *e, const unsigned char *element,
	int64_t k, const char *what, struct tg_err *err)
{
	const struct tg_text *text = e->input->text;
	char at[TG_SHAPE_TEXT];
	const unsigned char *p;

	if (what == NULL)
		return false;
	tg_shape_coordinates(at, &e->shape, k);
	tg_fail(err, TG_ETYPE, TG_NOPOS, "output %s %s", at, what);
	if (e->dtype.type == TG_TEXT) {
		p = tg_tensor_text(e->input, element);
		if (p != text->fill)
			err->pos = (size_t)(p - text->bytes);
	}
	if (e->syntax != TG_SYNTAX_CSV)
		tg_err_help(err,
			"CSV has quotes for such elements: "
			"--output-format csv");
	return false;
}

/*
 * In CSV a line of one empty field would be a blank line, which counts as no
 * line at all.
 */
static bool
complete_line_of_one(const struct tg_encoder *e, size_t before,
	struct tg_buffer *out, struct tg_err *err)
{
	return e->syntax != TG_SYNTAX_CSV || out->len > before ||
		tg_buffer_append(out, "\"\"", 2, err);
}

bool
tg_table_encode(const struct tg_encoder *e, struct tg_elements *elements,
	struct tg_buffer *out, struct tg_err *err)
{
	const int64_t length = fields_of_line(e);
	const unsigned char separator = tg_field_separator(e->syntax);
	const unsigned char *element = elements->data;
	int64_t row = elements->first / length;
	int64_t column = elements->first % length;
	size_t i = 0, fetched = 0;

	for (; i < elements->n && out->len < TG_BUFFER_FULL; i++) {
		const char *what = NULL;
		size_t before;

		if (e->dtype.type == TG_TEXT)
			tg_tensor_fetch(e->input, elements->data, elements->n,
				i, &fetched);
		if (column > 0 ? !tg_buffer_append(out, &separator, 1, err)
			       : !begin_line(e, row, out, err))
			return false;
		before = out->len;
		if (!tg_field_put(e, element, out, &what, err))
			return fail_element(e, element,
				elements->first + (int64_t)i, what, err);
		if (length == 1 && !complete_line_of_one(e, before, out, err))
			return false;
		element += e->dtype.size;
		if (++column < length)
			continue;
		/* a line is whole as soon as its last field is there */
		if (!tg_buffer_append(out, "\n", 1, err))
			return false;
		column = 0;
		row++;
	}
	elements->n = i;
	return true;
}

/* The number of names in the header of a table. */
static int64_t
count_names(const struct tg_text *text)
{
	const unsigned char *p = text->header;
	int64_t n = 0;

	do {
		p = tg_field_end(p, text->syntax);
		n++;
	} while (tg_field_next(&p, text->syntax));
	return n;
}

/* Find where each of the names begins; malloc'ed, or NULL without memory. */
static const unsigned char **
find_names(const struct tg_text *text, int64_t n, struct tg_err *err)
{
	const unsigned char **names = calloc((size_t)n, sizeof(*names));
	const unsigned char *p = text->header;

	if (names == NULL) {
		tg_fail_memory(err, "the names of columns");
		return NULL;
	}
	for (int64_t i = 0; i < n; i++) {
		names[i] = p;
		p = tg_field_end(p, text->syntax);
		tg_field_next(&p, text->syntax);
	}
	return names;
}

/* Append the name of one column of the result, which is a column of input. */
static bool
put_name(const struct tg_encoder *e, const unsigned char *name,
	struct tg_buffer *out, struct tg_err *err)
{
	const enum tg_text_syntax syntax = e->input->text->syntax;
	const char *what = NULL;

	if (tg_field_put_name(
		    e, name, tg_field_end(name, syntax), out, &what, err))
		return true;
	return what != NULL &&
		tg_fail(err, TG_EDATA, TG_NOPOS, "the name of a column %s",
			what);
}

bool
tg_table_head(
	const struct tg_encoder *e, struct tg_buffer *out, struct tg_err *err)
{
	const unsigned char separator = tg_field_separator(e->syntax);
	const int64_t length = fields_of_line(e);
	const struct tg_shape *input = &e->input->shape;
	const unsigned char **names;
	bool ok = true;
	int64_t n;

	if (e->names == NULL)
		return true;
	/* with another --shape the names are not those of its columns */
	n = input->size[input->ndim - 1];
	if (count_names(e->input->text) != n)
		return true;
	names = find_names(e->input->text, n, err);
	if (names == NULL)
		return false;
	for (int64_t i = 0; ok && i < length; i++) {
		if (i > 0)
			ok = tg_buffer_append(out, &separator, 1, err);
		if (ok && e->names[i] >= 0)
			ok = put_name(e, names[e->names[i]], out, err);
	}
	free(names);
	return ok && tg_buffer_append(out, "\n", 1, err);
}
