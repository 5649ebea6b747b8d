#ifndef TG_IO_RETRY_H
#define TG_IO_RETRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

/*
 * Reading and writing that is not given up when a signal interrupts it, or when
 * a pipe or terminal that does not wait is empty or full. Errors: errno says
 * what is wrong.
 */

/*
 * Read what is there, len bytes at most, and wait where there is nothing yet.
 * Returns the bytes that were read, 0 at the end, -1 on an error.
 */
ssize_t tg_retry_read(int fd, void *to, size_t len);

/*
 * Read len bytes from byte at of a file on. Returns the bytes that were read,
 * fewer only where the file ends, -1 on an error.
 */
ssize_t tg_retry_read_at(int fd, void *to, size_t len, uint64_t at);

/* Write all bytes. */
bool tg_retry_write(int fd, const void *data, size_t len);

/* Write all bytes to a file, from its byte at on. */
bool tg_retry_write_at(int fd, const void *data, size_t len, uint64_t at);

/*
 * Write n parts one behind the other, from byte at of a file on: in one system
 * call, where the system takes them all at once.
 */
bool tg_retry_write_parts(
	int fd, const struct iovec *parts, int n, uint64_t at);

#endif
