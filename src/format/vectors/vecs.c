/*
 * .fvecs, .ivecs and .bvecs: rows, each behind the number of its values. The
 * first row says how long all are; a reader only steps over the heads of the
 * others, and these are checked for the rows that are picked.
 */
#include "format/vectors/vectors.h"

#include <inttypes.h>

#include "format/binary.h"
#include "gather/heads.h"

static bool
fail_wrong_size(const struct tg_bytes *bytes, int64_t row, struct tg_err *err)
{
	tg_fail(err, TG_ESYNTAX, TG_NOPOS,
		"row 0 takes %" PRId64 " bytes, as its head says, and the file "
		"has %zu, which are not whole rows",
		row, bytes->len);
	tg_err_help(err, TG_HELP_FETCH);
	return false;
}

/* Check the heads of all rows. */
static bool
check_all_rows(const struct tg_tensor *tensor, const struct tg_row_heads *heads,
	struct tg_err *err)
{
	const int64_t row = heads->stride * tensor->dtype.size;

	for (int64_t i = 0; i < tensor->shape.size[0]; i++)
		if (!tg_head_check(heads, tensor->data - TG_ROW_HEAD + i * row,
			    i, err))
			return false;
	return true;
}

static bool
read_vecs(struct tg_tensor *tensor, const struct tg_bytes *bytes,
	const struct tg_read *request, const struct tg_vectors *kind,
	struct tg_err *err)
{
	struct tg_row_heads heads;
	int64_t row;
	int32_t d;

	if (request->name != NULL)
		return tg_fail(err, TG_ENAME, TG_NOPOS,
			"%s files have no tensor of a name", kind->name);
	if (bytes->len < TG_ROW_HEAD)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"%zu bytes have no row of %s, not even its head",
			bytes->len, kind->name);
	d = (int32_t)tg_vectors_u32(bytes->data);
	if (d < 1)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"row 0 says that it has %" PRId32 " values", d);
	tensor->dtype = tg_dtype_of(kind->type);
	tensor->dtype.big_endian = false;
	row = TG_ROW_HEAD + (int64_t)d * tensor->dtype.size;
	if ((int64_t)bytes->len % row != 0)
		return fail_wrong_size(bytes, row, err);
	tensor->data = bytes->data + TG_ROW_HEAD;
	tensor->shape =
		(struct tg_shape){ 2, { (int64_t)bytes->len / row, d } };
	heads.stride = row / tensor->dtype.size;
	heads.length = d;
	tensor->stride[0] = heads.stride;
	tensor->stride[1] = 1;
	/* of these each row is used, or it is not known which are */
	if (request->index || request->names || request->shape != NULL)
		return check_all_rows(tensor, &heads, err);
	tensor->heads = heads;
	return true;
}

static bool
prepare_vecs(struct tg_encoder *encoder, const struct tg_vectors *kind,
	struct tg_err *err)
{
	char text[TG_SHAPE_TEXT];

	if (!tg_vectors_prepare(encoder, kind, INT32_MAX, err))
		return false;
	if (encoder->n == 0)
		return tg_fail(err, TG_ESHAPE, TG_NOPOS,
			"%s files have one row or more, of one value or more, "
			"and the result has shape %s",
			kind->name, tg_shape_text(text, &encoder->shape));
	/* encode_vecs writes heads between the elements */
	encoder->verbatim = false;
	return true;
}

/* Encode n elements of one row, and what stands before it if it begins here. */
static bool
encode_part_of_row(const struct tg_encoder *plain, struct tg_elements *part,
	struct tg_buffer *out, struct tg_err *err)
{
	const int64_t d = plain->shape.size[1];
	unsigned char head[TG_ROW_HEAD];

	tg_vectors_put_u32(head, (uint32_t)d);
	if (part->first % d == 0 &&
		!tg_buffer_append(out, head, sizeof(head), err))
		return false;
	return tg_binary_encode(plain, part, out, err);
}

static bool
encode_vecs(const struct tg_encoder *e, struct tg_elements *elements,
	struct tg_buffer *out, struct tg_err *err)
{
	const struct tg_dtype *from = &e->input->dtype;
	const unsigned char *data = elements->data;
	const size_t d = (size_t)e->shape.size[1], n = elements->n;
	struct tg_encoder plain = *e;
	struct tg_elements part;
	size_t done = 0;

	plain.verbatim = from->type != TG_TEXT && !from->big_endian;
	while (done < n && (done == 0 || out->len < TG_BUFFER_FULL)) {
		part.first = elements->first + (int64_t)done;
		part.n = d - (size_t)part.first % d;
		if (part.n > n - done)
			part.n = n - done;
		part.data = data + done * from->size;
		if (!encode_part_of_row(&plain, &part, out, err))
			return false;
		done += part.n;
	}
	elements->n = done;
	return true;
}

#define DEFINE_FORMAT(NAME, TYPE)                                            \
	static const struct tg_vectors NAME = { #NAME, TYPE };               \
                                                                             \
	static bool read_##NAME(struct tg_tensor *tensor,                    \
		const struct tg_bytes *bytes, const struct tg_read *request, \
		struct tg_err *err)                                          \
	{                                                                    \
		return read_vecs(tensor, bytes, request, &NAME, err);        \
	}                                                                    \
                                                                             \
	static bool prepare_##NAME(                                          \
		struct tg_encoder *encoder, struct tg_err *err)              \
	{                                                                    \
		return prepare_vecs(encoder, &NAME, err);                    \
	}                                                                    \
                                                                             \
	const struct tg_format tg_format_##NAME = {                          \
		.name = #NAME,                                               \
		.endings = { "." #NAME },                                    \
		.binary = true,                                              \
		.read = read_##NAME,                                         \
		.prepare = prepare_##NAME,                                   \
		.encode = encode_vecs,                                       \
	};

DEFINE_FORMAT(fvecs, TG_FLOAT32)
DEFINE_FORMAT(ivecs, TG_INT32)
DEFINE_FORMAT(bvecs, TG_UINT8)
