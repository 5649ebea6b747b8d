/*
 * An operand of the command line becomes a tensor: INPUT or INDEX is a file, a
 * tensor in a file, standard input or a JSON array. Its format is found out, it
 * is read, and what the options say of it is compared with what the file says.
 */
#include "job/operand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/text/recognise.h"
#include "job/known_content.h"
#include "job/meant_operand.h"
#include "job/operand_file.h"

/* Help if a path that does not exist looks like a tensor. */
static void
help_with_inline_tensor(const char *text, struct tg_err *err)
{
	if (text[0] != '\0' && !tg_operand_is_stdin(text) &&
		strchr("\"-0123456789 \t", text[0]) != NULL)
		tg_err_help(err,
			"a tensor on the command line begins with [ or {, "
			"all else is a file");
}

/* Help if a text that is no JSON is the name of a file, which [ begins. */
static void
help_with_bracket(const struct tg_operand *operand, struct tg_err *err)
{
	if (operand->is_file_too && !operand->loaded)
		tg_err_help(err,
			"an operand that begins with [ is JSON; for the file "
			"of this name write ./%s",
			operand->spec->text);
}

/*
 * If the file only tells which other file has the tensor, as the index of
 * sharded safetensors does, open that one instead.
 */
static bool
follow_redirect(struct tg_operand *operand, const struct tg_operand *before,
	struct tg_err *err)
{
	char *path = NULL;

	for (int i = 0; path == NULL && tg_formats[i] != NULL; i++)
		if (tg_formats[i]->redirect != NULL &&
			!tg_formats[i]->redirect(&path, operand->bytes,
				operand->path, operand->name, err)) {
			tg_known_content(operand, err);
			tg_operand_locate(operand, err);
			return false;
		}
	if (path == NULL)
		return true;
	tg_bytes_free(&operand->own);
	free(operand->path);
	operand->path = path;
	return tg_operand_open_file(operand, before, err);
}

/* Take the bytes of JSON on the command line: an object may have a name. */
static bool
open_inline(struct tg_operand *operand, struct tg_err *err)
{
	const char *text = operand->spec->text;
	const char *end = text + strlen(text);

	/* later the file system may be out of reach */
	operand->is_file_too =
		!operand->spec->is_object && tg_operand_names_file(text);
	if (operand->spec->is_object) {
		const char *object = tg_operand_object_end(text);

		if (*object == ':') {
			operand->name = object + 1;
			end = object;
		}
	}
	return tg_bytes_inline(&operand->own, operand->spec->role, text,
		(size_t)(end - text), err);
}

static bool
open_bytes(struct tg_operand *operand, const struct tg_operand *before,
	struct tg_err *err)
{
	const char *text = operand->spec->text;

	operand->bytes = &operand->own;
	if (tg_operand_is_inline(operand->spec))
		return open_inline(operand, err);
	if (!tg_operand_name(&operand->path, &operand->name, text, err))
		return false;
	if (!tg_operand_open_file(operand, before, err)) {
		help_with_inline_tensor(text, err);
		tg_help_missing_file(operand, err);
		return false;
	}
	/* without a name --info lists the file itself: see tg_operand_load */
	return operand->name == NULL || tg_operand_is_stdin(text) ||
		follow_redirect(operand, before, err);
}

static bool
require_integer_index(const struct tg_operand *operand, struct tg_err *err)
{
	const struct tg_tensor *tensor = &operand->tensor;

	const bool is_float = tg_dtype_is_float(&tensor->dtype);

	if (!operand->spec->index || operand->names != TG_NO_NAMES ||
		tg_dtype_is_integer(&tensor->dtype) ||
		(is_float && operand->spec->cast))
		return true;
	tg_fail(err, TG_ETYPE, TG_NOPOS,
		"the dtype of an index is an integer, not %s",
		tg_dtype_name(&tensor->dtype));
	if (is_float)
		tg_err_help(
			err, "if its values are whole numbers: --index-cast");
	return false;
}

/*
 * Apply the dtype that the user names. The reader of a format with takes_dtype
 * has done so, as for JSON and raw data. In other formats it must be the dtype
 * that the file says, or tell what opaque elements of the same size are.
 */
static bool
apply_named_dtype(struct tg_operand *operand, struct tg_err *err)
{
	const struct tg_dtype *wanted = &operand->spec->dtype;
	struct tg_dtype *dtype = &operand->tensor.dtype;

	if (!operand->spec->has_dtype || operand->format->takes_dtype ||
		(tg_dtype_same_type(wanted, dtype) &&
			(!operand->spec->has_order ||
				wanted->big_endian == dtype->big_endian)))
		return true;
	if (dtype->type == TG_OPAQUE && dtype->packing == NULL &&
		dtype->size == wanted->size && wanted->packing == NULL) {
		*dtype = *wanted;
		return true;
	}
	tg_fail(err, TG_ETYPE, TG_NOPOS,
		"the file says dtype %s, not %s: tgather does not convert",
		tg_dtype_name(dtype), tg_dtype_name(wanted));
	tg_err_help(err, "leave out --%sdtype to gather elements as they are",
		operand->spec->index ? "index-" : "");
	return false;
}

