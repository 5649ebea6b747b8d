/*
 * Reads binary data that come from a pipe, or from gzip data, once and in their
 * order. That they were as long as their head says is known only at the end,
 * where the reader of their format words what is wrong.
 */
#include "pipeline/binary_coming.h"

#include <string.h>

bool
tg_binary_coming_open(struct tg_binary_coming *c, struct tg_err *err)
{
	struct tg_watch watch = { .request = c->request };
	const size_t needed = c->format->needed(&watch, c->bytes, err);

	c->needed = needed;
	return needed > c->begin && needed < SIZE_MAX;
}

bool
tg_binary_coming_read(struct tg_binary_coming *c, void *to, size_t len,
	size_t *n, struct tg_err *err)
{
	unsigned char *next = to;

	for (*n = 0; *n < len && !c->ended;) {
		const size_t left = len - *n;
		ptrdiff_t some;

		if (c->at < c->bytes->len) {
			const size_t there = c->bytes->len - (size_t)c->at;

			some = (ptrdiff_t)(left < there ? left : there);
			memcpy(next + *n, c->bytes->data + c->at, (size_t)some);
		} else {
			some = tg_bytes_read_on(c->bytes, next + *n, left, err);
		}
		if (some < 0)
			return false;
		c->ended = some == 0;
		c->at += (uint64_t)some;
		*n += (size_t)some;
	}
	return true;
}

bool
tg_binary_coming_skip_to(struct tg_binary_coming *c, uint64_t end, void *buffer,
	size_t size, struct tg_err *err)
{
	size_t n;

	while (c->at < end && !c->ended) {
		const uint64_t left = end - c->at;

		if (!tg_binary_coming_read(c, buffer,
			    left < size ? (size_t)left : size, &n, err))
			return false;
	}
	return true;
}

bool
tg_binary_coming_finish(struct tg_binary_coming *c, void *buffer, size_t size,
	struct tg_err *err)
{
	struct tg_bytes seen = *c->bytes;
	struct tg_tensor tensor = { 0 };
	bool ok;

	/* the checksum of gzip data comes behind the elements */
	if (!tg_binary_coming_skip_to(
		    c, c->needed + c->bytes->inflated, buffer, size, err))
		return false;
	seen.len = (size_t)c->at;
	seen.partial = !c->ended;
	ok = c->format->read(&tensor, &seen, &c->request, err);
	tg_tensor_free(&tensor);
	return ok;
}
