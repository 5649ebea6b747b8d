/*
 * Writes ZIP archives for bombs.c. It shares nothing with the program under
 * test, and does what an archiver would not: several entries may name the same
 * member.
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "fault.h"
#include "zip.h"

void
put_number(FILE *to, uint64_t value, int bytes)
{
	for (int i = 0; i < bytes; i++)
		putc((int)(value >> 8 * i & 255), to);
}

void
zip_begin(struct zip *zip, FILE *to)
{
	memset(zip, 0, sizeof(*zip));
	zip->to = to;
	zip->entries =
		fault_must(open_memstream(&zip->directory, &zip->ndirectory));
}

/* What local header and entry have in common. */
static void
put_head(FILE *to, const char *name, const struct zip_member *member)
{
	put_number(to, 20, 2);
	put_number(to, 0, 2);
	put_number(to, member->deflated ? 8 : 0, 2);
	put_number(to, 0x21 << 16, 4);
	put_number(to, member->crc, 4);
	put_number(to, member->packed, 4);
	put_number(to, member->size, 4);
	put_number(to, strlen(name), 2);
	put_number(to, 0, 2);
}

static unsigned char *
pack(const void *data, size_t len, uint32_t *packed)
{
	z_stream stream = { 0 };
	const size_t room = compressBound(len) + 100;
	unsigned char *to = fault_must(malloc(room));

	if (deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) !=
		Z_OK)
		fault_must(NULL);
	stream.next_in = (unsigned char *)(uintptr_t)data;
	stream.avail_in = (unsigned)len;
	stream.next_out = to;
	stream.avail_out = (unsigned)room;
	if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
		fault_must(NULL);
	*packed = (uint32_t)stream.total_out;
	deflateEnd(&stream);
	return to;
}

struct zip_member
zip_put(struct zip *zip, const char *name, const void *data, size_t len,
	bool deflated)
{
	struct zip_member member = {
		.at = zip->at,
		.crc = (uint32_t)crc32(0, data, (unsigned)len),
		.packed = (uint32_t)len,
		.size = (uint32_t)len,
		.deflated = deflated,
	};
	unsigned char *bytes = NULL;

	if (deflated)
		bytes = pack(data, len, &member.packed);
	put_number(zip->to, 0x04034b50, 4);
	put_head(zip->to, name, &member);
	fputs(name, zip->to);
	fwrite(deflated ? bytes : data, 1, member.packed, zip->to);
	zip->at += 30 + (uint32_t)strlen(name) + member.packed;
	free(bytes);
	return member;
}

void
zip_entry(struct zip *zip, const char *name, const struct zip_member *member)
{
	put_number(zip->entries, 0x02014b50, 4);
	put_number(zip->entries, 20, 2);
	put_head(zip->entries, name, member);
	put_number(zip->entries, 0, 10);
	put_number(zip->entries, member->at, 4);
	fputs(name, zip->entries);
	zip->n++;
}

void
zip_add(struct zip *zip, const char *name, const void *data, size_t len,
	bool deflated)
{
	const struct zip_member member =
		zip_put(zip, name, data, len, deflated);

	zip_entry(zip, name, &member);
}

void
zip_end(struct zip *zip)
{
	fclose(zip->entries);
	fwrite(zip->directory, 1, zip->ndirectory, zip->to);
	put_number(zip->to, 0x06054b50, 4);
	put_number(zip->to, 0, 4);
	put_number(zip->to, zip->n, 2);
	put_number(zip->to, zip->n, 2);
	put_number(zip->to, zip->ndirectory, 4);
	put_number(zip->to, zip->at, 4);
	put_number(zip->to, 0, 2);
	free(zip->directory);
}