/* Help if the user named a format, but the content is of another one. */
static void
help_with_format(const struct tg_operand *operand, struct tg_err *err)
{
	const struct tg_format *content =
		tg_format_by_content(operand->bytes, false);

	if (operand->spec->format != NULL && content != NULL &&
		content != operand->spec->format) {
		tg_err_keep_help(err, 0);
		tg_err_help(err,
			"the content looks like %s: leave out "
			"--%s-format",
			content->name, operand->spec->role);
	}
}

/* Blocks are bytes: no text says what is in them, and few formats hold them. */
static bool
check_packing(const struct tg_operand *operand, struct tg_err *err)
{
	const struct tg_operand_spec *spec = operand->spec;

	if (!spec->has_dtype || spec->dtype.packing == NULL ||
		operand->format->packs != NULL)
		return true;
	return tg_fail(err, TG_ELACK, TG_NOPOS,
		"blocks of %s are in GGUF and raw data, this is %s",
		tg_dtype_name(&spec->dtype), operand->format->name);
}

/* Refuse what is said of the file but does not go with its format. */
static bool
check_format_has_all(const struct tg_operand *operand, struct tg_err *err)
{
	const struct tg_operand_spec *spec = operand->spec;

	if (!check_packing(operand, err))
		return false;
	if (spec->header != TG_HEADER_UNSAID &&
		!tg_text_has_header(operand->format))
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"--header and --no-header are for csv, tsv and text, "
			"this is %s",
			operand->format->name);
	if (spec->has_offset && operand->format != &tg_format_raw)
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"an offset is for raw data, this is %s",
			operand->format->name);
	if (spec->layout != TG_LAYOUT_UNSAID &&
		operand->format != &tg_format_raw)
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"an order of elements is for raw data, this is %s",
			operand->format->name);
	return true;
}

/* Apply to the tensor that the format gives what the user says of it. */
static bool
apply_what_is_said(struct tg_operand *operand, struct tg_err *err)
{
	const struct tg_operand_spec *spec = operand->spec;

	return apply_named_dtype(operand, err) &&
		require_integer_index(operand, err) &&
		(!spec->has_shape ||
			tg_tensor_reshape(&operand->tensor, &spec->shape, err));
}

bool
tg_operand_expect(struct tg_operand *operand, size_t *begin, struct tg_err *err)
{
	const struct tg_read request = tg_operand_request(operand);

	return check_format_has_all(operand, err) &&
		operand->format->expect(&operand->tensor, begin, operand->bytes,
			&request, err) &&
		apply_what_is_said(operand, err);
}

bool
tg_operand_is_empty_stdin(const struct tg_operand *operand)
{
	return operand->bytes != NULL && operand->bytes->len == 0 &&
		tg_operand_is_stdin(operand->spec->text);
}

static bool
fail_empty(const struct tg_operand *operand, struct tg_err *err)
{
	tg_err_clear(err);
	return tg_fail(err, TG_EDATA, TG_NOPOS,
		"is empty, where the %s should be", operand->spec->role);
}

bool
tg_operand_read(struct tg_operand *operand, struct tg_err *err)
{
	const struct tg_read request = tg_operand_request(operand);

	if (!check_format_has_all(operand, err))
		return false;
	if (!operand->format->read(
		    &operand->tensor, operand->bytes, &request, err)) {
		if (tg_operand_is_empty_stdin(operand))
			return fail_empty(operand, err);
		help_with_format(operand, err);
		return tg_known_content(operand, err);
	}
	/* what follows is about the file that the elements are in */
	if (operand->beside_path != NULL)
		operand->bytes = &operand->beside;
	operand->loaded = apply_what_is_said(operand, err);
	return operand->loaded;
}

bool
tg_operand_open(struct tg_operand *operand, const struct tg_operand_spec *spec,
	const struct tg_operand *before, struct tg_err *err)
{
	operand->spec = spec;
	if (!open_bytes(operand, before, err)) {
		err->role = spec->role;
		return false;
	}
	operand->format = tg_operand_find_format(operand);
	return (operand->listing && operand->name == NULL) ||
		tg_operand_open_beside(operand, err);
}

bool
tg_operand_open_path(struct tg_operand *operand,
	const struct tg_operand_spec *spec, const char *path,
	struct tg_err *err)
{
	const struct tg_arrival arrival = { .inflate = true };

