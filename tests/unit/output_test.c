/*
 * Writes files in pieces of random lengths, on a system that writes less than
 * it is asked to, or is interrupted, and looks whether all bytes arrive. The
 * two system calls that write files are replaced here.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "io/output.h"
#include "tap.h"

#define ROUNDS 300
#define MOST   ((size_t)3 * TG_ALIGN)
#define PIECES 12

static unsigned char data[PIECES * MOST], found[PIECES * MOST];
static uint64_t random_state;
static int cut_short;
static bool takes_nothing; /* no byte is written, and there is no error */

static size_t
random_below(size_t n)
{
	random_state = random_state * 6364136223846793005u + 1;
	return (size_t)(random_state >> 33) % n;
}

/* All parts as one. */
ssize_t
pwritev(int fd, const struct iovec *part, int n, off_t at)
{
	unsigned char bytes[TG_ALIGN + MOST];
	size_t len = 0;

	if (takes_nothing)
		return 0;
	if (random_below(8) == 0) {
		errno = EINTR;
		return -1;
	}
	for (int i = 0; i < n; i++) {
		memcpy(bytes + len, part[i].iov_base, part[i].iov_len);
		len += part[i].iov_len;
	}
	return pwrite(fd, bytes, len, at);
}

ssize_t
pwrite(int fd, const void *bytes, size_t len, off_t at)
{
	if (takes_nothing)
		return 0;
	if (random_below(8) == 0) {
		errno = EINTR;
		return -1;
	}
	if (len > 1 && random_below(2) == 0) {
		len = 1 + random_below(len - 1);
		cut_short++;
	}
	if (lseek(fd, at, SEEK_SET) != at)
		abort();
	return write(fd, bytes, len);
}

/* In two pieces, the later first, as threads may come; or in one. */
static bool
write_piece(struct tg_output *output, size_t at, size_t len, struct tg_err *err)
{
	static struct tg_span first, second;
	const size_t half = len / 2;

	if (random_below(2) == 0)
		return tg_output_write(output, data + at, len, err);
	tg_output_claim(output, data + at, half, &first);
	tg_output_claim(output, data + at + half, len - half, &second);
	return tg_output_write_span(output, data + at + half, &second, err) &&
		tg_output_write_span(output, data + at, &first, err);
}

static bool
round_arrives(const char *path)
{
	static struct tg_output output;
	struct tg_err err = { 0 };
	size_t len = 0;
	FILE *file;
	bool right;

	memset(&output, 0, sizeof(output));
	if (!tg_output_open(&output, path, &err))
		return false;
	for (int i = 0; i < PIECES; i++) {
		const size_t n = random_below(MOST);

		if (!write_piece(&output, len, n, &err))
			return false;
		len += n;
	}
	if (!tg_output_commit(&output, &err))
		return false;
	tg_output_free(&output);
	file = fopen(path, "rb");
	if (file == NULL)
		return false;
	right = fread(found, 1, sizeof(found), file) == len &&
		memcmp(found, data, len) == 0;
	fclose(file);
	return right;
}

/* A file that takes no bytes is an error, and not tried for ever. */
static bool
nothing_is_written(const char *path)
{
	static struct tg_output output;
	struct tg_err err = { 0 };
	bool right;

	memset(&output, 0, sizeof(output));
	takes_nothing = true;
	alarm(20); /* for a program that is wrong */
	right = tg_output_open(&output, path, &err) &&
		!tg_output_write(&output, data, MOST, &err) &&
		err.code == TG_ESYS && strstr(err.what, "cannot write") != NULL;
	alarm(0);
	takes_nothing = false;
	tg_output_free(&output);
	return right;
}

int
main(void)
{
	char dir[] = "/tmp/output_test.XXXXXX", path[sizeof(dir) + 2];
	bool right = mkdtemp(dir) != NULL;

	snprintf(path, sizeof(path), "%s/x", dir);
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (unsigned char)random_below(256);
	for (int i = 0; right && i < ROUNDS; i++)
		right = round_arrives(path);
	tap_ok(right, "what is written in part arrives whole");
	tap_ok(cut_short > ROUNDS, "writes were cut short");
	tap_ok(nothing_is_written(path), "a file that takes no bytes");
	unlink(path);
	rmdir(dir);
	return tap_end();
}
