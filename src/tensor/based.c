/*
 * Tensors with base. The elements of a tensor that was read from a long JSON
 * text are offsets in that text; kept as 16 bit distances from bases they take
 * half the memory and are nearly as fast to read. Here they become elements of
 * their full size again.
 */
#include "tensor/based.h"

void
tg_tensor_unfold(
	const struct tg_tensor *tensor, int64_t first, size_t n, void *to)
{
	uint32_t *narrow = to;
	uint64_t *wide = to;

	if (tensor->dtype.size == sizeof(*narrow))
		for (size_t i = 0; i < n; i++)
			narrow[i] = (uint32_t)tg_tensor_based(
				tensor, first + (int64_t)i);
	else
		for (size_t i = 0; i < n; i++)
			wide[i] = tg_tensor_based(tensor, first + (int64_t)i);
}

bool
tg_tensor_widen(struct tg_tensor *tensor, struct tg_err *err)
{
	unsigned char *data;
	int64_t numel;
	size_t bytes;

	if (tensor->base == NULL)
		return true;
	data = tg_shape_numel(&tensor->shape, &numel) &&
			!__builtin_mul_overflow(
				numel, tensor->dtype.size, &bytes)
		? malloc(bytes)
		: NULL;
	if (data == NULL)
		return tg_fail_memory(err, "the elements");
	tg_tensor_unfold(tensor, 0, (size_t)numel, data);
	free(tensor->owned);
	tensor->data = tensor->owned = data;
	tensor->base = NULL;
	return true;
}
