/*
 * Copies bytes from file to file, for results that are joined from parts. A file
 * system that can share or move the bytes by itself is let do it: on a network
 * they need not come here and go back.
 */
#include "io/copy.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "io/retry.h"

#define AT_ONCE ((size_t)1 << 20)

/* Read the bytes from byte done on, and write them. */
static bool
copy_by_hand(int from, uint64_t done, uint64_t len, int to, uint64_t at)
{
	char *buffer = malloc(AT_ONCE);
	bool ok = buffer != NULL;

	while (ok && done < len) {
		const size_t want =
			len - done < AT_ONCE ? (size_t)(len - done) : AT_ONCE;
		const ssize_t n = tg_retry_read_at(from, buffer, want, done);

		if (n == 0)
			errno = ESTALE;
		ok = n > 0 &&
			tg_retry_write_at(to, buffer, (size_t)n, at + done);
		if (ok)
			done += (size_t)n;
	}
	free(buffer);
	return ok;
}

/* True if a system cannot do it, rather than that something is wrong. */
static bool
is_unable(int why)
{
	return why == EXDEV || why == ENOSYS || why == EINVAL ||
		why == EOPNOTSUPP || why == EPERM;
}

/* Let the system copy bytes; returns how many, or -1 with errno set. */
static ssize_t
copy_by_system(int from, uint64_t done, uint64_t rest, int to, uint64_t at)
{
#ifdef __linux__
	off_t in = (off_t)done, out = (off_t)(at + done);

	return copy_file_range(from, &in, to, &out,
		rest < SSIZE_MAX ? (size_t)rest : SSIZE_MAX, 0);
#else
	(void)from, (void)done, (void)rest, (void)to, (void)at;
	errno = ENOSYS;
	return -1;
#endif
}

bool
tg_copy_file(int from, uint64_t len, int to, uint64_t at)
{
	uint64_t done = 0;

	while (done < len) {
		const ssize_t n =
			copy_by_system(from, done, len - done, to, at);

		if (n < 0 && errno == EINTR)
			continue;
		/* some kernels copy nothing where they are unable to */
		if (n == 0 || (n < 0 && is_unable(errno)))
			return copy_by_hand(from, done, len, to, at);
		if (n < 0)
			return false;
		done += (uint64_t)n;
	}
	return true;
}
