/*
 * Makes the bytes of a source available at one address: a file is mapped, a pipe
 * is read as far as it is needed, a text of the command line is copied. Behind
 * the last byte zero bytes can be read, so that scanners need not check for the
 * end.
 */
#include "io/bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"
#include "io/arrival.h"
#include "io/gzip.h"
#include "io/retry.h"

/* Reading a smaller file costs less than mapping it and its page faults. */
#define MAP_FROM 65536

/* Some systems never reserve memory for what is only read. */
#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif

/*
 * The files that are mapped, for the handler of SIGBUS: two operands, and others
 * that they were redirected to.
 */
#define MAPPINGS 4
static const struct tg_bytes *volatile mappings[MAPPINGS];

static void
register_mapping(const struct tg_bytes *bytes)
{
	for (int i = 0; i < MAPPINGS; i++)
		if (mappings[i] == NULL) {
			mappings[i] = bytes;
			return;
		}
}

const char *
tg_bytes_name_at(const void *address)
{
	for (int i = 0; i < MAPPINGS; i++) {
		const struct tg_bytes *bytes = mappings[i];
		uintptr_t offset;

		if (bytes == NULL)
			continue;
		offset = (uintptr_t)address - (uintptr_t)bytes->base;
		if (offset < bytes->mapped)
			return bytes->name;
	}
	return NULL;
}

/*
 * The file is mapped over the start of an anonymous mapping one page longer,
 * so that there are zero bytes to read behind its end, whatever its size.
 */
static bool
map_file(struct tg_bytes *bytes, int fd, size_t size, struct tg_err *err)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), whole;
	void *base;

	if (__builtin_add_overflow(size, 2 * page, &whole))
		return tg_fail_memory(err, "a file of this size");
	base = mmap(NULL, whole, PROT_READ,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (base == MAP_FAILED)
		return tg_fail_errno(err, "cannot reserve memory to map");
	bytes->base = base;
	bytes->mapped = whole;
	bytes->fd = fd;
	if (mmap(base, size, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, 0) ==
		MAP_FAILED)
		return tg_fail_errno(err, "cannot map");
	bytes->data = base;
	bytes->len = size;
	register_mapping(bytes);
	return true;
}

/* True if a regular file begins as gzip data does. */
static bool
begins_as_gzip(int fd)
{
	unsigned char head[TG_GZIP_MAGIC];
	ssize_t n = tg_retry_read_at(fd, head, sizeof(head), 0);

	return n > 0 && tg_gzip_recognise(head, (size_t)n);
}

/* On a machine of 32 bits most files that do not fit can be read as a pipe. */
static bool
fail_too_large(off_t size, struct tg_err *err)
{
	tg_fail(err, TG_ESYS, TG_NOPOS,
		"has %jd bytes, and no more than %td can be mapped here",
		(intmax_t)size, PTRDIFF_MAX);
	tg_err_help(err,
		"a long text can be read from a pipe, as it comes: "
		"cat FILE | tgather ... -");
	return false;
}

/* Map a large regular file; read anything else. */
static bool
load_file(struct tg_bytes *bytes, int fd, const struct tg_arrival *arrival,
	struct tg_err *err)
{
	struct stat st;
	bool regular;

	if (fstat(fd, &st) != 0)
		return tg_fail_errno(err, "cannot read");
	if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return tg_fail_errno(err, "cannot read");
	}
	regular = S_ISREG(st.st_mode);
	/* a shell may pass on a file of which a part was read already */
	if (!regular || lseek(fd, 0, SEEK_CUR) != 0 || st.st_size < MAP_FROM ||
		(arrival->inflate && begins_as_gzip(fd)))
		return tg_arrival_read(bytes, fd, regular, arrival, err);
	if ((uintmax_t)st.st_size > PTRDIFF_MAX)
		return fail_too_large(st.st_size, err);
	return map_file(bytes, fd, (size_t)st.st_size, err);
}

bool
tg_bytes_is_special(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode) &&
		!S_ISDIR(st.st_mode);
}

bool
tg_bytes_open(struct tg_bytes *bytes, const char *path,
	const struct tg_arrival *arrival, struct tg_err *err)
{
	int fd = STDIN_FILENO;

	if (path != NULL)
		fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		return tg_bytes_take(bytes, path != NULL ? path : TG_STDIN_NAME,
			fd, arrival, err);
	tg_fail_errno(err, "cannot open");
	tg_err_where(err, "%s", path);
	return false;
}