	operand->spec = spec;
	operand->path = strdup(path);
	operand->bytes = &operand->own;
	if (operand->path == NULL)
		return tg_fail_memory(err, "a name");
	if (!tg_bytes_open(&operand->own, operand->path, &arrival, err))
		return false;
	operand->format = tg_operand_find_format(operand);
	return true;
}

bool
tg_operand_load(struct tg_operand *operand, const struct tg_operand_spec *spec,
	const struct tg_operand *before, struct tg_err *err)
{
	if (operand->format == NULL &&
		!tg_operand_open(operand, spec, before, err))
		return false;
	/* more of the other operand's bytes may have come */
	if (operand->path != NULL && operand->bytes != &operand->own)
		operand->format = tg_operand_find_format(operand);
	if (!tg_operand_complete(operand, err) ||
		(operand->path != NULL && operand->name == NULL &&
			!follow_redirect(operand, before, err)))
		return false;
	if (tg_operand_read(operand, err))
		return true;
	tg_operand_locate(operand, err);
	return false;
}

bool
tg_operand_load_text(struct tg_operand *operand,
	const struct tg_operand_spec *spec, const char *name,
	const struct tg_bytes *bytes, struct tg_err *err)
{
	operand->spec = spec;
	operand->bytes = bytes;
	operand->name = name;
	operand->format = spec->format != NULL ? spec->format : &tg_format_json;
	operand->one_line = tg_text_is_format(operand->format);
	if (tg_operand_read(operand, err))
		return true;
	tg_operand_locate(operand, err);
	return false;
}

bool
tg_operand_is_still_whole(const struct tg_operand *operand, struct tg_err *err)
{
	/* the texts of a stream are freed one by one, and were in memory */
	return operand->bytes == NULL ||
		tg_bytes_still_whole(operand->bytes, err);
}

void
tg_operand_free(struct tg_operand *operand)
{
	tg_tensor_free(&operand->tensor);
	tg_bytes_free(&operand->own);
	tg_bytes_free(&operand->beside);
	free(operand->path);
	free(operand->beside_path);
	memset(operand, 0, sizeof(*operand));
}

/* The line and the column of an offset or an element; 0 if it has none. */
static void
find_line(size_t *line, size_t *column, const struct tg_operand *operand,
	size_t pos, int64_t element)
{
	*line = *column = 0;
	if (element > 0 && operand->format->locate != NULL)
		pos = operand->format->locate(&operand->tensor, element - 1);
	if (pos != TG_NOPOS)
		tg_bytes_line_column(operand->bytes, pos, line, column);
}

void
tg_operand_place(char place[TG_ERR_PLACE], const struct tg_operand *operand,
	size_t pos, int64_t element)
{
	size_t line, column;

	find_line(&line, &column, operand, pos, element);
	if (line == 0)
		snprintf(place, TG_ERR_PLACE, "%s", operand->bytes->name);
	else
		snprintf(place, TG_ERR_PLACE, "%s:%zu:%zu",
			operand->bytes->name, line, column);
}

void
tg_operand_say_element(
	struct tg_err *err, const struct tg_shape *shape, int64_t element)
{
	int64_t rest = element;

	err->element = element + 1;
	err->ncoordinate = shape->ndim;
	for (int i = shape->ndim; i-- > 0 && shape->size[i] > 0;) {
		err->coordinate[i] = rest % shape->size[i];
		rest /= shape->size[i];
	}
}

/* True if an error is said to be in the operand itself, and not in another file,
 * such as the output. */
static bool
is_in(const struct tg_operand *operand, const struct tg_err *err)
{
	const char *name = operand->bytes->name;
	const size_t len = name != NULL ? strlen(name) : 0;

	return name != NULL && strncmp(err->where, name, len) == 0 &&
		err->where[len] == (err->member > 0 ? ':' : '\0');
}

void
tg_operand_say_role(const struct tg_operand *operand, struct tg_err *err)
{
	if (err->where_is != TG_WHERE_FILE || !is_in(operand, err))
		return;
	err->role = operand->spec->role;
	if (tg_operand_is_inline(operand->spec))
		err->where_is = TG_WHERE_INLINE;
}

void
tg_operand_locate(const struct tg_operand *operand, struct tg_err *err)
{
	size_t line, column;

	help_with_bracket(operand, err);
	if (err->where[0] == '\0') {
		tg_help_printed_array(operand, err);
		find_line(&line, &column, operand, err->pos, err->element);
		tg_err_where_line(err, operand->bytes->name, line, column);
		err->has_offset = err->pos != TG_NOPOS;
		if (err->element > 0)
			tg_operand_say_element(
				err, &operand->tensor.shape, err->element - 1);
	}
	tg_operand_say_role(operand, err);
}
