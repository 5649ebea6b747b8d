/*
 * Inflates members of ZIP archives. libdeflate takes half the time of zlib, but
 * only for all of a member at once, and it does not say what is wrong with one.
 * So zlib is for the beginning of a member, and for one that is damaged; it
 * counts bytes in 32 bits at a time, and members may be larger.
 */
#include "format/zip/inflate.h"

#include <libdeflate.h>
#include <zlib.h>

/* How many of len bytes are given to zlib at once. */
static uInt
zlib_part(size_t len)
{
	return len < (size_t)1 << 30 ? (uInt)len : (uInt)1 << 30;
}

bool
tg_inflate_whole(unsigned char *to, size_t len, const unsigned char *from,
	size_t packed, uint32_t *crc)
{
	struct libdeflate_decompressor *all = libdeflate_alloc_decompressor();
	enum libdeflate_result result;
	size_t done = 0;

	if (all == NULL)
		return false;
	result = libdeflate_deflate_decompress(
		all, from, packed, to, len, &done);
	libdeflate_free_decompressor(all);
	if (result != LIBDEFLATE_SUCCESS || done != len)
		return false;
	*crc = libdeflate_crc32(0, to, len);
	return true;
}

enum tg_inflated
tg_inflate(unsigned char *to, size_t len, const unsigned char *from,
	size_t packed, uint32_t *crc)
{
	z_stream stream = { 0 };
	size_t done = 0, taken = 0;
	int result = inflateInit2(&stream, -MAX_WBITS);

	*crc = 0;
	while (result == Z_OK && done < len) {
		const uInt in = zlib_part(packed - taken),
			   out = zlib_part(len - done);

		stream.next_in = (Bytef *)(uintptr_t)(from + taken);
		stream.avail_in = in;
		stream.next_out = to + done;
		stream.avail_out = out;
		result = inflate(&stream, Z_NO_FLUSH);
		taken += in - stream.avail_in;
		*crc = (uint32_t)crc32(*crc, to + done, out - stream.avail_out);
		done += out - stream.avail_out;
	}
	inflateEnd(&stream);
	if (result == Z_MEM_ERROR)
		return TG_INFLATE_NO_MEMORY;
	return done == len ? TG_INFLATED : TG_INFLATE_DAMAGED;
}
