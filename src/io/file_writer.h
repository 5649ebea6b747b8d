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
	size_t skipped; /* bytes of the data that are not written, */
	size_t len;     /* and those behind them that are */
	unsigned char before[TG_ALIGN];
};

/*
 * A file is sealed with the CRC-32 of its bytes begin .. end, which is put at two
 * places in it, little-endian, when all of it is written. All zero: it is not.
 */
struct tg_seal {
	uint64_t begin;
	uint64_t end;
	uint64_t at[2];
};

/*
 * Only bytes begin .. end of a file are written; others write the rest of it.
 * What comes begins at byte at, not behind begin. All zero: all is written.
 */
struct tg_file_range {
	uint64_t at;
	uint64_t begin;
	uint64_t end;
};

/*
 * A regular file that is written from its beginning, from one thread or several.
 * All zero but name and fd, both the caller's, is where it starts; range and
 * seal may be set before anything is written.
 */
struct tg_file_writer {
	const char *name; /* as messages call it */
	int fd;
	uint64_t claimed;  /* bytes that are written or in spans */
	uint64_t reserved; /* bytes that the file system holds ready */
	struct tg_file_range range;
	struct tg_seal seal;
	uint32_t crc; /* of the bytes of the seal that have a place */
	size_t nleft; /* bytes in left, which wait for more */
	unsigned char left[TG_ALIGN];
};

/* Write only a range of a file, which is open. To be called before any other. */
void tg_file_writer_set_range(
	struct tg_file_writer *writer, const struct tg_file_range *range);

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
 * tg_file_writer_finish - write what still waits, give back the room that was not
 * needed, and seal the file, unless only a range of it was written. All spans
 * must have been written. Errors: TG_ESYS.
 */
bool tg_file_writer_finish(struct tg_file_writer *writer, struct tg_err *err);

/* Fail with TG_ESYS: what went wrong, what errno means, and the file's name. */
bool tg_file_writer_fail(const struct tg_file_writer *writer, const char *what,
	struct tg_err *err);

#endif
