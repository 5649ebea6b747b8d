/*
 * Reads and writes NPY files, versions 1.0, 2.0 and 3.0, as numpy/lib/format.py
 * defines them. A tensor that is read points into the file. The header that is
 * written equals that of np.save byte for byte, so that files can be compared.
 */
#include "format/numpy/npy.h"

#include <inttypes.h>
#include <stdio.h>

#include "format/binary.h"
#include "format/format.h"
#include "format/names.h"
#include "format/numpy/descr.h"
#include "format/numpy/header.h"
#include "tensor/record.h"

/* The data starts at a multiple of this. */
#define ALIGNMENT 64

/*
 * np.save leaves room so that the first size can grow to so many digits without
 * the header getting longer.
 */
#define GROWTH 21

/* Magic, version and length in front of the text of a header, at most. */
#define PREFIX_MOST 12

/* Room for the text of a header that is written: descr, shape, and the rest. */
#define HEADER_ROOM (TG_NPY_HEADER_MAX + TG_SHAPE_TEXT + 200)

/*
 * Turn UTF-8 into Latin-1, in place. False, with text unchanged, if Latin-1
 * lacks one of the characters.
 */
static bool
make_latin1(char *text)
{
	char *to = text;

	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p > 0xC3)
			return false;
	for (const char *p = text; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;

		if (c >= 0xC0 && p[1] != '\0')
			c = (unsigned char)(c << 6 | (*++p & 0x3F));
		*to++ = (char)c;
	}
	*to = '\0';
	return true;
}

static void
fortran_strides(const struct tg_shape *shape, int64_t *stride)
{
	int64_t step = 1;

	for (int i = 0; i < shape->ndim; i++) {
		stride[i] = step;
		if (shape->size[i] > 0)
			step *= shape->size[i];
	}
}

/* Where the data is in the file, in bytes. */
struct layout {
	size_t begin;
	uint64_t len;
};

/* Read the header: all of the tensor but its data, and where that is. */
static bool
read_layout(struct tg_tensor *tensor, struct layout *layout,
	const unsigned char *data, size_t len, struct tg_err *err)
{
	const struct tg_shape *shape = &tensor->shape;
	char text[TG_SHAPE_TEXT];
	bool fortran;
	int64_t numel;

	if (!tg_npy_header_read(
		    tensor, &fortran, &layout->begin, data, len, err))
		return false;
	if (!tg_shape_numel(shape, &numel) ||
		__builtin_mul_overflow(numel, tensor->dtype.size, &layout->len))
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"shape %s has more bytes than can be counted",
			tg_shape_text(text, shape));
	if (fortran)
		fortran_strides(shape, tensor->stride);
	else
		tg_shape_strides(shape, tensor->stride);
	return true;
}

bool
tg_npy_recognise(const unsigned char *data, size_t len)
{
	return len >= TG_NPY_MAGIC_LEN &&
		memcmp(data, TG_NPY_MAGIC, TG_NPY_MAGIC_LEN) == 0;
}

bool
tg_npy_read(struct tg_tensor *tensor, const unsigned char *data, size_t len,
	struct tg_err *err)
{
	char text[TG_SHAPE_TEXT];
	struct layout layout;

	if (!tg_npy_recognise(data, len))
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"not an NPY file: it does not start with \\x93NUMPY");
	if (!read_layout(tensor, &layout, data, len, err))
		return false;
	if (layout.len > len - layout.begin) {
		tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"shape %s of %s takes %" PRIu64 " bytes, there are %zu",
			tg_shape_text(text, &tensor->shape),
			tg_dtype_name(&tensor->dtype), layout.len,
			len - layout.begin);
		tg_err_help(err, TG_HELP_FETCH);
		return false;
	}
	tensor->data = data + layout.begin;
	return true;
}

bool
tg_npy_pick(struct tg_tensor *tensor, const char *name, struct tg_err *err)
{
	const struct tg_record *record = tensor->dtype.record;
	struct tg_names names = {
		.wanted = name,
		.limits = &tg_names_of_archive,
	};
	const struct tg_field *field;

	if (record == NULL)
		return tg_fail(err, TG_ENAME, TG_NOPOS,
			"the array has no name and no fields, its dtype is %s",
			tg_dtype_name(&tensor->dtype));
	field = tg_record_find(record, name);
	if (field != NULL)
		return tg_record_pick(tensor, field, err);
	for (size_t i = 0; i < record->n; i++)
		tg_names_offer(&names, record->fields[i].name);
	return tg_names_fail(&names, "field", err);
}

