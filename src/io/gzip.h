#ifndef TG_IO_GZIP_H
#define TG_IO_GZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"

/* So many bytes tell gzip data from all other data. */
#define TG_GZIP_MAGIC 3

/* True if the bytes are the first ones of gzip data (RFC 1952). */
bool tg_gzip_recognise(const unsigned char *data, size_t len);

/* True if the bytes there are, of which there may be fewer, are among those. */
bool tg_gzip_may_begin(const unsigned char *data, size_t len);

/* Gzip data that is read and inflated. */
struct tg_gzip;

/*
 * tg_gzip_open - begin to inflate what is read from a descriptor. It may hold
 * several members one behind the other, and zeros behind them, as for gzip(1).
 *
 *   fd         where to read on; borrowed
 *   head, len  bytes that were read from it already; copied
 *
 * Returns NULL with TG_ESYS without memory. Ownership: the caller's, to be freed
 * with tg_gzip_free, which may get NULL.
 */
struct tg_gzip *tg_gzip_open(
	int fd, const unsigned char *head, size_t len, struct tg_err *err);

/*
 * tg_gzip_read - the next bytes that the data stands for: what there is already,
 * and at least one.
 *
 *   to    receives them, len at most
 *
 * Returns how many there are; 0 at the end, when all checksums were right; -1
 * after an error. Errors: TG_EDATA if the data is damaged or ends early, TG_ESYS
 * if it cannot be read or there is no memory.
 */
ssize_t tg_gzip_read(
	struct tg_gzip *gzip, void *to, size_t len, struct tg_err *err);

void tg_gzip_free(struct tg_gzip *gzip);

#endif
