#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <unistd.h>

#include "io/output.h"

/* Room is asked for in such pieces, and only for files larger than one MB. */
#define RESERVE ((uint64_t)16 << 20)
#define LARGE   ((uint64_t)1 << 20)

/*
 * No room is no error: writing will say so if it comes to that. But asking for
 * more than a limit allows would end the process.
 */
static void
reserve(struct tg_output *output)
{
#ifdef FALLOC_FL_KEEP_SIZE
	struct rlimit limit;

	if (getrlimit(RLIMIT_FSIZE, &limit) == 0 &&
		limit.rlim_cur == RLIM_INFINITY &&
		fallocate(output->fd, 0, (off_t)output->reserved,
			(off_t)RESERVE) == 0) {
		output->reserved += RESERVE;
		return;
	}
#endif
	output->reserved = UINT64_MAX;
}

bool
tg_output_write_at(struct tg_output *output, const void *data, size_t len,
	uint64_t at, struct tg_err *err)
{
	const char *p = data;

	while (len > 0) {
		ssize_t n = pwrite(output->fd, p, len, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return tg_output_fail(output, "cannot write", err);
		p += n;
		at += (size_t)n;
		len -= (size_t)n;
	}
	return true;
}

/* At a position of a new file, the one part behind the other. */
static bool
write_parts(struct tg_output *output, uint64_t at, const void *before,
	size_t nbefore, const void *data, size_t len, struct tg_err *err)
{
	const struct iovec parts[] = {
		{ (void *)(uintptr_t)before, nbefore },
		{ (void *)(uintptr_t)data, len },
	};
	size_t done, skip;
	ssize_t n;

	do
		n = pwritev(output->fd, parts, 2, (off_t)at);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return tg_output_fail(output, "cannot write", err);
	/* what was not written of it, part by part */
	done = (size_t)n;
	skip = done < nbefore ? done : nbefore;
	done -= skip;
	return tg_output_write_at(output, (const char *)before + skip,
		       nbefore - skip, at + skip, err) &&
		tg_output_write_at(output, (const char *)data + done,
			len - done, at + nbefore + done, err);
}

/* Bytes of a new file that were not there before will be written. */
static void
claim(struct tg_output *output, size_t len)
{
	output->claimed += len;
	while (output->claimed > LARGE && output->claimed > output->reserved)
		reserve(output);
}

/* What is not written now. */
static void
leave(struct tg_output *output, const void *data, size_t len)
{
	memcpy(output->left + output->nleft, data, len);
	output->nleft += len;
}

static bool
write_file(struct tg_output *output, const unsigned char *data, size_t len,
	struct tg_err *err)
{
	const size_t nleft = output->nleft;
	const uint64_t at = output->claimed;
	size_t now;

	if (nleft + len < TG_ALIGN) {
		leave(output, data, len);
		return true;
	}
	now = len - (nleft + len) % TG_ALIGN;
	claim(output, nleft + now);
	if (!write_parts(output, at, output->left, nleft, data, now, err))
		return false;
	output->nleft = 0;
	leave(output, data + now, len - now);
	return true;
}

bool
tg_output_write(struct tg_output *output, const void *data, size_t len,
	struct tg_err *err)
{
	const char *p = data;

	if (len == 0)
		return true; /* and there may be no data */
	if (output->target != NULL)
		return write_file(output, data, len, err);
	output->seen = true;
	while (len > 0) {
		ssize_t n = write(output->fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return tg_output_fail(output, "cannot write", err);
		p += n;
		len -= (size_t)n;
	}
	return true;
}

void
tg_output_claim(struct tg_output *output, const void *data, size_t len,
	struct tg_span *span)
{
	const unsigned char *p = data;

	span->at = output->claimed;
	span->nbefore = span->len = 0;
	if (output->nleft + len >= TG_ALIGN) {
		span->nbefore = output->nleft;
		span->len = len - (output->nleft + len) % TG_ALIGN;
		memcpy(span->before, output->left, output->nleft);
		output->nleft = 0;
	}
	leave(output, p + span->len, len - span->len);
	claim(output, span->nbefore + span->len);
}

bool
tg_output_write_span(struct tg_output *output, const void *data,
	const struct tg_span *span, struct tg_err *err)
{
	return span->len == 0 ||
		write_parts(output, span->at, span->before, span->nbefore, data,
			span->len, err);
}