bool
tg_npy_length(size_t *length, const unsigned char *data, size_t len,
	struct tg_err *err)
{
	struct tg_tensor tensor = { 0 };
	struct layout layout = { 0 };
	bool ok = tg_npy_recognise(data, len)
		? read_layout(&tensor, &layout, data, len, err)
		: tg_fail(err, TG_ESYNTAX, TG_NOPOS, "not an NPY file");

	tg_tensor_free(&tensor);
	if (ok && __builtin_add_overflow(layout.begin, layout.len, length))
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"more bytes than can be counted");
	return ok;
}

/*
 * Print the dict of a header into text, which has room for HEADER_ROOM bytes.
 * Errors: TG_EDATA for a dtype that is too long.
 */
static bool
print_dict(char *text, const struct tg_dtype *dtype,
	const struct tg_shape *shape, struct tg_err *err)
{
	char sizes[TG_SHAPE_TEXT];

	strcpy(text, "{'descr': ");
	if (!tg_npy_descr_print(
		    text + strlen(text), TG_NPY_HEADER_MAX, dtype, err))
		return false;
	tg_shape_list(sizes, shape->size, shape->ndim, "(), ");
	if (shape->ndim == 1)
		strcpy(sizes + strlen(sizes) - 1, ",)");
	strcat(text, ", 'fortran_order': False, 'shape': ");
	strcat(text, sizes);
	strcat(text, ", }");
	return true;
}

/* How many blanks leave room for the first size to grow. */
static size_t
growth_room(const struct tg_shape *shape)
{
	if (shape->ndim == 0)
		return 0;
	return GROWTH - (size_t)snprintf(NULL, 0, "%" PRId64, shape->size[0]);
}

bool
tg_npy_header(struct tg_buffer *out, const struct tg_dtype *dtype,
	const struct tg_shape *shape, struct tg_err *err)
{
	unsigned char prefix[PREFIX_MOST] = TG_NPY_MAGIC "\1";
	size_t dict, len, begin = PREFIX_MOST - 2;
	unsigned char *at;
	char *text;
	bool latin1;

	if (!tg_buffer_reserve(out, PREFIX_MOST + HEADER_ROOM, err))
		return false;
	at = out->data + out->len;
	text = (char *)at + PREFIX_MOST;
	if (!print_dict(text, dtype, shape, err))
		return false;
	latin1 = make_latin1(text);
	dict = strlen(text);
	len = dict + growth_room(shape);
	/* version 1.0 counts the length in 16 bits, and is Latin-1 */
	if (!latin1 || len + 1 + ALIGNMENT >= 65536) {
		prefix[TG_NPY_MAGIC_LEN] = latin1 ? 2 : 3;
		begin = PREFIX_MOST;
	}
	len += ALIGNMENT - (begin + len + 1) % ALIGNMENT + 1;
	for (size_t i = 0; 8 + i < begin; i++)
		prefix[8 + i] = (unsigned char)(len >> (8 * i));
	memcpy(at, prefix, begin);
	memmove(at + begin, text, dict);
	memset(at + begin + dict, ' ', len - dict);
	out->len += begin + len;
	out->data[out->len - 1] = '\n';
	return true;
}

static bool
recognise_npy(const struct tg_bytes *bytes)
{
	return tg_npy_recognise(bytes->data, bytes->len);
}

/* The elements of a field do not follow each other, nor do those in Fortran
 * order. */
static bool
expect_npy(struct tg_tensor *tensor, size_t *begin,
	const struct tg_bytes *bytes, const struct tg_read *request,
	struct tg_err *err)
{
	struct layout layout;

	if (request->name != NULL || !recognise_npy(bytes) ||
		!read_layout(tensor, &layout, bytes->data, bytes->len, err))
		return false;
	*begin = layout.begin;
	return tg_tensor_is_contiguous(tensor);
}

static bool
read_npy(struct tg_tensor *tensor, const struct tg_bytes *bytes,
	const struct tg_read *request, struct tg_err *err)
{
	if (tg_npy_read(tensor, bytes->data, bytes->len, err) &&
		(request->name == NULL ||
			tg_npy_pick(tensor, request->name, err)))
		return true;
	/* a line and a column mean nothing in a binary header */
	err->pos = TG_NOPOS;
	return false;
}

static bool
write_npy_head(const struct tg_encoder *encoder, struct tg_buffer *out,
	struct tg_err *err)
{
	return tg_npy_header(out, &encoder->dtype, &encoder->shape, err);
}

const struct tg_format tg_format_npy = {
	.name = "npy",
	.endings = { ".npy" },
	.binary = true,
	.recognise = recognise_npy,
	.needed = tg_npy_needed,
	.expect = expect_npy,
	.read = read_npy,
	.prepare = tg_binary_prepare,
	.head = write_npy_head,
	.encode = tg_binary_encode,
};
