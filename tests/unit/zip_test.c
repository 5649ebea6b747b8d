/*
 * Writes archives with members on both sides of 4 GB, where sizes no longer fit
 * the fields of a plain archive, and reads them back. The files are sparse: of
 * the members only the last bytes are really written, and the checksum of the
 * zero bytes before them is worked out by zlib.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <zlib.h>

#include "format/zip/zip.h"
#include "tap.h"

/* The last bytes of each member. */
#define TAIL "the end"

static bool
write_at(int fd, const void *data, size_t len, uint64_t at, struct tg_err *err)
{
	return pwrite(fd, data, len, (off_t)at) == (ssize_t)len ||
		tg_fail_errno(err, "cannot write");
}

/* The checksum of n zero bytes. */
static uint32_t
crc_of_zeros(uint64_t n)
{
	uLong crc = 0, part = crc32(0, (const Bytef *)"", 1);

	for (uint64_t len = 1; n > 0; n >>= 1, len <<= 1) {
		if (n & 1)
			crc = crc32_combine(crc, part, (z_off_t)len);
		part = crc32_combine(part, part, (z_off_t)len);
	}
	return (uint32_t)crc;
}

/* The checksum of a member of that size. */
static uint32_t
crc_of_member(uint64_t size)
{
	return (uint32_t)crc32_combine(crc_of_zeros(size - strlen(TAIL)),
		crc32(0, (const Bytef *)TAIL, (uInt)strlen(TAIL)),
		(z_off_t)strlen(TAIL));
}

/* Write what stands around a member, its last bytes, and its checksum. */
static bool
write_around(int fd, const struct tg_zip_stored *member, struct tg_err *err)
{
	const struct tg_seal seal = tg_zip_seal(member);
	const uint32_t crc = crc_of_member(member->size);
	struct tg_buffer before = { 0 }, behind = { 0 };
	unsigned char bytes[4];
	bool ok;

	for (int i = 0; i < 4; i++)
		bytes[i] = (unsigned char)(crc >> (8 * i));
	ok = tg_zip_begin(&before, member, err) && before.len == seal.begin &&
		tg_zip_end(&behind, member, err) &&
		write_at(fd, before.data, before.len, 0, err) &&
		write_at(
			fd, TAIL, strlen(TAIL), seal.end - strlen(TAIL), err) &&
		write_at(fd, behind.data, behind.len, seal.end, err) &&
		write_at(fd, bytes, sizeof(bytes), seal.at[0], err) &&
		write_at(fd, bytes, sizeof(bytes), seal.at[1], err);
	tg_buffer_free(&before);
	tg_buffer_free(&behind);
	return ok;
}

static bool
write_archive(const char *path, uint64_t size, struct tg_err *err)
{
	const struct tg_zip_stored member = { "a.npy", size };
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0666);
	bool ok;

	if (fd < 0)
		return tg_fail_errno(err, "cannot open");
	ok = write_around(fd, &member, err);
	return (close(fd) == 0 || tg_fail_errno(err, "cannot close")) && ok;
}

static bool
same_member(const struct tg_bytes *bytes, uint64_t size, struct tg_err *err)
{
	struct tg_zip_content content;
	struct tg_zip_member member;
	struct tg_zip zip;

	return tg_zip_open(&zip, bytes, err) && zip.n == 1 &&
		tg_zip_next(&zip, &member, err) &&
		strcmp(member.name, "a.npy") == 0 && member.size == size &&
		member.crc == crc_of_member(size) &&
		tg_zip_read_content(&zip, &member, SIZE_MAX, &content, err) &&
		content.len == size &&
		memcmp(content.data + size - strlen(TAIL), TAIL,
			strlen(TAIL)) == 0 &&
		!tg_zip_next(&zip, &member, err) && err->code == TG_OK;
}

static bool
is_read(const char *path, uint64_t size)
{
	struct tg_bytes bytes = { 0 };
	const struct tg_arrival arrival = { 0 };
	struct tg_err err = { 0 };
	bool ok = tg_bytes_open(&bytes, path, &arrival, &err) &&
		same_member(&bytes, size, &err);

	if (!ok)
		printf("# %" PRIu64 " bytes: %s\n", size, err.what);
	tg_bytes_free(&bytes);
	return ok;
}

static bool
written_and_read(const char *path, uint64_t size)
{
	struct tg_err err = { 0 };

	if (write_archive(path, size, &err))
		return is_read(path, size);
	printf("# %" PRIu64 " bytes: %s\n", size, err.what);
	return false;
}

#ifdef __GLIBC__
/* An archive is read where the system gives no more memory. */
static bool
without_memory(const char *path)
{
	struct rlimit before, none;
	bool ok = getrlimit(RLIMIT_AS, &before) == 0;

	none = (struct rlimit){ 1, before.rlim_max };
	ok = ok && written_and_read(path, 1000) &&
		setrlimit(RLIMIT_AS, &none) == 0;
	ok = ok && is_read(path, 1000);
	setrlimit(RLIMIT_AS, &before);
	return ok;
}
#endif

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		uint64_t size;
	} cases[] = {
		{ "zip-small", 1000 },
		{ "zip-largest-plain", 0xFFFEFFFF },
		{ "zip-smallest-zip64", 0xFFFF0000 },
		{ "zip-4-gb-less-1", 0xFFFFFFFF },
		{ "zip-4-gb", 0x100000000 },
		{ "zip-5-gb", 0x140000000 },
	};
	const char *path = argv[1];

	if (argc != 2) {
		printf("Bail out! zip_test FILE\n");
		return 1;
	}
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (tap_asked(cases[i].name))
			tap_ok(written_and_read(path, cases[i].size),
				cases[i].name);
#ifdef __GLIBC__
	/* others give memory that was freed back to the system */
	if (!TAP_SANITIZED && tap_asked("zip-no-memory"))
		tap_ok(without_memory(path), "zip-no-memory");
#endif
	unlink(path);
	return tap_end();
}
