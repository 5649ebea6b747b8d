/*
 * The system calls that read and write, for the rest of io/ and for streams of
 * texts. A call may be interrupted by a signal, may do less than it was asked
 * to, and may not wait where somebody else set O_NONBLOCK: all that is seen to
 * here, and nowhere else.
 */
#include "io/retry.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

/*
 * After a call has failed: true if it has to be made again. Where it would have
 * had to wait for events, that is done first.
 */
static bool
is_worth_another(int fd, short events)
{
	struct pollfd wait = { .fd = fd, .events = events };

	if (errno == EINTR)
		return true;
	if (errno != EAGAIN)
		return false;
	return poll(&wait, 1, -1) == 1 || errno == EINTR;
}

/* Nothing was written, and there is no error: a system that is broken. */
static bool
fail_nothing_written(void)
{
	errno = EIO;
	return false;
}

ssize_t
tg_retry_read(int fd, void *to, size_t len)
{
	ssize_t n;

	do
		n = read(fd, to, len);
	while (n < 0 && is_worth_another(fd, POLLIN));
	return n;
}

ssize_t
tg_retry_read_at(int fd, void *to, size_t len, uint64_t at)
{
	size_t done = 0;

	while (done < len) {
		ssize_t n = pread(
			fd, (char *)to + done, len - done, (off_t)(at + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		done += (size_t)n;
	}
	return (ssize_t)done;
}

bool
tg_retry_write(int fd, const void *data, size_t len)
{
	const char *p = data;

	while (len > 0) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && is_worth_another(fd, POLLOUT))
			continue;
		if (n < 0)
			return false;
		if (n == 0)
			return fail_nothing_written();
		p += n;
		len -= (size_t)n;
	}
	return true;
}

bool
tg_retry_write_at(int fd, const void *data, size_t len, uint64_t at)
{
	const char *p = data;

	while (len > 0) {
		ssize_t n = pwrite(fd, p, len, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		if (n == 0)
			return fail_nothing_written();
		p += n;
		at += (size_t)n;
		len -= (size_t)n;
	}
	return true;
}

bool
tg_retry_write_parts(int fd, const struct iovec *parts, int n, uint64_t at)
{
	ssize_t written;
	size_t done;

	do
		written = pwritev(fd, parts, n, (off_t)at);
	while (written < 0 && errno == EINTR);
	if (written < 0)
		return false;
	/* the system may have stopped anywhere: write what is left of each */
	done = (size_t)written;
	for (int i = 0; i < n; i++) {
		const size_t len = parts[i].iov_len;
		const size_t skip = done < len ? done : len;

		if (!tg_retry_write_at(fd, (char *)parts[i].iov_base + skip,
			    len - skip, at + skip))
			return false;
		done -= skip;
		at += len;
	}
	return true;
}
