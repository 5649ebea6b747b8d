#ifndef TG_IO_KEPT_H
#define TG_IO_KEPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/buffer.h"

/* So many bytes are kept in memory; more are kept in a file. */
#define TG_KEPT_IN_MEMORY ((size_t)8 << 20)

/*
 * Bytes that are kept until it is known that all of them are right, for an
 * output that cannot be taken back. All zero but for fd, -1, keeps nothing.
 */
struct tg_kept {
	struct tg_buffer memory;
	uint64_t in_file; /* bytes in the file; memory is behind them */
	int fd;           /* of a file without a name; -1: there is none */
	int why;          /* errno, if there could be none */
};

/*
 * tg_kept_open - open the file that is used once memory is full: without a name,
 * in $TMPDIR, or /tmp. It is opened at the beginning, since later the file
 * system may be out of reach. That there can be none is an error only when it is
 * needed.
 */
void tg_kept_open(struct tg_kept *kept);

/* Keep bytes behind those that are kept. Errors: TG_ESYS. */
bool tg_kept_add(
	struct tg_kept *kept, const void *data, size_t len, struct tg_err *err);

/* Write over the first len bytes that are kept. Errors: TG_ESYS. */
bool tg_kept_write_over(
	struct tg_kept *kept, const void *data, size_t len, struct tg_err *err);

/*
 * tg_kept_release - write all that is kept, and keep nothing any more.
 *
 *   write     called for one part after the other
 *   context   its first argument
 *
 * Errors: TG_ESYS, and those of write.
 */
bool tg_kept_release(struct tg_kept *kept,
	bool (*write)(void *context, const void *data, size_t len,
		struct tg_err *err),
	void *context, struct tg_err *err);

/* Forget what is kept. May be called twice. */
void tg_kept_free(struct tg_kept *kept);

#endif
