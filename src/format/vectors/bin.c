/*
 * .fbin, .ibin, .u8bin, .i8bin and .f16bin: the numbers of rows and of values in
 * a row, then all values. The true neighbours of queries are published in the
 * same layout, with their distances behind them: such a file is read as two
 * tensors.
 */
#include "format/vectors/vectors.h"

#include <inttypes.h>
#include <stdio.h>

#include "format/binary.h"

/* The two numbers before the values. */
#define HEAD 8

#define DISTANCES "distances"

/* A file that has been looked at. */
struct bin {
	struct tg_shape shape;
	size_t len;         /* of the values, in bytes */
	bool has_distances; /* so many bytes of float32 follow them */
};

/* What the head says. False, with err, if it is not all there. */
static bool
read_head(struct bin *bin, const struct tg_bytes *bytes,
	const struct tg_vectors *kind, struct tg_err *err)
{
	const struct tg_dtype dtype = tg_dtype_of(kind->type);
	char text[TG_SHAPE_TEXT];
	int64_t numel;

	if (bytes->len < HEAD)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"%zu bytes are no %s file, whose head has %d",
			bytes->len, kind->name, HEAD);
	bin->shape = (struct tg_shape){ 2,
		{ tg_vectors_u32(bytes->data),
			tg_vectors_u32(bytes->data + 4) } };
	if (!tg_shape_numel(&bin->shape, &numel) ||
		__builtin_mul_overflow(numel, dtype.size, &bin->len) ||
		bin->len > SIZE_MAX / 2 - HEAD)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"shape %s, which the head says, has more bytes than "
			"can be counted",
			tg_shape_text(text, &bin->shape));
	return true;
}

static bool
fail_wrong_size(const struct bin *bin, size_t len, bool partial,
	const struct tg_vectors *kind, struct tg_err *err)
{
	const struct tg_dtype dtype = tg_dtype_of(kind->type);
	char text[TG_SHAPE_TEXT], there[24] = "more";

	if (!partial)
		snprintf(there, sizeof(there), "%zu", len);
	tg_fail(err, TG_ESYNTAX, TG_NOPOS,
		"shape %s of %s, which the head says, takes %zu bytes, there "
		"are %s behind the head",
		tg_shape_text(text, &bin->shape), tg_dtype_name(&dtype),
		bin->len, there);
	if (len < bin->len)
		tg_err_help(err, TG_HELP_FETCH);
	return false;
}

/* Read the head, and compare the size of the file with it. */
static bool
open_bin(struct bin *bin, const struct tg_bytes *bytes,
	const struct tg_vectors *kind, struct tg_err *err)
{
	size_t len;

	if (!read_head(bin, bytes, kind, err))
		return false;
	len = bytes->len - HEAD;
	bin->has_distances =
		kind->type == TG_INT32 && bin->len > 0 && len == 2 * bin->len;
	return len == bin->len || bin->has_distances ||
		fail_wrong_size(bin, len, bytes->partial, kind, err);
}

static void
set_tensor(struct tg_tensor *tensor, const struct bin *bin, enum tg_type type,
	const unsigned char *data)
{
	tensor->dtype = tg_dtype_of(type);
	tensor->dtype.big_endian = false;
	tensor->shape = bin->shape;
	tensor->data = data;
	tg_shape_strides(&tensor->shape, tensor->stride);
}

static bool
read_bin(struct tg_tensor *tensor, const struct tg_bytes *bytes,
	const struct tg_read *request, const struct tg_vectors *kind,
	struct tg_err *err)
{
	struct bin bin;

