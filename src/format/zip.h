#ifndef TG_ZIP_H
#define TG_ZIP_H

#include <stdbool.h>
#include <stddef.h>

#include "bytes.h"
#include "error.h"

/*
 * ZIP archives in memory, read by minizip from their central directory: sizes
 * and places in local headers are not trusted. All zero owns nothing.
 */
struct tg_zip {
	void *handle;                 /* minizip's */
	const struct tg_bytes *bytes; /* borrowed */
};

/* A member of an archive: where the directory says that it is. */
struct tg_zip_member {
	char name[1024];
	size_t size;   /* of its content */
	size_t packed; /* bytes it takes in the archive */
	bool stored;   /* it is there as it is */
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
 *   *more   false at the end
 *
 * Errors: TG_EDATA for a directory that cannot be, or an encrypted member.
 */
bool tg_zip_next(struct tg_zip *zip, struct tg_zip_member *member, bool *more,
	struct tg_err *err);

/* Step back before the first member. */
void tg_zip_rewind(struct tg_zip *zip);

/*
 * tg_zip_content - the content of the current member.
 *
 *   most     no more bytes than this are produced, whatever the archive says
 *   *data    points into the archive where the member is stored, else to
 *   *owned   what has been inflated, malloc'ed with TG_PADDING zero bytes
 *            behind it, the caller's; NULL where it is stored
 *   *len     at most most
 *
 * Errors: TG_EDATA when it lies outside the archive, is cut short, or does not
 * inflate; TG_ESYS without memory.
 */
bool tg_zip_content(struct tg_zip *zip, const struct tg_zip_member *member,
	size_t most, const unsigned char **data, void **owned, size_t *len,
	struct tg_err *err);

#endif
