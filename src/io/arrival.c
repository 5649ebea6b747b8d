/*
 * Reads what cannot be mapped: pipes, devices, small files and gzip data. The
 * bytes are looked at while they come, since a pipe or a device may have no end,
 * and gzip data may stand for a thousand times as many bytes.
 */
#include "io/arrival.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "io/gzip.h"
#include "io/kept.h"
#include "io/retry.h"

/* So many bytes are read at first. */
#define FIRST ((size_t)64 << 10)

struct tg_coming {
	size_t capacity; /* of the memory that is read into */
	int fd;
	struct tg_gzip *gzip; /* NULL: the bytes are taken as they stand */
	bool begun;           /* it is known whether this is gzip data */
	bool finite;          /* it is known to have an end */
	bool keeps;           /* what is read on is kept, */
	bool no_room;         /* and memory is all that is left for it */
	struct tg_kept kept;
};

/* Double the capacity of the memory that is read into. */
static bool
grow_memory(struct tg_coming *r, struct tg_bytes *bytes, struct tg_err *err)
{
	size_t wanted;
	void *base;

	if (__builtin_mul_overflow(r->capacity, (size_t)2, &wanted))
		return tg_fail_memory(err, "reading");
	base = realloc(bytes->base, wanted);
	if (base == NULL)
		return tg_fail_memory(err, "reading");
	bytes->base = base;
	r->capacity = wanted;
	return true;
}

/* Read what is there, len bytes at most; 0 at the end, -1 after an error. */
static ssize_t
read_some(struct tg_coming *r, void *to, size_t len, struct tg_err *err)
{
	const ssize_t n = r->gzip != NULL ? tg_gzip_read(r->gzip, to, len, err)
					  : tg_retry_read(r->fd, to, len);

	if (n < 0)
		tg_fail_errno(err, "cannot read");
	return n;
}

/* Read bytes behind those that are there; *more becomes false at the end. */
static bool
read_behind(struct tg_coming *r, struct tg_bytes *bytes, bool *more,
	struct tg_err *err)
{
	unsigned char *to;
	ssize_t n;

	if (r->capacity - TG_PADDING == bytes->len &&
		!grow_memory(r, bytes, err))
		return false;
	to = (unsigned char *)bytes->base + bytes->len;
	n = read_some(r, to, r->capacity - TG_PADDING - bytes->len, err);
	if (n < 0)
		return false;
	bytes->len += (size_t)n;
	memset(to + n, 0, TG_PADDING);
	bytes->data = bytes->base;
	*more = n > 0;
	return true;
}

