/*
 * Tensors in memory: tells whether one is in C order, and gives it another
 * shape. Formats make tensors and gathers read them; both use this for options
 * such as --shape.
 */
#include "tensor/tensor.h"

#include <inttypes.h>

#include "base/memory_limit.h"
#include "tensor/packing.h"

struct tg_shape
tg_tensor_packs(const struct tg_tensor *tensor)
{
	struct tg_shape packs = tensor->shape;

	if (packs.ndim > 0)
		packs.size[packs.ndim - 1] /= tg_dtype_pack(&tensor->dtype);
	return packs;
}

void
tg_tensor_set_strides(struct tg_tensor *tensor)
{
	const struct tg_shape packs = tg_tensor_packs(tensor);

	tg_shape_strides(&packs, tensor->stride);
}

/* Packs lie along the last dim of a shape, each as a whole. */
static bool
check_packs(const struct tg_dtype *dtype, const struct tg_shape *shape,
	struct tg_err *err)
{
	const int64_t pack = tg_dtype_pack(dtype);
	const int64_t last = shape->ndim > 0 ? shape->size[shape->ndim - 1] : 1;
	char text[TG_SHAPE_TEXT];

	return last % pack == 0 ||
		tg_fail(err, TG_ESHAPE, TG_NOPOS,
			"in shape %s the last dim has size %" PRId64
			", which is no multiple of the %" PRId64
			" elements in a block of %s",
			tg_shape_text(text, shape), last, pack,
			tg_dtype_name(dtype));
}

bool
tg_tensor_size(
	uint64_t *size, const struct tg_tensor *tensor, struct tg_err *err)
{
	int64_t numel;

	if (!check_packs(&tensor->dtype, &tensor->shape, err))
		return false;
	if (tg_shape_numel(&tensor->shape, &numel) &&
		!__builtin_mul_overflow(numel / tg_dtype_pack(&tensor->dtype),
			tensor->dtype.size, size))
		return true;
	return tg_fail(err, TG_ESHAPE, TG_NOPOS,
		"the shape has more bytes than can be counted");
}

bool
tg_tensor_is_contiguous(const struct tg_tensor *tensor)
{
	const struct tg_shape packs = tg_tensor_packs(tensor);
	int64_t stride[TG_MAX_NDIM];

	tg_shape_strides(&packs, stride);
	for (int i = 0; i < packs.ndim; i++)
		if (packs.size[i] > 1 && tensor->stride[i] != stride[i])
			return false;
	return true;
}

/*
 * Copy the elements of dims dim and up, in C order, of which the first is at
 * from. Returns what follows the copy.
 */
static unsigned char *
copy_dims(const struct tg_tensor *tensor, int dim, const unsigned char *from,
	unsigned char *to)
{
	const size_t size = tensor->dtype.size;

	if (dim == tensor->shape.ndim) {
		memcpy(to, from, size);
		return to + size;
	}
	for (int64_t i = 0; i < tensor->shape.size[dim]; i++)
		to = copy_dims(tensor, dim + 1,
			from + i * tensor->stride[dim] * (int64_t)size, to);
	return to;
}

static bool
make_contiguous(struct tg_tensor *tensor, int64_t numel, struct tg_err *err)
{
	struct tg_tensor packs = *tensor;
	unsigned char *data;
	uint64_t bytes;

	if (numel == 0 || tg_tensor_is_contiguous(tensor))
		return true;
	if (!tg_tensor_size(&bytes, tensor, err))
		return false;
	packs.shape = tg_tensor_packs(tensor);
	data = bytes < SIZE_MAX ? malloc((size_t)bytes) : NULL;
	if (data == NULL)
		return tg_fail_memory(err, "reshaping");
	copy_dims(&packs, 0, tensor->data, data);
	free(tensor->owned);
	tensor->data = tensor->owned = data;
	return true;
}

bool
tg_tensor_reshape(struct tg_tensor *tensor, const struct tg_shape *wanted,
	struct tg_err *err)
{
	struct tg_shape shape = *wanted;
	int64_t numel;

	if (!tg_shape_numel(&tensor->shape, &numel))
		return tg_fail(err, TG_ESHAPE, TG_NOPOS,
			"more elements than can be counted");
	if (!tg_shape_settle(&shape, numel, err))
		return false;
	if (!check_packs(&tensor->dtype, &shape, err))
		return false;
	if (tg_shape_equal(&shape, &tensor->shape))
		return true;
	if (!make_contiguous(tensor, numel, err))
		return false;
	tensor->shape = shape;
	tg_tensor_set_strides(tensor);
	return true;
}

/* All of the memory is not for a tensor that is only looked at. */
#define SHARE 4

bool
tg_tensor_unpack(struct tg_tensor *tensor, struct tg_err *err)
{
	const struct tg_packing *packing = tensor->dtype.packing;
	const unsigned char *pack = tensor->data;
	uint64_t packed, n;
	size_t size;
	float *to;

	if (packing == NULL)
		return true;
	if (packing->unpack == NULL)
		return tg_packing_fail(packing, err);
	if (!tg_tensor_size(&packed, tensor, err))
		return false;
	n = packed / packing->size;
	if (__builtin_mul_overflow(n * packing->elements, sizeof(*to), &size) ||
		(tg_memory_may_lack(size) && size > tg_memory_limit() / SHARE))
		return tg_fail_memory(err, "unpacking");
	to = malloc(size + 1);
	if (to == NULL)
		return tg_fail_memory(err, "unpacking");
	free(tensor->owned);
	tensor->data = tensor->owned = to;
	tensor->dtype = tg_dtype_of(TG_FLOAT32);
	tg_tensor_set_strides(tensor);
	for (; n > 0; n--, to += packing->elements, pack += packing->size)
		packing->unpack(to, pack);
	return true;
}

const unsigned char *
tg_tensor_at(const struct tg_tensor *tensor, const int64_t *at)
{
	int64_t offset = 0;

	for (int i = 0; i < tensor->shape.ndim; i++)
		offset += at[i] * tensor->stride[i];
	return tensor->data + offset * (int64_t)tensor->dtype.size;
}

const unsigned char *
tg_tensor_element(const struct tg_tensor *tensor, int64_t element)
{
	int64_t at[TG_MAX_NDIM];

	tg_shape_unravel(&tensor->shape, element, at);
	return tg_tensor_at(tensor, at);
}
