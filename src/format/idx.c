/*
 * IDX, the format of MNIST and of data sets like it: two zero bytes, a type, the
 * number of dims, their sizes, and the elements, all big-endian. Four bytes that
 * many files could begin with are little to know a file by, so that its size
 * has to fit them, too (http://yann.lecun.com/exdb/mnist).
 */
#include "format/format.h"

#include <inttypes.h>
#include <stdio.h>

#include "format/binary.h"

/* The bytes before the sizes, of which each has as many. */
#define WORD 4

static const struct {
	unsigned char code;
	enum tg_type type;
} types[] = {
	{ 0x08, TG_UINT8 },
	{ 0x09, TG_INT8 },
	{ 0x0B, TG_INT16 },
	{ 0x0C, TG_INT32 },
	{ 0x0D, TG_FLOAT32 },
	{ 0x0E, TG_FLOAT64 },
};

#define NTYPES (sizeof(types) / sizeof(types[0]))

/* What the head of a file says. */
struct idx {
	struct tg_dtype dtype;
	struct tg_shape shape;
	size_t head; /* bytes of it */
	size_t len;  /* bytes of the elements */
};

static bool
find_type(struct tg_dtype *dtype, unsigned char code)
{
	for (size_t i = 0; i < NTYPES; i++)
		if (types[i].code == code) {
			*dtype = tg_dtype_of(types[i].type);
			dtype->big_endian = dtype->size > 1;
			return true;
		}
	return false;
}

static bool
read_sizes(struct idx *idx, const unsigned char *p, struct tg_err *err)
{
	char text[TG_SHAPE_TEXT];
	int64_t numel;

	for (int i = 0; i < idx->shape.ndim; i++, p += WORD)
		idx->shape.size[i] = (int64_t)((uint32_t)p[0] << 24 |
			(uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]);
	if (!tg_shape_numel(&idx->shape, &numel) ||
		__builtin_mul_overflow(numel, idx->dtype.size, &idx->len) ||
		idx->len > SIZE_MAX - idx->head - 1)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"shape %s, which the head says, has more bytes than "
			"can be counted",
			tg_shape_text(text, &idx->shape));
	return true;
}

static bool
read_head(struct idx *idx, const struct tg_bytes *bytes, struct tg_err *err)
{
	const unsigned char *p = bytes->data;

	if (bytes->len < WORD || p[0] != 0 || p[1] != 0)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"an idx file begins with two zero bytes, a type and "
			"the number of dims");
	if (!find_type(&idx->dtype, p[2]))
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"idx has no type 0x%02X", p[2]);
	idx->shape.ndim = p[3];
	idx->head = WORD + WORD * (size_t)p[3];
	if (idx->shape.ndim > TG_MAX_NDIM)
		return tg_fail(err, TG_ELACK, TG_NOPOS,
			"a tensor has at most %d dims, the head says %d",
			TG_MAX_NDIM, idx->shape.ndim);
	if (bytes->len < idx->head) {
		tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"the head, with the sizes of %d dims, takes %zu bytes, "
			"there are %zu",
			idx->shape.ndim, idx->head, bytes->len);
		tg_err_help(err, TG_HELP_FETCH);
		return false;
	}
	return read_sizes(idx, p + WORD, err);
}

static bool
recognise_idx(const struct tg_bytes *bytes)
{
	struct idx idx;

	return read_head(&idx, bytes, NULL) && idx.shape.ndim > 0 &&
		bytes->len == idx.head + idx.len;
}

/* One byte more than the shape takes shows that there are too many. */
static size_t
need_idx(struct tg_watch *watch, const struct tg_bytes *bytes,
	struct tg_err *err)
{
	const unsigned char *p = bytes->data;
	struct tg_dtype dtype;
	struct idx idx;

	(void)watch;
	for (size_t i = 0; i < bytes->len && i < 2; i++)
		if (p[i] != 0)
			return 0;
	if (bytes->len > 2 && !find_type(&dtype, p[2]))
		return 0;
	if (bytes->len < WORD || bytes->len < WORD + WORD * (size_t)p[3])
		return SIZE_MAX;
	if (read_head(&idx, bytes, err))
		return idx.head + idx.len + 1;
	tg_err_clear(err);
	return 0;
}

