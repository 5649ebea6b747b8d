/*
 * Writes small ZIP archives around the bytes that a target gets, and mends the
 * checksums of others. It is no code of tgather, whose reader is tried with it.
 */
#include "zip.h"

#include <string.h>
#include <zlib.h>

#include "fuzz.h"

#define MEMBER    0x04034b50u
#define ENTRY     0x02014b50u
#define DIRECTORY 0x06054b50u

/* A deflated block that is stored has so many bytes at most. */
#define BLOCK ((size_t)65535)

static void
put(struct tg_buffer *out, size_t bytes, uint32_t value)
{
	unsigned char text[4];

	for (size_t i = 0; i < bytes; i++)
		text[i] = (unsigned char)(value >> 8 * i);
	fuzz_append(out, text, bytes);
}

static uint32_t
get(const unsigned char *p, size_t bytes)
{
	uint32_t value = 0;

	while (bytes-- > 0)
		value = value << 8 | p[bytes];
	return value;
}

static void
put_deflated(struct tg_buffer *out, const unsigned char *data, size_t len)
{
	bool last;

	do {
		size_t n = len < BLOCK ? len : BLOCK;

		last = n == len;
		put(out, 1, last);
		put(out, 2, (uint32_t)n);
		put(out, 2, ~(uint32_t)n & 0xFFFF);
		fuzz_append(out, data, n);
		data += n;
		len -= n;
	} while (!last);
}

/* What a member's header and its entry in the directory have in common. */
static void
put_facts(struct tg_buffer *out, bool deflated, uint32_t crc,
	const size_t size[2], size_t name)
{
	put(out, 2, 20); /* the version that is needed */
	put(out, 2, 0);
	put(out, 2, deflated ? 8 : 0);
	put(out, 4, 0); /* time */
	put(out, 4, crc);
	put(out, 4, (uint32_t)size[0]);
	put(out, 4, (uint32_t)size[1]);
	put(out, 2, (uint32_t)name);
	put(out, 2, 0);
}

void
zip_begin(struct zip_maker *zip)
{
	zip->out.len = zip->directory.len = zip->n = 0;
}

void
zip_add(struct zip_maker *zip, const char *name, const void *data, size_t len,
	bool deflated)
{
	const uint32_t at = (uint32_t)zip->out.len;
	const uint32_t crc = (uint32_t)crc32(0, data, (uInt)len);
	const size_t blocks = len > 0 ? (len + BLOCK - 1) / BLOCK : 1;
	const size_t size[2] = { deflated ? len + 5 * blocks : len, len };

	put(&zip->out, 4, MEMBER);
	put_facts(&zip->out, deflated, crc, size, strlen(name));
	fuzz_append(&zip->out, name, strlen(name));
	if (deflated)
		put_deflated(&zip->out, data, len);
	else
		fuzz_append(&zip->out, data, len);

	put(&zip->directory, 4, ENTRY);
	put(&zip->directory, 2, 20); /* the version that made it */
	put_facts(&zip->directory, deflated, crc, size, strlen(name));
	for (int i = 0; i < 5; i++) /* comment, disk, attributes */
		put(&zip->directory, 2, 0);
	put(&zip->directory, 4, at);
	fuzz_append(&zip->directory, name, strlen(name));
	zip->n++;
}

void
zip_end(struct zip_maker *zip)
{
	const uint32_t at = (uint32_t)zip->out.len;

	fuzz_append(&zip->out, zip->directory.data, zip->directory.len);
	put(&zip->out, 4, DIRECTORY);
	put(&zip->out, 4, 0); /* disks */
	put(&zip->out, 2, zip->n);
	put(&zip->out, 2, zip->n);
	put(&zip->out, 4, (uint32_t)zip->directory.len);
	put(&zip->out, 4, at);
	put(&zip->out, 2, 0);
}

/* The checksum of what a member inflates to, as far as it does. */
static uint32_t
inflated_crc(unsigned char *data, size_t len)
{
	static unsigned char out[1 << 16];
	z_stream z = { .next_in = data, .avail_in = (uInt)len };
	uLong crc = 0;
	int status = Z_OK;

	if (inflateInit2(&z, -MAX_WBITS) != Z_OK)
		return 0;
	for (int i = 0; i < 16 && status == Z_OK; i++) {
		z.next_out = out;
		z.avail_out = sizeof(out);
		status = inflate(&z, Z_NO_FLUSH);
		crc = crc32(crc, out, (uInt)(sizeof(out) - z.avail_out));
	}
	inflateEnd(&z);
	return (uint32_t)crc;
}

/* Mend the checksum in the entry of a directory. */
static void
repair_entry(unsigned char *zip, size_t len, unsigned char *entry)
{
	size_t size = get(entry + 20, 4), at = get(entry + 42, 4);
	uint32_t crc;

	if (entry[16] == 0 || at > len || len - at < 30)
		return;
	at += 30 + get(zip + at + 26, 2) + get(zip + at + 28, 2);
	if (at > len || size > len - at)
		return;
	if (get(entry + 10, 2) == 8)
		crc = inflated_crc(zip + at, size);
	else
		crc = (uint32_t)crc32(0, zip + at, (uInt)size);
	for (int i = 0; i < 4; i++)
		entry[16 + i] = (unsigned char)(crc >> 8 * i);
}

void
zip_repair(unsigned char *zip, size_t len)
{
	for (size_t i = 0; i + 46 <= len; i++)
		if (get(zip + i, 4) == ENTRY)
			repair_entry(zip, len, zip + i);
}
