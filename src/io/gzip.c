/*
 * Inflates gzip data while it is read, for whoever reads a file, a pipe or a
 * stream: what is behind it never sees that the data was packed. Checksums and
 * lengths are compared, as gzip(1) does.
 */
#include "io/gzip.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "io/retry.h"

/* So many packed bytes are read at once. */
#define PACKED ((size_t)64 << 10)

/* At most so many bytes are inflated at once: zlib counts in 32 bits. */
#define INFLATED ((size_t)1 << 30)

struct tg_gzip {
	z_stream stream;
	int fd;
	bool full;    /* what is inflated did not fit into the room for it */
	bool between; /* a member has ended, and no other has begun */
	bool zeros;   /* there were zeros behind the last member */
	unsigned char packed[PACKED];
};

bool
tg_gzip_may_begin(const unsigned char *data, size_t len)
{
	return memcmp(data, "\x1F\x8B\x08",
		       len < TG_GZIP_MAGIC ? len : TG_GZIP_MAGIC) == 0;
}

bool
tg_gzip_recognise(const unsigned char *data, size_t len)
{
	return len >= TG_GZIP_MAGIC && tg_gzip_may_begin(data, len);
}

struct tg_gzip *
tg_gzip_open(int fd, const unsigned char *head, size_t len, struct tg_err *err)
{
	struct tg_gzip *gzip = calloc(1, sizeof(*gzip));

	if (gzip == NULL || len > PACKED ||
		inflateInit2(&gzip->stream, 16 + MAX_WBITS) != Z_OK) {
		free(gzip);
		tg_fail_memory(err, "inflating");
		return NULL;
	}
	gzip->fd = fd;
	memcpy(gzip->packed, head, len);
	gzip->stream.next_in = gzip->packed;
	gzip->stream.avail_in = (uInt)len;
	return gzip;
}

void
tg_gzip_free(struct tg_gzip *gzip)
{
	if (gzip != NULL)
		inflateEnd(&gzip->stream);
	free(gzip);
}

/* Make sure that there is a packed byte; *more becomes false at the end. */
static bool
refill_packed(struct tg_gzip *gzip, bool *more, struct tg_err *err)
{
	ssize_t n;

	*more = true;
	if (gzip->stream.avail_in > 0)
		return true;
	n = tg_retry_read(gzip->fd, gzip->packed, PACKED);
	if (n < 0)
		return tg_fail_errno(err, "cannot read");
	gzip->stream.next_in = gzip->packed;
	gzip->stream.avail_in = (uInt)n;
	*more = n > 0;
	return true;
}

/* Step over the zeros that may stand behind the last member. */
static bool
skip_zeros(struct tg_gzip *gzip, bool *more, struct tg_err *err)
{
	z_stream *stream = &gzip->stream;

	for (;;) {
		if (!refill_packed(gzip, more, err))
			return false;
		if (!*more || *stream->next_in != 0)
			return true;
		gzip->zeros = true;
		stream->next_in++;
		stream->avail_in--;
	}
}

/* Behind a member: begin the next one. *more becomes false at the end. */
static bool
begin_next_member(struct tg_gzip *gzip, bool *more, struct tg_err *err)
{
	if (!skip_zeros(gzip, more, err))
		return false;
	if (!*more)
		return true;
	if (gzip->zeros || *gzip->stream.next_in != 0x1F)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"something else stands behind the gzip data");
	gzip->between = false;
	return inflateReset(&gzip->stream) == Z_OK ||
		tg_fail_memory(err, "inflating");
}

static bool
fail_inflating(const struct tg_gzip *gzip, int result, struct tg_err *err)
{
	const char *why = gzip->stream.msg;

	if (result == Z_MEM_ERROR)
		return tg_fail_memory(err, "inflating");
	tg_fail(err, TG_ESYNTAX, TG_NOPOS, "the gzip data is damaged: %s",
		why != NULL ? why : "it needs a dictionary");
	tg_err_help(err, TG_HELP_FETCH);
	return false;
}

/*
 * Inflate packed bytes that are there, or more that are read. *more becomes
 * false at the end.
 */
static bool
inflate_some(struct tg_gzip *gzip, bool *more, struct tg_err *err)
{
	z_stream *stream = &gzip->stream;
	int result;

	*more = true;
	if (gzip->between && !begin_next_member(gzip, more, err))
		return false;
	if (gzip->between)
		return true;
	/* do not wait for more bytes where these stand for more than fitted */
	if (!gzip->full && !refill_packed(gzip, more, err))
		return false;
	if (!*more)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"the gzip data ends early: is the file whole?");
	result = inflate(stream, Z_NO_FLUSH);
	gzip->between = result == Z_STREAM_END;
	gzip->full = stream->avail_out == 0 && !gzip->between;
	return result == Z_OK || result == Z_STREAM_END ||
		result == Z_BUF_ERROR || fail_inflating(gzip, result, err);
}

ssize_t
tg_gzip_read(struct tg_gzip *gzip, void *to, size_t len, struct tg_err *err)
{
	const uInt room = len < INFLATED ? (uInt)len : (uInt)INFLATED;
	bool more = true;

	gzip->stream.next_out = to;
	gzip->stream.avail_out = room;
	while (more && gzip->stream.avail_out == room)
		if (!inflate_some(gzip, &more, err))
			return -1;
	return (ssize_t)(room - gzip->stream.avail_out);
}
