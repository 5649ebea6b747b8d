/*
 * Tensors in memory: tells whether one is in C order, and gives it another
 * shape. Formats make tensors and gathers read them; both use this for options
 * such as --shape.
 */
#include "tensor/tensor.h"

bool
tg_tensor_is_contiguous(const struct tg_tensor *tensor)
{
	int64_t stride[TG_MAX_NDIM];

	tg_shape_strides(&tensor->shape, stride);
	for (int i = 0; i < tensor->shape.ndim; i++)
		if (tensor->shape.size[i] > 1 && tensor->stride[i] != stride[i])
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
make_contiguous(struct tg_tensor *tensor, size_t numel, struct tg_err *err)
{
	unsigned char *data;
	size_t bytes;

	if (numel == 0 || tg_tensor_is_contiguous(tensor))
		return true;
	if (__builtin_mul_overflow(numel, tensor->dtype.size, &bytes))
		return tg_fail_memory(err, "reshaping");
	data = malloc(bytes);
	if (data == NULL)
		return tg_fail_memory(err, "reshaping");
	copy_dims(tensor, 0, tensor->data, data);
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
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"more elements than can be counted");
	if (!tg_shape_settle(&shape, numel, err))
		return false;
	if (tg_shape_equal(&shape, &tensor->shape))
		return true;
	if (!make_contiguous(tensor, (size_t)numel, err))
		return false;
	tensor->shape = shape;
	tg_shape_strides(&shape, tensor->stride);
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
