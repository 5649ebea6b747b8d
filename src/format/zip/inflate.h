#ifndef TG_FORMAT_ZIP_INFLATE_H
#define TG_FORMAT_ZIP_INFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * tg_inflate - the first len bytes that deflated data stands for.
 *
 *   to             receives them
 *   from, packed   the deflated data, without a header of zlib or gzip
 *   crc            receives the checksum (CRC-32) of these len bytes
 *
 * Returns false when the data is damaged, or stands for fewer bytes.
 */
bool tg_inflate(unsigned char *to, size_t len, const unsigned char *from,
	size_t packed, uint32_t *crc);

#endif