/* When enough bytes are there to tell: begin to inflate them. */
static bool
begin_to_inflate(
	struct tg_coming *r, struct tg_bytes *bytes, struct tg_err *err)
{
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
is_enough(const struct tg_coming *r, const struct tg_bytes *bytes,
	const struct tg_arrival *arrival, struct tg_err *err)
{
	size_t needed;

	if (arrival->needed == NULL || bytes->len == 0)
		return false;
	needed = arrival->needed(arrival->context, bytes, err);
	/* what is wrong may be gzip data, which is then said */
	if (needed == 0 && r->gzip == NULL && bytes->len < TG_GZIP_MAGIC &&
		tg_gzip_may_begin(bytes->data, bytes->len))
		return false;
	/* the checksum is compared where the gzip data ends: look for that */
	return bytes->len > needed || (bytes->len == needed && r->gzip == NULL);
}

/* Nothing comes any more. The descriptor stays open. */
static void
forget_coming(struct tg_bytes *bytes)
{
	tg_gzip_free(bytes->coming->gzip);
	tg_kept_free(&bytes->coming->kept);
	free(bytes->coming);
	bytes->coming = NULL;
}

/* Read until len bytes are there, or all that are needed. */
static bool
read_while_needed(struct tg_coming *r, struct tg_bytes *bytes, size_t len,
	const struct tg_arrival *arrival, struct tg_err *err)
{
	bool more = true;

	while (more) {
		if (!read_behind(r, bytes, &more, err) ||
			!begin_to_inflate(r, bytes, err))
			return false;
		if (!more || (r->finite && r->gzip == NULL))
			continue;
		if (is_enough(r, bytes, arrival, err)) {
			bytes->partial = true;
			break;
		}
		if (bytes->len >= len)
			return true;
	}
	forget_coming(bytes);
	return true;
}

bool
tg_arrival_read(struct tg_bytes *bytes, int fd, bool finite,
	const struct tg_arrival *arrival, struct tg_err *err)
{
	struct tg_coming *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return tg_fail_memory(err, "reading");
	*r = (struct tg_coming){
		.capacity = FIRST + TG_PADDING,
		.fd = fd,
		.begun = !arrival->inflate,
		.finite = finite,
		.kept.fd = -1,
	};
	bytes->coming = r;
	bytes->base = malloc(r->capacity);
	if (bytes->base == NULL)
		tg_fail_memory(err, "reading");
	else if (read_while_needed(r, bytes,
			 arrival->first > 0 ? arrival->first : SIZE_MAX,
			 arrival, err))
		return true;
	forget_coming(bytes);
	return false;
}

static void
close_source(int fd)
{
	if (fd > STDERR_FILENO)
		close(fd);
}

bool
tg_bytes_read_up_to(struct tg_bytes *bytes, size_t len,
	const struct tg_arrival *arrival, struct tg_err *err)
{
	struct tg_coming *r = bytes->coming;
	int fd;

	if (r == NULL || bytes->len >= len)
		return true;
	fd = r->fd;
	if (!read_while_needed(r, bytes, len, arrival, err)) {
		tg_err_where(err, "%s", bytes->name);
		return false;
	}
	if (bytes->coming == NULL)
		close_source(fd);
	return true;
}

/*
 * Where the file has no more room, memory is all that is left. What has come to
 * be there stands behind the file, so nothing more may be written to that, even
 * if something shorter still had room.
 */
static bool
keep(struct tg_coming *r, const void *data, size_t len, struct tg_err *err)
{
	r->no_room = r->no_room || !tg_kept_add(&r->kept, data, len, NULL);
	return !r->no_room || tg_buffer_append(&r->kept.memory, data, len, err);
}

ptrdiff_t
tg_bytes_read_on(
	struct tg_bytes *bytes, void *to, size_t len, struct tg_err *err)
{
	const ssize_t n = read_some(bytes->coming, to, len, err);

	if (n >= 0 &&
		(n == 0 || !bytes->coming->keeps ||
			keep(bytes->coming, to, (size_t)n, err)))
		return n;
	tg_err_where(err, "%s", bytes->name);
	return -1;
}

void
tg_bytes_may_keep(struct tg_bytes *bytes)
{
	if (bytes->coming != NULL && bytes->coming->kept.fd < 0)
		tg_kept_open(&bytes->coming->kept);
}

void
tg_bytes_keep(struct tg_bytes *bytes)
{
	if (bytes->coming != NULL)
		bytes->coming->keeps = true;
}

static bool
append_kept(void *context, const void *data, size_t len, struct tg_err *err)
{
	struct tg_bytes *bytes = context;
	struct tg_coming *r = bytes->coming;
	unsigned char *to;

	while (r->capacity - TG_PADDING - bytes->len < len)
		if (!grow_memory(r, bytes, err))
			return false;
	to = (unsigned char *)bytes->base + bytes->len;
	memcpy(to, data, len);
	memset(to + len, 0, TG_PADDING);
	bytes->data = bytes->base;
	bytes->len += len;
	return true;
}

bool
tg_bytes_put_back(struct tg_bytes *bytes, struct tg_err *err)
{
	bool ok = true;

	if (bytes->coming == NULL || !bytes->coming->keeps)
		return true;
	ok = tg_kept_release(&bytes->coming->kept, append_kept, bytes, err);
	bytes->coming->keeps = false;
	if (!ok)
		tg_err_where(err, "%s", bytes->name);
	return ok;
}

size_t
tg_bytes_at_hand(const struct tg_bytes *bytes, uint64_t at)
{
	const struct tg_coming *r = bytes->coming;
	int n = 0;

	/* what gzip data stands for is not known before it is inflated */
	if (r == NULL || r->gzip != NULL || ioctl(r->fd, FIONREAD, &n) != 0 ||
		n < 0)
		n = 0;
	return (size_t)n + (at < bytes->len ? bytes->len - (size_t)at : 0);
}

void
tg_coming_free(struct tg_coming *coming)
{
	if (coming == NULL)
		return;
	tg_gzip_free(coming->gzip);
	tg_kept_free(&coming->kept);
	close_source(coming->fd);
	free(coming);
}
