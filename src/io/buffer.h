#ifndef TG_IO_BUFFER_H
#define TG_IO_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/error.h"

/* An encoder stops at about so many bytes, so that memory stays bounded. */
#define TG_BUFFER_FULL ((size_t)1 << 20)

/* Bytes in memory that it owns. All zero is empty and owns nothing. */
struct tg_buffer {
	unsigned char *data;
	size_t len;
	size_t capacity;
};

/* tg_buffer_reserve where the bytes do not fit yet. */
bool tg_buffer_grow(struct tg_buffer *buffer, size_t n, struct tg_err *err);

/* Make sure that n more bytes fit. Errors: TG_ESYS without memory. */
static inline bool
tg_buffer_reserve(struct tg_buffer *buffer, size_t n, struct tg_err *err)
{
	return buffer->capacity - buffer->len >= n ||
		tg_buffer_grow(buffer, n, err);
}

/* Add n bytes. Errors: TG_ESYS without memory; nothing is added then. */
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

/* Free the memory; the buffer is then empty, and can be used again. */
void tg_buffer_free(struct tg_buffer *buffer);

#endif
