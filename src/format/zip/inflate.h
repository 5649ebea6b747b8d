#ifndef TG_FORMAT_ZIP_INFLATE_H
#define TG_FORMAT_ZIP_INFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tg_inflated {
	TG_INFLATED,
	TG_INFLATE_DAMAGED,   /* or the data stands for fewer bytes */
	TG_INFLATE_NO_MEMORY, /* so that nothing is known of the data */
};

/*
 * tg_inflate - the first len bytes that deflated data stands for.
 *
 *   to             receives them
 *   from, packed   the deflated data, without a header of zlib or gzip
 *   crc            receives the checksum (CRC-32) of these len bytes
 */
enum tg_inflated tg_inflate(unsigned char *to, size_t len,
	const unsigned char *from, size_t packed, uint32_t *crc);

/*
 * tg_inflate_whole - the same for data that stands for len bytes and no more, in
 * half the time.
 *
 * Returns false if it does not, or without memory: tg_inflate finds out what is
 * wrong. Data with the codes that deflate reserves, which nobody writes, is
 * taken here and damaged there, so compare the checksum.
 */
bool tg_inflate_whole(unsigned char *to, size_t len, const unsigned char *from,
	size_t packed, uint32_t *crc);

#endif
