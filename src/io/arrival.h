#ifndef TG_IO_ARRIVAL_H
#define TG_IO_ARRIVAL_H

#include <stdbool.h>

#include "io/bytes.h"

/*
 * tg_arrival_read - read a source into memory: to its end, or as far as it is
 * needed. Gzip data is inflated if arrival says so.
 *
 *   bytes     receives data, len, base, partial, inflated and coming
 *   fd        borrowed, but owned by coming if that is not NULL
 *   finite    the source is known to have an end, so that nobody asks before
 *             how much of it is needed, unless it is inflated
 *
 * Errors: TG_ESYS, also without memory; TG_EDATA for damaged gzip data.
 */
bool tg_arrival_read(struct tg_bytes *bytes, int fd, bool finite,
	const struct tg_arrival *arrival, struct tg_err *err);

/* Close what still comes; may be called with NULL. */
void tg_coming_free(struct tg_coming *coming);

#endif
