#ifndef TG_IO_FILE_WRITER_H
#define TG_IO_FILE_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/*
 * Files are written in multiples of so many bytes, into room that the file
 * system was asked for beforehand: that takes half the time. With 64 KB it takes
 * some percent less again, but then the kernel looks for larger runs of free
 * memory, which a virtual machine may first have to get from its host.
 */
#define TG_ALIGN ((size_t)16 << 10)

/* Where some bytes of a file belong. */
struct tg_span {
	uint64_t at;    /* in the file */
	size_t nbefore; /* bytes that stand before the data */
	size_t len;     /* bytes of the data */
	unsigned char before[TG_ALIGN];
};

/*
 * A regular file that is written from its beginning, from one thread or several.
 * All zero but name and fd, both the caller's, is where it starts.
 */
struct tg_file_writer {
	const char *name; /* as messages call it */
	int fd;
	uint64_t claimed;  /* bytes that are written or in spans */
	uint64_t reserved; /* bytes that the file system holds ready */
	size_t nleft;      /* bytes in left, which wait for more */
	unsigned char left[TG_ALIGN];
};

/* Write behind what was written or claimed before. Errors: TG_ESYS. */
bool tg_file_writer_write(struct tg_file_writer *writer, const void *data,
	size_t len, struct tg_err *err);

/*
 * tg_file_writer_claim - give bytes their place behind those before, without
 * writing them. By one thread at a time, in the order of the bytes.
 *
 *   span   receives where to write which bytes, for tg_file_writer_write_span:
 *          those that waited before, and data without its last bytes, which
 *          wait now
 */
void tg_file_writer_claim(struct tg_file_writer *writer, const void *data,
	size_t len, struct tg_span *span);

/*
 * Write data to the place that it was given with tg_file_writer_claim. Spans
 * may be written in any order, and at the same time. Errors: TG_ESYS.
 */
bool tg_file_writer_write_span(const struct tg_file_writer *writer,
	const void *data, const struct tg_span *span, struct tg_err *err);

/* Write over bytes that were written before. Errors: TG_ESYS. */
bool tg_file_writer_write_at(const struct tg_file_writer *writer,
	const void *data, size_t len, uint64_t at, struct tg_err *err);

/*
 * Write over the first len bytes, all of which have a place or wait. No span is
 * to be written any more. Errors: TG_ESYS.
 */
bool tg_file_writer_write_over(struct tg_file_writer *writer, const void *data,
	size_t len, struct tg_err *err);

/*
 * tg_file_writer_finish - write what still waits, and give back the room that
 * was not needed. All spans must have been written. Errors: TG_ESYS.
 */
bool tg_file_writer_finish(struct tg_file_writer *writer, struct tg_err *err);

/* Fail with TG_ESYS: what went wrong, what errno means, and the file's name. */
bool tg_file_writer_fail(const struct tg_file_writer *writer, const char *what,
	struct tg_err *err);

#endif
