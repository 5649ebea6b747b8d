/*
 * Raw data: the elements of one tensor, without a header. The user says shape
 * and dtype, and the order of elements where it is not C's. The size of the file must match both exactly, since
 * nothing else would show that they are wrong.
 */
#include "format/format.h"

#include <inttypes.h>
#include <stdio.h>

#include "format/binary.h"

/* Replace a size -1 in shape by what the len bytes of elements make it. */
static bool
infer_open_size(struct tg_shape *shape, const struct tg_dtype *dtype,
	size_t len, struct tg_err *err)
{
	struct tg_shape known = *shape;
	int64_t numel;

	for (int i = 0; i < known.ndim; i++)
		if (known.size[i] == -1)
			known.size[i] = 1;
	if (!tg_shape_numel(&known, &numel))
		return tg_shape_settle(shape, 0, err);
	if (known.ndim == 0 || tg_shape_equal(&known, shape))
		return true;
	/* bytes that are left over are found by the caller, as a wrong size */
	if (numel == 0)
		return tg_shape_settle(shape, 0, err);
	numel *= (int64_t)(len / dtype->size) * tg_dtype_pack(dtype) / numel;
	return tg_shape_settle(shape, numel, err);
}

/* The tensor takes size bytes, but len bytes are there. */
static bool
fail_wrong_size(const struct tg_tensor *tensor, const struct tg_read *request,
	uint64_t size, size_t len, bool partial, struct tg_err *err)
{
	char text[TG_SHAPE_TEXT], there[24] = "more";

	/* how many there are is not known where the rest was not read */
	if (!partial)
		snprintf(there, sizeof(there), "%zu", len);
	return tg_fail(err, TG_ESHAPE, TG_NOPOS,
		"shape %s of %s takes %" PRIu64 " bytes, there are %s%s",
		tg_shape_text(text, &tensor->shape),
		tg_dtype_name(&tensor->dtype), size, there,
		request->offset > 0 ? " behind the offset" : "");
}

static bool
fail_missing(const struct tg_read *request, struct tg_err *err)
{
	const char *prefix = request->index ? "index-" : "";

	tg_fail(err, TG_EDATA, TG_NOPOS, "raw data does not say its %s",
		request->shape == NULL
			? request->dtype == NULL ? "shape and dtype" : "shape"
			: "dtype");
	if (request->shape == NULL)
		tg_err_help(err, "add --%sshape, such as --%sshape 128,21,4",
			prefix, prefix);
	if (request->dtype == NULL)
		tg_err_help(err, "add --%sdtype, such as --%sdtype %s", prefix,
			prefix, request->index ? "int64" : "float32");
	return false;
}

/* The strides of a shape whose first subscript runs fastest. */
static void
set_strides_of_fortran(struct tg_tensor *tensor)
{
	const struct tg_shape *shape = &tensor->shape;
	int64_t stride = 1;

	for (int i = 0; i < shape->ndim; i++) {
		tensor->stride[i] = stride;
		if (shape->size[i] > 0)
			stride *= shape->size[i];
	}
}

static void
set_strides(struct tg_tensor *tensor, enum tg_layout layout)
{
	if (layout == TG_LAYOUT_F)
		set_strides_of_fortran(tensor);
	else
		tg_tensor_set_strides(tensor);
}

static bool
read_raw(struct tg_tensor *tensor, const struct tg_bytes *bytes,
	const struct tg_read *request, struct tg_err *err)
{
	const uint64_t skip =
		request->offset > 0 ? (uint64_t)request->offset : 0;
	uint64_t size;
	size_t len;
	bool exact;

	if (request->name != NULL)
		return tg_fail(err, TG_ENAME, TG_NOPOS,
			"raw data has no tensor of a name");
	if (request->shape == NULL || request->dtype == NULL)
		return fail_missing(request, err);
	if (skip > bytes->len)
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"the offset is %" PRIu64 ", there are %zu bytes", skip,
			bytes->len);
	len = bytes->len - (size_t)skip;
	tensor->dtype = *request->dtype;
	tensor->shape = *request->shape;
	if (!infer_open_size(&tensor->shape, &tensor->dtype, len, err))
		return false;
	if (!tg_tensor_size(&size, tensor, err))
		return false;
	exact = request->offset >= 0 ? size <= len : size == len;
	if (!exact)
		return fail_wrong_size(
			tensor, request, size, len, bytes->partial, err);
	if (request->layout == TG_LAYOUT_F && tensor->dtype.packing != NULL)
		return tg_fail(err, TG_ELACK, TG_NOPOS,
			"blocks of %s are not in the order of Fortran",
			tg_dtype_name(&tensor->dtype));
	tensor->data = bytes->data + skip;
	set_strides(tensor, request->layout);
	return true;
}

/* A size of -1 is known only when all is there; other orders need all of it. */
static bool
expect_raw(struct tg_tensor *tensor, size_t *begin,
	const struct tg_bytes *bytes, const struct tg_read *request,
	struct tg_err *err)
{
	uint64_t size;
	size_t skip = 0;

	(void)bytes;
	(void)err;
	/* a window moves over elements, not over packs */
	if (request->name != NULL || request->shape == NULL ||
		request->dtype == NULL || request->dtype->packing != NULL)
		return false;
	for (int i = 0; i < request->shape->ndim; i++)
		if (request->shape->size[i] == -1)
			return false;
	tensor->dtype = *request->dtype;
	tensor->shape = *request->shape;
	if (!tg_tensor_size(&size, tensor, NULL) ||
		(request->offset > 0 &&
			__builtin_add_overflow(request->offset, 0, &skip)))
		return false;
	set_strides(tensor, request->layout);
	*begin = skip;
	return tg_tensor_is_contiguous(tensor);
}

/* One byte more than the shape takes is enough to see that there are too many. */
static size_t
need_raw(struct tg_watch *watch, const struct tg_bytes *bytes,
	struct tg_err *err)
{
	const struct tg_read *request = &watch->request;
	struct tg_tensor tensor = { 0 };
	uint64_t size;
	size_t needed;

	(void)bytes;
	(void)err;
	if (request->shape == NULL || request->dtype == NULL)
		return 0;
	tensor.shape = *request->shape;
	tensor.dtype = *request->dtype;
	for (int i = 0; i < request->shape->ndim; i++)
		if (request->shape->size[i] == -1)
			return SIZE_MAX;
	if (!tg_tensor_size(&size, &tensor, NULL) ||
		__builtin_add_overflow(size,
			request->offset >= 0 ? request->offset : 1, &needed))
		return 0;
	return needed;
}

static bool
take_any_packing(const struct tg_packing *packing)
{
	(void)packing;
	return true;
}

const struct tg_format tg_format_raw = {
	.name = "raw",
	.endings = { ".raw", ".bin" },
	.takes_dtype = true,
	.binary = true,
	.needed = need_raw,
	.expect = expect_raw,
	.read = read_raw,
	.packs = take_any_packing,
	.prepare = tg_binary_prepare,
	.encode = tg_binary_encode,
};
