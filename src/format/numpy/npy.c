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
#include "format/numpy/descr.h"

#define MAGIC     "\x93NUMPY"
#define MAGIC_LEN 6

/* NumPy reads no longer headers, unless it is told to trust the file. */
#define HEADER_MAX 10000

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
#define HEADER_ROOM (HEADER_MAX + TG_SHAPE_TEXT + 200)

/* What a header says. */
struct header {
	struct tg_shape shape;
	bool fortran;
	const char *descr; /* in the header, without quotes around it */
	size_t descr_len;
	bool has_shape, has_order, has_descr;
	size_t data; /* where the data starts */
	bool latin1; /* the header is not UTF-8 */
};

static bool
is_word(const char *text, size_t len, const char *word)
{
	return len == strlen(word) && memcmp(text, word, len) == 0;
}

static bool
parse_boolean(struct tg_literal *l, bool *value)
{
	tg_literal_space(l);
	*value = l->end - l->p >= 4 && memcmp(l->p, "True", 4) == 0;
	if (!*value && (l->end - l->p < 5 || memcmp(l->p, "False", 5) != 0))
		return tg_literal_bad(l, "True or False belongs here");
	l->p += *value ? 4 : 5;
	return true;
}

/* Find the end of a record's fields, a list; descr.c reads what is in it. */
static bool
parse_record_fields(struct tg_literal *l, struct header *h)
{
	int depth = 0;

	h->descr = l->p;
	do {
		const char *text;
		size_t len;

		if (l->p == l->end)
			return tg_literal_bad(l, "a list is not closed");
		if (*l->p == '\'' || *l->p == '"') {
			if (!tg_literal_string(l, &text, &len))
				return false;
			continue;
		}
		depth += (*l->p == '[') - (*l->p == ']');
		l->p++;
	} while (depth > 0);
	h->descr_len = (size_t)(l->p - h->descr);
	return true;
}

static bool
parse_descr(struct tg_literal *l, struct header *h)
{
	tg_literal_space(l);
	if (l->p < l->end && *l->p == '[')
		return parse_record_fields(l, h);
	return tg_literal_string(l, &h->descr, &h->descr_len);
}

static bool
parse_dict_entry(struct tg_literal *l, struct header *h)
{
	const char *key;
	size_t len;
	bool *seen, ok;

	if (!tg_literal_string(l, &key, &len))
		return false;
	if (!tg_literal_next(l, ':'))
		return tg_literal_bad(l, "a colon belongs here");
	if (is_word(key, len, "shape")) {
		seen = &h->has_shape;
		ok = tg_literal_tuple(l, &h->shape);
	} else if (is_word(key, len, "fortran_order")) {
		seen = &h->has_order;
		ok = parse_boolean(l, &h->fortran);
	} else if (is_word(key, len, "descr")) {
		seen = &h->has_descr;
		ok = parse_descr(l, h);
	} else {
		return tg_literal_bad(
			l, "a key other than descr, fortran_order, shape");
	}
	if (ok && *seen)
		return tg_literal_bad(l, "a key stands there twice");
	*seen = true;
	return ok;
}

static bool
parse_dict(struct tg_literal *l, struct header *h)
{
	if (!tg_literal_next(l, '{'))
		return tg_literal_bad(l, "a dict belongs here");
	while (!tg_literal_next(l, '}')) {
		if (!parse_dict_entry(l, h))
			return false;
		if (!tg_literal_next(l, ',') &&
			(l->p == l->end || *l->p != '}'))
			return tg_literal_bad(l, "a comma or } belongs here");
	}
	tg_literal_space(l);
	if (l->p < l->end)
		return tg_literal_bad(l, "something stands behind the dict");
	if (!h->has_shape || !h->has_order || !h->has_descr)
		return tg_literal_bad(
			l, "descr, fortran_order or shape is missing");
	return true;
}

/* Read version and length of the header, and its text. */
static bool
parse_header(struct header *h, const unsigned char *data, size_t len,
	struct tg_err *err)
{
	struct tg_literal l = { .err = err };
	const unsigned char *nul;
	size_t length, begin = MAGIC_LEN + 2 + 2;

