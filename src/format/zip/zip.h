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

/*
 * ZIP archives in memory, read from their central directory: sizes in local
 * headers are not trusted. Nothing is allocated to read a directory, so that
 * what is found in it never depends on memory. Positions count from the first
 * of the bytes. All zero is an archive without members.
 */
struct tg_zip {
	const struct tg_bytes *bytes; /* borrowed */
	size_t before;    /* bytes in front of the archive: a stub of code */
	size_t directory; /* position of the first entry */
	size_t end;       /* position behind the last one */
	size_t next;      /* position of the entry that tg_zip_next reads */
	uint64_t n;       /* members that the directory promises */
	uint64_t done;    /* members that tg_zip_next gave */
};

/* A member of an archive, as the directory has it. */
struct tg_zip_member {
	char name[TG_ZIP_NAME];
	size_t place;    /* position of its entry in the directory */
	uint64_t size;   /* of its content in bytes */
	uint64_t packed; /* bytes that it takes in the archive */
	uint64_t
		header; /* of its local header: bytes from the archive's start */
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

/* The function needed of a tg_format: the directory is at the end. */
size_t tg_zip_needed(struct tg_watch *watch, const struct tg_bytes *bytes,
	struct tg_err *err);

/*
 * tg_zip_open - find the directory of an archive.
 *
 * Errors: TG_EDATA when it is no archive, or its end is missing.
 * Ownership: borrows bytes; there is nothing to free.
 */
bool tg_zip_open(
	struct tg_zip *zip, const struct tg_bytes *bytes, struct tg_err *err);

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
bool tg_zip_member_at(const struct tg_zip *zip, size_t place,
	struct tg_zip_member *member, struct tg_err *err);

/* Where the name of that member stands in the archive, without a zero byte. */
const char *tg_zip_name_at(const struct tg_zip *zip, size_t place);

/*
 * tg_zip_read_content - the content of a member.
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
bool tg_zip_read_content(const struct tg_zip *zip,
	const struct tg_zip_member *member, size_t most,
	struct tg_zip_content *content, struct tg_err *err);

/*
 * The one member of an archive that is written: stored, as it is. About 4 GB or
 * more make it a zip64 archive.
 */
struct tg_zip_stored {
	const char *name;
	uint64_t size; /* in bytes */
};

/*
 * tg_zip_begin - append what stands before the member. Its checksum is 0 there
 * and behind it, until the archive is sealed.
 *
 * Errors: TG_EDATA for a name that is too long; TG_ESYS without memory.
 */
bool tg_zip_begin(struct tg_buffer *out, const struct tg_zip_stored *member,
	struct tg_err *err);

/* Append what stands behind the member. Errors: TG_ESYS without memory. */
bool tg_zip_end(struct tg_buffer *out, const struct tg_zip_stored *member,
	struct tg_err *err);

/* Where the member is in the archive, and where its checksum belongs. */
struct tg_seal tg_zip_seal(const struct tg_zip_stored *member);

#endif
