#ifndef TG_IO_BUFFER_H
#define TG_IO_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/error.h"

/* An encoder stops here, so that memory stays bounded. */
#define TG_BUFFER_FULL ((size_t)1 << 20)

/* Bytes on their way out. All zero is empty and owns nothing. */
struct tg_buffer {
	unsigned char *data;
	size_t len;
	size_t capacity;
};

/* Make sure that n more bytes fit. Errors: TG_ESYS without memory. */
bool tg_buffer_grow(struct tg_buffer *buffer, size_t n, struct tg_err *err);

static inline bool
tg_buffer_reserve(struct tg_buffer *buffer, size_t n, struct tg_err *err)
{
	return buffer->capacity - buffer->len >= n ||
		tg_buffer_grow(buffer, n, err);
}

static inline bool
tg_buffer_append(struct tg_buffer *buffer, const void *data, size_t n,
	struct tg_err *err)
{
	if (!tg_buffer_reserve(buffer, n, err))
		return false;
	if (n > 0)
		memcpy(buffer->data + buffer->len, data, n);
	buffer->len += n;
	return true;
}

void tg_buffer_free(struct tg_buffer *buffer);

#endif