	if (!open_bin(&bin, bytes, kind, err))
		return false;
	if (request->name == NULL) {
		set_tensor(tensor, &bin, kind->type, bytes->data + HEAD);
		return true;
	}
	if (bin.has_distances && strcmp(request->name, DISTANCES) == 0) {
		set_tensor(
			tensor, &bin, TG_FLOAT32, bytes->data + HEAD + bin.len);
		return true;
	}
	if (bin.has_distances)
		return tg_fail(err, TG_ENAME, TG_NOPOS,
			"the only tensor with a name is " DISTANCES);
	tg_fail(err, TG_ENAME, TG_NOPOS, "%s files have no tensor of a name",
		kind->name);
	if (strcmp(request->name, DISTANCES) == 0)
		tg_err_help(err,
			"distances are behind the ids of an ibin file, where "
			"it has twice the size that its head says");
	return false;
}

/* The ids have no name, since they are what such a file alone has otherwise. */
static bool
each_ibin(const struct tg_bytes *bytes, const struct tg_visitor *visitor,
	struct tg_err *err)
{
	static const struct tg_vectors kind = { "ibin", TG_INT32 };
	struct tg_tensor ids = { 0 }, distances = { 0 };
	struct bin bin;

	if (!open_bin(&bin, bytes, &kind, err))
		return false;
	set_tensor(&ids, &bin, kind.type, bytes->data + HEAD);
	set_tensor(&distances, &bin, TG_FLOAT32, bytes->data + HEAD + bin.len);
	return visitor->tensor(visitor->context, NULL, &ids, err) &&
		(!bin.has_distances ||
			visitor->tensor(
				visitor->context, DISTANCES, &distances, err));
}

/* One byte more than there may be shows that there are too many. */
static size_t
need_bin(const struct tg_bytes *bytes, const struct tg_vectors *kind,
	struct tg_err *err)
{
	struct bin bin;

	if (bytes->len < HEAD)
		return SIZE_MAX;
	if (!read_head(&bin, bytes, kind, err)) {
		tg_err_clear(err);
		return 0;
	}
	return HEAD + (kind->type == TG_INT32 ? 2 : 1) * bin.len + 1;
}

static bool
write_bin_head(const struct tg_encoder *encoder, struct tg_buffer *out,
	struct tg_err *err)
{
	unsigned char head[HEAD];

	for (int i = 0; i < 2; i++)
		tg_vectors_put_u32(
			head + 4 * i, (uint32_t)encoder->shape.size[i]);
	return tg_buffer_append(out, head, sizeof(head), err);
}

#define DEFINE_FORMAT(NAME, TYPE, EACH)                                      \
	static const struct tg_vectors NAME = { #NAME, TYPE };               \
                                                                             \
	static size_t need_##NAME(struct tg_watch *watch,                    \
		const struct tg_bytes *bytes, struct tg_err *err)            \
	{                                                                    \
		(void)watch;                                                 \
		return need_bin(bytes, &NAME, err);                          \
	}                                                                    \
                                                                             \
	static bool read_##NAME(struct tg_tensor *tensor,                    \
		const struct tg_bytes *bytes, const struct tg_read *request, \
		struct tg_err *err)                                          \
	{                                                                    \
		return read_bin(tensor, bytes, request, &NAME, err);         \
	}                                                                    \
                                                                             \
	static bool prepare_##NAME(                                          \
		struct tg_encoder *encoder, struct tg_err *err)              \
	{                                                                    \
		return tg_vectors_prepare(encoder, &NAME, UINT32_MAX, err);  \
	}                                                                    \
                                                                             \
	const struct tg_format tg_format_##NAME = {                          \
		.name = #NAME,                                               \
		.endings = { "." #NAME },                                    \
		.binary = true,                                              \
		.needed = need_##NAME,                                       \
		.read = read_##NAME,                                         \
		.each = EACH,                                                \
		.prepare = prepare_##NAME,                                   \
		.head = write_bin_head,                                      \
		.encode = tg_binary_encode,                                  \
	};

DEFINE_FORMAT(fbin, TG_FLOAT32, NULL)
DEFINE_FORMAT(ibin, TG_INT32, each_ibin)
DEFINE_FORMAT(u8bin, TG_UINT8, NULL)
DEFINE_FORMAT(i8bin, TG_INT8, NULL)
DEFINE_FORMAT(f16bin, TG_FLOAT16, NULL)
