#ifndef TG_FORMAT_ZIP_ZIP_H
#define TG_FORMAT_ZIP_ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/bytes.h"
#include "base/error.h"
#include "format/format.h"

/* The most bytes of a member's name, with a zero byte behind it. */
#define TG_ZIP_NAME 1024

/* The directory does not say it. */
#define TG_ZIP_UNSAID UINT64_MAX

/*
 * ZIP archives in memory, read by minizip from their central directory: sizes
 * in local headers are not trusted. All zero owns nothing.
 */
struct tg_zip {
	void *handle;                 /* minizip's; NULL: no members */
	const struct tg_bytes *bytes; /* borrowed */
	uint64_t n;                   /* members that the directory promises */
	uint64_t done;                /* members that tg_zip_next gave */
	uint64_t place[2];            /* of the last of them, see below */
};

/* A member of an archive, as the directory has it. */
struct tg_zip_member {
	char name[TG_ZIP_NAME];
	uint64_t place[2]; /* of its entry in the directory: minizip's */
	uint64_t size;     /* of its content in bytes */
	uint64_t packed;   /* bytes that it takes in the archive */
	uint64_t header;   /* position of its local header, if the zip64 field
			      has it; else TG_ZIP_UNSAID */
	uint32_t crc;
	unsigned method; /* 0 stored, 8 deflated */
	bool encrypted;
};

/* The bytes of a member. */
struct tg_zip_content {
	const unsigned char *data;
	size_t len;
	void *owned; /* malloc'ed, the caller's; NULL if data points into the
			archive. In both cases TG_PADDING bytes can be read
			behind data, which are zero if it is owned */
};

/* True if the bytes start as an archive does, an empty one included. */
bool tg_zip_recognise(const struct tg_bytes *bytes);

/*
 * tg_zip_open - open an archive for reading.
 *
 * Errors: TG_EDATA when it is no archive. Ownership: borrows bytes; close it
 * with tg_zip_close, which may be called twice.
 */
bool tg_zip_open(
	struct tg_zip *zip, const struct tg_bytes *bytes, struct tg_err *err);
void tg_zip_close(struct tg_zip *zip);

/*
 * tg_zip_next - step to the next member; the first one after opening.
 *
 * False at the end, and on an error: TG_EDATA for a damaged directory. Where
 * err is NULL, nothing tells the two apart.
 */
bool tg_zip_next(
	struct tg_zip *zip, struct tg_zip_member *member, struct tg_err *err);

/* Go back to where tg_zip_next gives the first member. */
void tg_zip_rewind(struct tg_zip *zip);

/*
 * tg_zip_member_at - a member again, from the place that tg_zip_next gave.
 *
 * Errors: as tg_zip_next.
 */
bool tg_zip_member_at(struct tg_zip *zip, const uint64_t place[2],
	struct tg_zip_member *member, struct tg_err *err);

/*
 * tg_zip_read_content - the content of a member that tg_zip_next gave. Which member
 * tg_zip_next gives next is not changed by this.
 *
 *   most   the most bytes that are wanted; no more are inflated
 *
 * The checksum is compared only when a member is inflated to its end: a stored
 * member is not read here.
 *
 * Errors: TG_EDATA when it lies outside the archive, is cut short, encrypted,
 * or does not inflate; TG_ESYS without memory.
 * Ownership: content borrows the bytes of the archive, or owns memory.
 */
bool tg_zip_read_content(struct tg_zip *zip, const struct tg_zip_member *member,
	size_t most, struct tg_zip_content *content, struct tg_err *err);

/* An archive of one stored member that is being written. All zero is closed. */
struct tg_zip_writer {
	void *handle; /* minizip's */
	struct tg_sink sink;
	uint64_t at;        /* position of the next byte that is written */
	uint64_t len;       /* of the file so far in bytes */
	struct tg_err *err; /* of the current call, for minizip's calls back */
};

/*
 * tg_zip_create - begin to write an archive, and its member.
 *
 *   writer   must not be moved before tg_zip_finish
 *   sink     where bytes go; copied
 *   name     of the member
 *   size     of the member in bytes; 4 GB or more makes it a zip64 archive
 *
 * Errors: TG_EDATA for a name that is too long; TG_ESYS.
 */
bool tg_zip_create(struct tg_zip_writer *writer, const struct tg_sink *sink,
	const char *name, uint64_t size, struct tg_err *err);

/* Append len bytes to the member. Errors: TG_ESYS, and those of the sink. */
bool tg_zip_write(struct tg_zip_writer *writer, const void *data, size_t len,
	struct tg_err *err);

/*
 * Write the directory, and close the archive. Closes it also where writing has
 * failed. Errors: as tg_zip_write.
 */
bool tg_zip_finish(struct tg_zip_writer *writer, struct tg_err *err);

#endif
