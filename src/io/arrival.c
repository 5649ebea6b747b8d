/*
 * Reads what cannot be mapped: pipes, devices, small files and gzip data. The
 * bytes are looked at while they come, since a pipe or a device may have no end,
 * and gzip data may stand for a thousand times as many bytes.
 */
#include "io/arrival.h"

#include <stdlib.h>
#include <string.h>

#include "io/gzip.h"
#include "io/retry.h"

/* So many bytes are read at first. */
#define FIRST ((size_t)64 << 10)

struct reading {
	struct tg_bytes *bytes;
	size_t capacity; /* of the memory that is read into */
	int fd;
	struct tg_gzip *gzip; /* NULL: the bytes are taken as they stand */
	bool begun;           /* it is known whether this is gzip data */
};

/* Double the capacity of the memory that is read into. */
static bool
grow_memory(struct reading *r, struct tg_err *err)
{
	size_t wanted;
	void *base;

	if (__builtin_mul_overflow(r->capacity, (size_t)2, &wanted))
		return tg_fail_memory(err, "reading");
	base = realloc(r->bytes->base, wanted);
	if (base == NULL)
		return tg_fail_memory(err, "reading");
	r->bytes->base = base;
	r->capacity = wanted;
	return true;
}

/* Read bytes that are there; *more becomes false at the end. */
static bool
read_some(struct reading *r, bool *more, struct tg_err *err)
{
	struct tg_bytes *bytes = r->bytes;
	unsigned char *to;
	size_t room;
	ssize_t n;

	if (r->capacity - TG_PADDING == bytes->len && !grow_memory(r, err))
		return false;
	to = (unsigned char *)bytes->base + bytes->len;
	room = r->capacity - TG_PADDING - bytes->len;
	n = r->gzip != NULL ? tg_gzip_read(r->gzip, to, room, err)
			    : tg_retry_read(r->fd, to, room);
	if (n < 0)
		return tg_fail_errno(err, "cannot read");
	bytes->len += (size_t)n;
	memset(to + n, 0, TG_PADDING);
	bytes->data = bytes->base;
	*more = n > 0;
	return true;
}

/* When enough bytes are there to tell: begin to inflate them. */
static bool
begin_to_inflate(struct reading *r, struct tg_err *err)
{
	struct tg_bytes *bytes = r->bytes;

	if (r->begun || bytes->len < TG_GZIP_MAGIC)
		return true;
	r->begun = true;
	if (!tg_gzip_recognise(bytes->data, bytes->len))
		return true;
	r->gzip = tg_gzip_open(r->fd, bytes->data, bytes->len, err);
	bytes->inflated = true;
	bytes->len = 0;
	return r->gzip != NULL;
}

/* True if no more bytes are needed. */
static bool
is_enough(const struct reading *r, const struct tg_arrival *arrival,
	struct tg_err *err)
{
	const struct tg_bytes *bytes = r->bytes;
	size_t needed;

	if (arrival->needed == NULL || bytes->len == 0)
		return false;
	needed = arrival->needed(arrival->context, bytes, err);
	/* the checksum is compared where the gzip data ends: look for that */
	return bytes->len > needed || (bytes->len == needed && r->gzip == NULL);
}

static bool
read_while_needed(struct reading *r, bool finite,
	const struct tg_arrival *arrival, struct tg_err *err)
{
	bool more = true;

	while (more) {
		if (!read_some(r, &more, err) || !begin_to_inflate(r, err))
			return false;
		if (more && (!finite || r->gzip != NULL) &&
			is_enough(r, arrival, err)) {
			r->bytes->partial = true;
			return true;
		}
	}
	return true;
}

bool
tg_arrival_read(struct tg_bytes *bytes, int fd, bool finite,
	const struct tg_arrival *arrival, struct tg_err *err)
{
	struct reading r = {
		.bytes = bytes,
		.capacity = FIRST + TG_PADDING,
		.fd = fd,
		.begun = !arrival->inflate,
	};
	bool ok;

	bytes->base = malloc(r.capacity);
	if (bytes->base == NULL)
		return tg_fail_memory(err, "reading");
	ok = read_while_needed(&r, finite, arrival, err);
	tg_gzip_free(r.gzip);
	return ok;
}
