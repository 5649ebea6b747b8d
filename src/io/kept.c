/*
 * Keeps a result for a pipe whose input comes from a pipe, too: nothing can be
 * read twice there, and nothing may be written before all is known to be right.
 * A small result is kept in memory, and a large one in a file that nobody sees.
 */
#include "io/kept.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/retry.h"
#include "io/signals.h"

static const char *
directory(void)
{
	const char *path = getenv("TMPDIR");

	return path != NULL && path[0] != '\0' ? path : "/tmp";
}

/*
 * Where a file needs a name it gets one, and loses it at once; no signal may come
 * in between.
 */
static int
open_named(const char *path)
{
	static const char name[] = "/tgather.XXXXXX";
	char *copy = malloc(strlen(path) + sizeof(name));
	sigset_t before;
	int fd = -1;

	if (copy == NULL)
		return -1;
	strcat(strcpy(copy, path), name);
	tg_signals_hold(&before);
	fd = mkstemp(copy);
	if (fd >= 0) {
		unlink(copy);
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	}
	tg_signals_release(&before);
	free(copy);
	return fd;
}

void
tg_kept_open(struct tg_kept *kept)
{
	const char *path = directory();

#ifdef O_TMPFILE
	kept->fd = open(path, O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
#endif
	if (kept->fd < 0)
		kept->fd = open_named(path);
	kept->why = errno;
}

static bool
fail_to_keep(int why, struct tg_err *err)
{
	errno = why;
	tg_fail_errno(err, "cannot keep the result");
	tg_err_where(err, "%s", directory());
	tg_err_help(err,
		"another directory, with more room: TMPDIR=DIRECTORY; with -o "
		"FILE nothing is kept");
	return false;
}

static bool
move_to_file(struct tg_kept *kept, struct tg_err *err)
{
	struct tg_buffer *memory = &kept->memory;

	if (kept->fd < 0)
		return fail_to_keep(kept->why, err);
	if (!tg_retry_write_at(
		    kept->fd, memory->data, memory->len, kept->in_file))
		return fail_to_keep(errno, err);
	kept->in_file += memory->len;
	memory->len = 0;
	return true;
}

bool
tg_kept_add(
	struct tg_kept *kept, const void *data, size_t len, struct tg_err *err)
{
	struct tg_buffer *memory = &kept->memory;

	/* once there is a file, large parts of it are written at once */
	if (memory->len + len > TG_KEPT_IN_MEMORY && !move_to_file(kept, err))
		return false;
	if (len <= TG_KEPT_IN_MEMORY && kept->in_file == 0)
		return tg_buffer_append(memory, data, len, err);
	if (!tg_retry_write_at(kept->fd, data, len, kept->in_file))
		return fail_to_keep(errno, err);
	kept->in_file += len;
	return true;
}

bool
tg_kept_write_over(
	struct tg_kept *kept, const void *data, size_t len, struct tg_err *err)
{
	const unsigned char *p = data;
	const size_t in_file =
		kept->in_file < len ? (size_t)kept->in_file : len;

	if (len > in_file)
		memcpy(kept->memory.data, p + in_file, len - in_file);
	return in_file == 0 || tg_retry_write_at(kept->fd, data, in_file, 0) ||
		fail_to_keep(errno, err);
}

bool
tg_kept_release(struct tg_kept *kept,
	bool (*write)(void *context, const void *data, size_t len,
		struct tg_err *err),
	void *context, struct tg_err *err)
{
	static unsigned char buffer[256 << 10];
	uint64_t done = 0;
	bool ok = true;

	while (ok && done < kept->in_file) {
		const uint64_t left = kept->in_file - done;
		const size_t len =
			left < sizeof(buffer) ? (size_t)left : sizeof(buffer);

		const ssize_t n = tg_retry_read_at(kept->fd, buffer, len, done);

		if (n != (ssize_t)len)
			return fail_to_keep(n < 0 ? errno : EIO, err);
		ok = write(context, buffer, len, err);
		done += len;
	}
	ok = ok &&
		(kept->memory.len == 0 ||
			write(context, kept->memory.data, kept->memory.len,
				err));
	tg_kept_free(kept);
	return ok;
}

void
tg_kept_free(struct tg_kept *kept)
{
	tg_buffer_free(&kept->memory);
	if (kept->fd > STDERR_FILENO)
		close(kept->fd);
	kept->fd = -1;
	kept->in_file = 0;
}
