#ifndef TG_TENSOR_VALUE_STRING_H
#define TG_TENSOR_VALUE_STRING_H

#include <stddef.h>

#include "tensor/dtype.h"

/* tg_value_room and tg_value_print of value.h, for TG_BYTES and TG_UNICODE. */
size_t tg_value_string_room(const struct tg_dtype *dtype);
size_t tg_value_print_string(
	char *text, const struct tg_dtype *dtype, const void *element);

#endif
