/*
 * Makes a tensor of a TensorProto: which dtype its type is, and where its
 * elements are. Nearly always they are in one piece, which is left where it is.
 */
#include "format/onnx/onnx.h"

#include <inttypes.h>

#include "base/harmless.h"

/* The types of ONNX; those of which no dtype is named are not read. */
static const struct {
	const char *name;
	bool read;
	enum tg_type type;
	unsigned field; /* that has the elements, if they are not raw */
} types[] = {
	[0] = { "UNDEFINED", false, 0, 0 },
	[1] = { "FLOAT", true, TG_FLOAT32, TG_ONNX_FLOATS },
	[2] = { "UINT8", true, TG_UINT8, TG_ONNX_INT32S },
	[3] = { "INT8", true, TG_INT8, TG_ONNX_INT32S },
	[4] = { "UINT16", true, TG_UINT16, TG_ONNX_INT32S },
	[5] = { "INT16", true, TG_INT16, TG_ONNX_INT32S },
	[6] = { "INT32", true, TG_INT32, TG_ONNX_INT32S },
	[7] = { "INT64", true, TG_INT64, TG_ONNX_INT64S },
	[8] = { "STRING", false, 0, 0 },
	[9] = { "BOOL", true, TG_BOOL, TG_ONNX_INT32S },
	[10] = { "FLOAT16", true, TG_FLOAT16, TG_ONNX_INT32S },
	[11] = { "DOUBLE", true, TG_FLOAT64, TG_ONNX_DOUBLES },
	[12] = { "UINT32", true, TG_UINT32, TG_ONNX_UINT64S },
	[13] = { "UINT64", true, TG_UINT64, TG_ONNX_UINT64S },
	[14] = { "COMPLEX64", true, TG_COMPLEX64, TG_ONNX_FLOATS },
	[15] = { "COMPLEX128", true, TG_COMPLEX128, TG_ONNX_DOUBLES },
	[16] = { "BFLOAT16", true, TG_BFLOAT16, TG_ONNX_INT32S },
	[17] = { "FLOAT8E4M3FN", true, TG_FLOAT8_E4M3FN, TG_ONNX_INT32S },
	[18] = { "FLOAT8E4M3FNUZ", true, TG_FLOAT8_E4M3FNUZ, TG_ONNX_INT32S },
	[19] = { "FLOAT8E5M2", true, TG_FLOAT8_E5M2, TG_ONNX_INT32S },
	[20] = { "FLOAT8E5M2FNUZ", true, TG_FLOAT8_E5M2FNUZ, TG_ONNX_INT32S },
	[21] = { "UINT4", false, 0, 0 },
	[22] = { "INT4", false, 0, 0 },
	[23] = { "FLOAT4E2M1", false, 0, 0 },
	[24] = { "FLOAT8E8M0", true, TG_FLOAT8_E8M0FNU, TG_ONNX_INT32S },
	[25] = { "UINT2", false, 0, 0 },
	[26] = { "INT2", false, 0, 0 },
};

#define NTYPES ((int64_t)(sizeof(types) / sizeof(types[0])))

/* The elements take another number of bytes than the shape asks for. */
static bool
fail_wrong_size(const struct tg_tensor *tensor, uint64_t len, uint64_t there,
	struct tg_err *err)
{
	char text[TG_SHAPE_TEXT];

	return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
		"shape %s of %s takes %" PRIu64
		" bytes, the file gives it %" PRIu64,
		tg_shape_text(text, &tensor->shape),
		tg_dtype_name(&tensor->dtype), len, there);
}

/* Check that the elements are there, as far as that is seen at once. */
static bool
check_elements(const struct tg_tensor *tensor,
	const struct tg_onnx_tensor *proto, uint64_t len, struct tg_err *err)
{
	const bool typed = proto->typed[types[proto->type].field];

	if (proto->external)
		return true;
	if (typed && proto->raw.len > 0)
		return tg_fail(
			err, TG_ESYNTAX, TG_NOPOS, "it has its elements twice");
	if (typed || (proto->raw.p != NULL && proto->raw.len == len) ||
		(proto->raw.p == NULL && len == 0))
		return true;
	return fail_wrong_size(tensor, len, proto->raw.len, err);
}