bool
tg_bytes_take(struct tg_bytes *bytes, const char *name, int fd,
	const struct tg_arrival *arrival, struct tg_err *err)
{
	bool ok;

	bytes->name = name;
	ok = load_file(bytes, fd, arrival, err);
	if (!ok)
		tg_err_where(err, "%s", bytes->name);
	if (fd > STDERR_FILENO && bytes->mapped == 0 && bytes->coming == NULL)
		close(fd);
	return ok;
}

bool
tg_bytes_hold(const struct tg_bytes *bytes, const void *address)
{
	uintptr_t at = (uintptr_t)address, from = (uintptr_t)bytes->data;

	return bytes->mapped > 0 && at >= from && at - from < bytes->len;
}

void
tg_bytes_scattered(const struct tg_bytes *bytes)
{
	if (bytes->mapped > 0)
		madvise(bytes->base, bytes->len, MADV_RANDOM);
}

static bool
fail_cut_short(const struct tg_bytes *bytes, struct tg_err *err)
{
	tg_fail(err, TG_ECHANGED, TG_NOPOS, "was cut short while it was read");
	tg_err_where(err, "%s", bytes->name);
	return false;
}

bool
tg_bytes_still_whole(const struct tg_bytes *bytes, struct tg_err *err)
{
	struct stat st;

	if (bytes->mapped == 0)
		return true;
	if (fstat(bytes->fd, &st) == 0)
		return (uintmax_t)st.st_size >= bytes->len ||
			fail_cut_short(bytes, err);
	tg_fail_errno(err, "cannot read");
	tg_err_where(err, "%s", bytes->name);
	return false;
}

bool
tg_bytes_lie_in(const struct tg_bytes *bytes, int fd)
{
	struct stat mapped, other;

	return bytes->mapped > 0 && fstat(bytes->fd, &mapped) == 0 &&
		fstat(fd, &other) == 0 && mapped.st_dev == other.st_dev &&
		mapped.st_ino == other.st_ino;
}

const unsigned char *
tg_bytes_part(const struct tg_bytes *bytes, size_t pos, size_t len,
	void *buffer, struct tg_err *err)
{
	ssize_t n;

	if (bytes->mapped == 0)
		return bytes->data + pos;
	n = tg_retry_read_at(bytes->fd, buffer, len, pos);
	if (n >= 0 && (size_t)n == len)
		return buffer;
	if (n < 0) {
		tg_fail_errno(err, "cannot read");
		tg_err_where(err, "%s", bytes->name);
	} else {
		fail_cut_short(bytes, err);
	}
	return NULL;
}

bool
tg_bytes_inline(struct tg_bytes *bytes, const char *name, const char *text,
	size_t len, struct tg_err *err)
{
	bytes->name = name;
	bytes->base = calloc(1, len + TG_PADDING);
	if (bytes->base == NULL)
		return tg_fail_memory(err, name);
	memcpy(bytes->base, text, len);
	bytes->data = bytes->base;
	bytes->len = len;
	return true;
}

void
tg_bytes_free(struct tg_bytes *bytes)
{
	for (int i = 0; i < MAPPINGS; i++)
		if (mappings[i] == bytes)
			mappings[i] = NULL;
	tg_coming_free(bytes->coming);
	if (bytes->mapped > 0) {
		munmap(bytes->base, bytes->mapped);
		if (bytes->fd > STDERR_FILENO)
			close(bytes->fd);
	} else {
		free(bytes->base);
	}
	memset(bytes, 0, sizeof(*bytes));
}

void
tg_bytes_line_column(
	const struct tg_bytes *bytes, size_t pos, size_t *line, size_t *column)
{
	size_t i = 0;

	*line = bytes->lines_before + 1;
	*column = bytes->columns_before + 1;
	/* a byte order mark takes no column */
	if (!bytes->goes_on && bytes->len >= 3 &&
		memcmp(bytes->data, "\xEF\xBB\xBF", 3) == 0)
		i = 3;
	for (; i < pos && i < bytes->len; i++) {
		if (bytes->data[i] == '\n') {
			++*line;
			*column = 1;
		} else {
			*column += !tg_utf8_continues(bytes->data[i]);
		}
	}
}
