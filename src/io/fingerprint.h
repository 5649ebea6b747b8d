#ifndef TG_IO_FINGERPRINT_H
#define TG_IO_FINGERPRINT_H

#include <stdint.h>

#include "io/bytes.h"

/*
 * tg_bytes_fingerprint - what tells a source from others, and from itself after
 * a change, on whatever machine a copy of it is: of a file that is mapped its
 * size, the time of its last change, and its first and last 4 KB, asked for anew;
 * of others all of their bytes, or a checksum of them.
 *
 *   *hash   a hash as in base/hash.h, to which it is added
 *
 * Errors: TG_ESYS, complete.
 */
bool tg_bytes_fingerprint(
	uint64_t *hash, const struct tg_bytes *bytes, struct tg_err *err);

#endif