bool
tg_onnx_describe(struct tg_tensor *tensor, uint64_t *len,
	const struct tg_onnx_tensor *proto, struct tg_err *err)
{
	const bool known = proto->type >= 0 && proto->type < NTYPES;
	char text[TG_SHAPE_TEXT];
	int64_t numel;

	if (!known)
		return tg_fail(err, TG_ELACK, TG_NOPOS,
			"its type %" PRId64 " is unknown", proto->type);
	if (!types[proto->type].read)
		return tg_fail(err, TG_ELACK, TG_NOPOS,
			"elements of type %s are not supported",
			types[proto->type].name);
	tensor->dtype = tg_dtype_of(types[proto->type].type);
	tensor->dtype.big_endian = false;
	tensor->shape = proto->shape;
	if (!tg_shape_numel(&tensor->shape, &numel) ||
		__builtin_mul_overflow(numel, tensor->dtype.size, len) ||
		*len > INT64_MAX)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"shape %s has more bytes than can be counted",
			tg_shape_text(text, &tensor->shape));
	tg_shape_strides(&tensor->shape, tensor->stride);
	return check_elements(tensor, proto, *len, err);
}

/* Read the digits of a number of bytes. */
static bool
read_count(uint64_t *count, const struct tg_onnx_text *text, const char *what,
	struct tg_err *err)
{
	*count = 0;
	for (size_t i = 0; i < text->len; i++)
		if (text->p[i] < '0' || text->p[i] > '9' ||
			__builtin_mul_overflow(*count, 10, count) ||
			__builtin_add_overflow(*count, text->p[i] - '0', count))
			return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
				"the %s of its external data is no number of "
				"bytes",
				what);
	return true;
}

static bool
map_external(struct tg_tensor *tensor, const struct tg_onnx_tensor *proto,
	const struct tg_bytes *beside, uint64_t len, struct tg_err *err)
{
	uint64_t offset, length;
	char shown[TG_ERR_PLACE];

	if (proto->location.len == 0 ||
		memchr(proto->location.p, 0, proto->location.len) != NULL)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"its elements are in another file, and it does not say "
			"in which");
	if (beside == NULL)
		return tg_fail(err, TG_ELACK, TG_NOPOS,
			"its elements are in another file, which is found only "
			"beside a file, not beside standard input");
	if (!read_count(&offset, &proto->offset, "offset", err) ||
		!read_count(&length, &proto->length, "length", err))
		return false;
	if (offset > beside->len ||
		(proto->length.len > 0 && length > beside->len - offset)) {
		tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"its elements, %" PRIu64 " bytes at %" PRIu64
			", go beyond %s, which has %zu",
			length, offset,
			tg_harmless(shown, sizeof(shown), beside->name),
			beside->len);
		tg_err_help(err, TG_HELP_FETCH);
		return false;
	}
	if (proto->length.len == 0)
		length = beside->len - offset;
	if (length != len)
		return fail_wrong_size(tensor, len, length, err);
	tensor->data = beside->data + offset;
	return true;
}

bool
tg_onnx_map(struct tg_tensor *tensor, const struct tg_onnx_tensor *proto,
	const struct tg_bytes *beside, struct tg_err *err)
{
	unsigned field;
	uint64_t len;

	if (!tg_onnx_describe(tensor, &len, proto, err))
		return false;
	if (proto->external)
		return map_external(tensor, proto, beside, len, err);
	field = types[proto->type].field;
	if (proto->typed[field])
		return tg_onnx_decode(tensor, proto, field, len, err);
	tensor->data = proto->raw.p;
	return true;
}
