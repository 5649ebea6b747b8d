/*
 * The target of gzip data: it is inflated as a file is read, and in small parts,
 * and both must give what zlib makes of the whole at once. The first byte tells
 * how small the parts are, and how much was read before it was known that this
 * is gzip data; the others are the file.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "fuzz.h"
#include "io/arrival.h"
#include "io/gzip.h"

/* So many bytes are given to zlib at a time. */
#define ROOM 65536

/* A file of the bytes, which is used again; it is read from the offset on. */
static int
file_of(const unsigned char *data, size_t len, off_t from)
{
	static int fd = -1;

	if (fd < 0)
		fd = memfd_create("gzip", MFD_CLOEXEC);
	fuzz_require(fd >= 0 && ftruncate(fd, 0) == 0 &&
			pwrite(fd, data, len, 0) == (ssize_t)len &&
			lseek(fd, from, SEEK_SET) == from,
		"no file");
	return fd;
}

/* Inflate the member at *data; false if it is damaged or cut short. */
static bool
inflate_member(struct tg_buffer *out, const unsigned char **data, size_t *len)
{
	static unsigned char room[ROOM];
	z_stream stream = { .next_in = (unsigned char *)*data };
	int result = Z_OK;

	stream.avail_in = (uInt)*len;
	fuzz_require(
		inflateInit2(&stream, 16 + MAX_WBITS) == Z_OK, "no memory");
	while (result == Z_OK) {
		stream.next_out = room;
		stream.avail_out = ROOM;
		result = inflate(&stream, Z_NO_FLUSH);
		fuzz_append(out, room, ROOM - stream.avail_out);
	}
	*data += *len - stream.avail_in;
	*len = stream.avail_in;
	inflateEnd(&stream);
	return result == Z_STREAM_END;
}

/* Inflate a whole file: members, then zeros, then nothing. */
static bool
inflate_all(struct tg_buffer *out, const unsigned char *data, size_t len)
{
	do {
		if (!inflate_member(out, &data, &len))
			return false;
	} while (len > 0 && *data == 0x1F);
	while (len > 0 && *data == 0) {
		data++;
		len--;
	}
	return len == 0;
}

static void
check(const struct tg_buffer *expected, bool ok, const unsigned char *data,
	size_t len, const struct tg_err *err)
{
	fuzz_require(ok == (err->code == TG_OK), "another end of the data");
	if (!ok)
		fuzz_error(err, 0, false);
	else
		fuzz_require(len == expected->len &&
				(len == 0 ||
					memcmp(data, expected->data, len) == 0),
			"other data");
}

static void
read_in_parts(const struct tg_buffer *expected, bool ok,
	const unsigned char *data, size_t len, size_t part)
{
	const size_t head = TG_GZIP_MAGIC + part % (len - TG_GZIP_MAGIC + 1);
	static struct tg_buffer out;
	static struct tg_err err;
	unsigned char bytes[256];
	struct tg_gzip *gzip;
	ssize_t n;

	tg_err_clear(&err);
	out.len = 0;
	gzip = tg_gzip_open(file_of(data, len, (off_t)head), data, head, &err);
	fuzz_require(gzip != NULL, "no memory");
	while ((n = tg_gzip_read(gzip, bytes, part, &err)) > 0) {
		fuzz_require((size_t)n <= part, "more than there is room for");
		fuzz_append(&out, bytes, (size_t)n);
	}
	fuzz_require((n < 0) == (err.code != TG_OK), "an error without an end");
	tg_gzip_free(gzip);
	check(expected, ok, out.data, out.len, &err);
}

void
fuzz_gzip(const unsigned char *data, size_t len)
{
	static const struct tg_arrival arrival = { .inflate = true };
	static struct tg_buffer expected;
	static struct tg_err err;
	struct tg_bytes bytes = { .name = "file" };
	const size_t part = len > 0 ? 1 + data[0] : 1;
	bool ok = true, packed;

	if (len == 0)
		return;
	data++;
	len--;
	expected.len = 0;
	packed = tg_gzip_recognise(data, len);
	if (packed)
		ok = inflate_all(&expected, data, len);
	else
		fuzz_append(&expected, data, len);
	tg_err_clear(&err);
	tg_arrival_read(&bytes, file_of(data, len, 0), false, &arrival, &err);
	fuzz_require(bytes.inflated == packed, "gzip data or not");
	check(&expected, ok, bytes.base, bytes.len, &err);
	tg_bytes_free(&bytes);
	if (packed)
		read_in_parts(&expected, ok, data, len, part);
}