static bool
read_idx(struct tg_tensor *tensor, const struct tg_bytes *bytes,
	const struct tg_read *request, struct tg_err *err)
{
	char text[TG_SHAPE_TEXT], there[24] = "more";
	struct idx idx;

	if (request->name != NULL)
		return tg_fail(err, TG_ENAME, TG_NOPOS,
			"idx files have no tensor of a name");
	if (!read_head(&idx, bytes, err))
		return false;
	if (bytes->len - idx.head != idx.len) {
		if (!bytes->partial)
			snprintf(there, sizeof(there), "%zu",
				bytes->len - idx.head);
		tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"shape %s of %s, which the head says, takes %zu "
			"bytes, there are %s behind the head",
			tg_shape_text(text, &idx.shape),
			tg_dtype_name(&idx.dtype), idx.len, there);
		if (bytes->len - idx.head < idx.len)
			tg_err_help(err, TG_HELP_FETCH);
		return false;
	}
	tensor->dtype = idx.dtype;
	tensor->shape = idx.shape;
	tensor->data = bytes->data + idx.head;
	tg_shape_strides(&tensor->shape, tensor->stride);
	return true;
}

/* The code of a type; 0 if idx has none. */
static unsigned char
code_of(enum tg_type type)
{
	for (size_t i = 0; i < NTYPES; i++)
		if (types[i].type == type)
			return types[i].code;
	return 0;
}

static bool
prepare_idx(struct tg_encoder *encoder, struct tg_err *err)
{
	const struct tg_shape *shape = &encoder->shape;
	const struct tg_tensor *input = encoder->input;
	struct tg_dtype *dtype = &encoder->dtype;
	char text[TG_SHAPE_TEXT];

	if (!tg_binary_prepare(encoder, err))
		return false;
	if (code_of(dtype->type) == 0) {
		tg_fail(err, TG_ETYPE, TG_NOPOS, "idx has no dtype %s",
			tg_dtype_name(dtype));
		if (input->dtype.type == TG_TEXT)
			tg_err_help(err,
				"it has uint8, int8, int16, int32, float32 and "
				"float64: --dtype says which of them is meant");
		else
			tg_err_help(err, "NPY has: -o NAME.npy");
		return false;
	}
	for (int i = 0; i < shape->ndim; i++)
		if (shape->size[i] > UINT32_MAX)
			return tg_fail(err, TG_ESHAPE, TG_NOPOS,
				"sizes in idx are below 2^32, and the result "
				"has shape %s",
				tg_shape_text(text, shape));
	dtype->big_endian = dtype->size > 1;
	encoder->verbatim = input->dtype.type != TG_TEXT &&
		input->dtype.big_endian == dtype->big_endian;
	return true;
}

static bool
write_idx_head(const struct tg_encoder *encoder, struct tg_buffer *out,
	struct tg_err *err)
{
	const struct tg_shape *shape = &encoder->shape;
	unsigned char head[WORD + WORD * TG_MAX_NDIM] = { 0 };

	head[2] = code_of(encoder->dtype.type);
	head[3] = (unsigned char)shape->ndim;
	for (int i = 0; i < shape->ndim; i++)
		for (int k = 0; k < WORD; k++)
			head[WORD + WORD * i + k] =
				(unsigned char)(shape->size[i] >>
					8 * (WORD - 1 - k));
	return tg_buffer_append(
		out, head, WORD + WORD * (size_t)shape->ndim, err);
}

const struct tg_format tg_format_idx = {
	.name = "idx",
	.endings = { ".idx" },
	.binary = true,
	.weak = true,
	.recognise = recognise_idx,
	.needed = need_idx,
	.read = read_idx,
	.prepare = prepare_idx,
	.head = write_idx_head,
	.encode = tg_binary_encode,
};
