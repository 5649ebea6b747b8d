/*
 * Memory that grows, for encoders and for texts that are put together. It grows
 * by half at least each time, so that appending byte by byte stays cheap; the
 * part that is called for every element is inline in the header.
 */
#include "io/buffer.h"

#include <stdlib.h>

bool
tg_buffer_grow(struct tg_buffer *buffer, size_t n, struct tg_err *err)
{
	size_t wanted, room = TG_BUFFER_FULL + TG_BUFFER_FULL / 4;
	void *data;

	if (__builtin_add_overflow(buffer->len, n, &wanted) ||
		__builtin_add_overflow(wanted, wanted / 2, &wanted))
		return tg_fail_memory(err, "an element");
	if (wanted < room)
		wanted = room;
	data = realloc(buffer->data, wanted);
	if (data == NULL)
		return tg_fail_memory(err, "an element");
	buffer->data = data;
	buffer->capacity = wanted;
	return true;
}

void
tg_buffer_free(struct tg_buffer *buffer)
{
	free(buffer->data);
	memset(buffer, 0, sizeof(*buffer));
}
