#ifndef TG_FORMAT_ZIP_ZIP_H
#define TG_FORMAT_ZIP_ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/bytes.h"
#include "base/error.h"
#include "format/format.h"

/* Names of members may have so many bytes, a zero behind them included. */
#define TG_ZIP_NAME 1024

#define TG_ZIP_UNSAID UINT64_MAX

/*
 * ZIP archives in memory, read by minizip from their central directory: sizes
 * in local headers are not trusted. All zero owns nothing.
 */
struct tg_zip {
	void *handle;                 /* minizip's; NULL: no members */
	const struct tg_bytes *bytes; /* borrowed */
	uint64_t n;                   /* members that the directory promises */
	uint64_t done;                /* members that were stepped over */
	uint64_t place[2];            /* of the last of them */
};

/* A member of an archive, as the directory has it. */
struct tg_zip_member {
	char name[TG_ZIP_NAME];
	uint64_t place[2]; /* where it stands in the directory */
	uint64_t size;     /* of its content */
	uint64_t packed;   /* bytes it takes in the archive */
	uint64_t header;   /* where its own header is, if its zip64 field says
			      so; else TG_ZIP_UNSAID */
	uint32_t crc;
	unsigned method; /* 0 stored, 8 deflated */
	bool encrypted;
};

/* The bytes of a member. */
struct tg_zip_content {
	const unsigned char *data;
	size_t len;
	void *owned; /* malloc'ed, the caller's; NULL where data points into
			the archive. Either way zeros can be read behind it */
};

/* True if the bytes start as an archive does, an empty one included. */
bool tg_zip_recognise(const struct tg_bytes *bytes);

/*
 * Errors: TG_EDATA when it is no archive. Ownership: borrows bytes; close it
 * with tg_zip_close, which may be called twice.
 */
bool tg_zip_open(
	struct tg_zip *zip, const struct tg_bytes *bytes, struct tg_err *err);
void tg_zip_close(struct tg_zip *zip);

/*
 * tg_zip_next - step to the next member; the first one after opening.
 *
 * False at the end and on an error: TG_EDATA for a directory that cannot be.
 */
bool tg_zip_next(
	struct tg_zip *zip, struct tg_zip_member *member, struct tg_err *err);

/* Step back before the first member. */
void tg_zip_rewind(struct tg_zip *zip);

/*
 * tg_zip_member_at - a member again, from the place that tg_zip_next gave.
 *
 * Errors: as tg_zip_next.
 */
bool tg_zip_member_at(struct tg_zip *zip, const uint64_t place[2],
	struct tg_zip_member *member, struct tg_err *err);

/*
 * tg_zip_content - the content of a member, any that tg_zip_next gave; where
 * tg_zip_next goes on from is not changed by this.
 *
 *   most   no more bytes than this are wanted: no more are inflated
 *
 * A stored member is not read, so that its checksum goes unchecked; that of
 * one that is inflated to its end is.
 *
 * Errors: TG_EDATA when it lies outside the archive, is cut short, encrypted,
 * or does not inflate; TG_ESYS without memory.
 * Ownership: content borrows from the archive, or owns.
 */
bool tg_zip_content(struct tg_zip *zip, const struct tg_zip_member *member,
	size_t most, struct tg_zip_content *content, struct tg_err *err);

/*
 * An archive of one stored member that is being written. All zero is closed.
 */
struct tg_zip_writer {
	void *handle; /* minizip's */
	struct tg_sink sink;
	uint64_t at;        /* the next byte goes there */
	uint64_t len;       /* bytes there are so far */
	struct tg_err *err; /* of the call that is running */
};

/*
 * tg_zip_create - begin to write.
 *
 *   writer   stays where it is until tg_zip_finish
 *   size     of what will be written; more than 4 GB makes it a zip64 archive
 *
 * Errors: TG_EDATA for a name that is too long; TG_ESYS.
 */
bool tg_zip_create(struct tg_zip_writer *writer, const struct tg_sink *sink,
	const char *name, uint64_t size, struct tg_err *err);
bool tg_zip_write(struct tg_zip_writer *writer, const void *data, size_t len,
	struct tg_err *err);

/* Write the directory, and close. Where writing failed it only closes. */
bool tg_zip_finish(struct tg_zip_writer *writer, struct tg_err *err);

#endif