	if (len < begin + 2)
		return tg_fail(
			err, TG_EDATA, TG_NOPOS, "the NPY header is cut short");
	length = data[8] | (size_t)data[9] << 8;
	if (data[MAGIC_LEN] >= 2) {
		length |= (size_t)data[10] << 16 | (size_t)data[11] << 24;
		begin += 2;
	}
	if (data[6] < 1 || data[6] > 3 || data[7] != 0)
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"NPY version %d.%d is not known, only 1.0, 2.0, 3.0",
			data[6], data[7]);
	if (length > HEADER_MAX)
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"the NPY header has %zu bytes, no more than %d are "
			"read",
			length, HEADER_MAX);
	if (length > len - begin)
		return tg_fail(
			err, TG_EDATA, TG_NOPOS, "the NPY header is cut short");
	nul = memchr(data + begin, '\0', length);
	if (nul != NULL) /* it would cut names, and NumPy reads none either */
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"the NPY header has a NUL, byte %td of the file",
			nul - data);
	l.p = l.start = (const char *)data + begin;
	l.end = l.p + length;
	l.position = begin;
	h->data = begin + length;
	h->latin1 = data[MAGIC_LEN] < 3;
	return parse_dict(&l, h);
}

/* Latin-1 as UTF-8, malloc'ed; NULL without memory. */
static char *
utf8_of_latin1(const char *text, size_t len)
{
	char *copy = malloc(2 * len + 1), *to = copy;

	for (size_t i = 0; copy != NULL && i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c >= 0x80)
			*to++ = (char)(0xC0 | c >> 6);
		*to++ = (char)(c >= 0x80 ? 0x80 | (c & 0x3F) : c);
	}
	if (copy != NULL)
		*to = '\0';
	return copy;
}

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

static bool
set_descr_dtype(
	struct tg_tensor *tensor, const struct header *h, struct tg_err *err)
{
	if (!tg_npy_descr_parse(&tensor->dtype, h->descr, h->descr_len, err))
		return false;
	if (tensor->dtype.type < TG_BYTES)
		return true;
	tensor->descr = h->latin1 ? utf8_of_latin1(h->descr, h->descr_len)
				  : strndup(h->descr, h->descr_len);
	if (tensor->descr == NULL)
		return tg_fail_memory(err, "a dtype");
	tensor->dtype.descr = tensor->descr;
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
	size_t begin, len;
};

/* Read the header: all of the tensor but its data, and where that is. */
static bool
read_layout(struct tg_tensor *tensor, struct layout *layout,
	const unsigned char *data, size_t len, struct tg_err *err)
{
	struct header h = { 0 };
	char text[TG_SHAPE_TEXT];
	int64_t numel;

	if (!parse_header(&h, data, len, err) ||
		!set_descr_dtype(tensor, &h, err))
		return false;
	tensor->shape = h.shape;
	if (!tg_shape_numel(&h.shape, &numel) ||
		__builtin_mul_overflow((size_t)numel,
			(size_t)tensor->dtype.size, &layout->len))
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"shape %s has more bytes than can be counted",
			tg_shape_text(text, &h.shape));
	if (h.fortran)
		fortran_strides(&h.shape, tensor->stride);
	else
		tg_shape_strides(&h.shape, tensor->stride);
	layout->begin = h.data;
	return true;
}

bool
tg_npy_recognise(const unsigned char *data, size_t len)
{
	return len >= MAGIC_LEN && memcmp(data, MAGIC, MAGIC_LEN) == 0;
}

bool
tg_npy_read(struct tg_tensor *tensor, const unsigned char *data, size_t len,
	struct tg_err *err)
{
	char text[TG_SHAPE_TEXT];
	struct layout layout;

	if (!tg_npy_recognise(data, len))
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"not an NPY file: it does not start with \\x93NUMPY");
	if (!read_layout(tensor, &layout, data, len, err))
		return false;
	if (layout.len > len - layout.begin)
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"shape %s of %s takes %zu bytes, there are %zu",
			tg_shape_text(text, &tensor->shape),
			tg_dtype_name(&tensor->dtype), layout.len,
			len - layout.begin);
	tensor->data = data + layout.begin;
	return true;
}

bool
tg_npy_length(size_t *length, const unsigned char *data, size_t len,
	struct tg_err *err)
{
	struct tg_tensor tensor = { 0 };
	struct layout layout = { 0 };
	bool ok = tg_npy_recognise(data, len)
		? read_layout(&tensor, &layout, data, len, err)
		: tg_fail(err, TG_EDATA, TG_NOPOS, "not an NPY file");

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
	if (!tg_npy_descr_print(text + strlen(text), HEADER_MAX, dtype, err))
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
	unsigned char prefix[PREFIX_MOST] = MAGIC "\1";
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
		prefix[MAGIC_LEN] = latin1 ? 2 : 3;
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

static bool
read_npy(struct tg_tensor *tensor, const struct tg_bytes *bytes,
	const struct tg_read *request, struct tg_err *err)
{
	if (request->name != NULL)
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"an NPY file holds one array, which has no name");
	if (tg_npy_read(tensor, bytes->data, bytes->len, err))
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
	.read = read_npy,
	.prepare = tg_binary_prepare,
	.head = write_npy_head,
	.encode = tg_binary_encode,
};
