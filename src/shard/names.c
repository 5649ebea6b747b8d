/*
 * The names of the files of a job, and the small ones of them. Names begin with a
 * hash, since OUT's own may be as long as a file system takes.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/shell_word.h"
#include "io/retry.h"
#include "io/signals.h"
#include "io/target.h"
#include "io/temporary.h"
#include "shard/files.h"

/* A file that is on its way may be removed under us; so often we begin anew. */
#define TRIES 100

static bool
fail_to_open(const struct tg_shard *shard, const char *what, struct tg_err *err)
{
	tg_fail_errno(err, "%s", what);
	tg_err_where(err, "%s", shard->name);
	return false;
}

/* OUT must be a file, or become one. */
static bool
check_target(const struct tg_shard *shard, struct tg_err *err)
{
	struct stat st;
	const bool exists = stat(shard->name, &st) == 0;

	if (!exists && errno != ENOENT)
		return fail_to_open(shard, "cannot write", err);
	if (exists &&
		(!S_ISREG(st.st_mode) || tg_target_is_standard_output(&st))) {
		tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"is %s: a result that several processes make has to be "
			"a file of its own",
			S_ISDIR(st.st_mode)           ? "a directory"
				: S_ISREG(st.st_mode) ? "standard output"
						      : "a pipe or a device");
		tg_err_where(err, "%s", shard->name);
		return false;
	}
	return true;
}

bool
tg_shard_may_replace(const struct tg_shard *shard, struct tg_err *err)
{
	return access(shard->target, W_OK) == 0 || errno == ENOENT ||
		fail_to_open(shard, "cannot write", err);
}

bool
tg_shard_begin(struct tg_shard *shard, const char *out, struct tg_err *err)
{
	const char *slash;

	shard->name = out;
	if (!check_target(shard, err))
		return false;
	shard->target = tg_target_follow(out);
	if (shard->target == NULL)
		return fail_to_open(shard, "cannot follow the link", err);
	slash = strrchr(shard->target, '/');
	shard->dir_len =
		slash != NULL ? (size_t)(slash - shard->target) + 1 : 0;
	shard->hash =
		tg_hash_text(TG_HASH_BEGIN, shard->target + shard->dir_len);
	shard->path = malloc(shard->dir_len + TG_SHARD_NAME + NAME_MAX);
	if (shard->path == NULL)
		return tg_fail_memory(err, "the names of parts");
	memcpy(shard->path, shard->target, shard->dir_len);
	return true;
}

void
tg_shard_free(struct tg_shard *shard)
{
	tg_shard_drop(shard);
	free(shard->target);
	free(shard->path);
	memset(shard, 0, sizeof(*shard));
}

const char *
tg_shard_path(struct tg_shard *shard, const char *fmt, ...)
{
	char *name = shard->path + shard->dir_len;
	va_list args;
	const int n = snprintf(name, TG_SHARD_NAME, ".tgather.%016llx.%016llx.",
		(unsigned long long)shard->hash,
		(unsigned long long)shard->key);

	va_start(args, fmt);
	vsnprintf(name + n, TG_SHARD_NAME - (size_t)n, fmt, args);
	va_end(args);
	return shard->path;
}

const char *
tg_shard_path_of(struct tg_shard *shard, const char *name)
{
	snprintf(shard->path + shard->dir_len, TG_SHARD_NAME + NAME_MAX, "%s",
		name);
	return shard->path;
}

const char *
tg_shard_directory(struct tg_shard *shard)
{
	return tg_shard_path_of(shard, ".");
}

void
tg_shard_help_clean(const char *out, const char *why, struct tg_err *err)
{
	static const char *const words[] = { "tgather", "--shard", "clean",
		"-o" };
	struct tg_argv argv = { 0 };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		tg_argv_add(&argv, words[i]);
	tg_argv_add(&argv, out);
	tg_err_help_short_call(err, &argv, why);
	tg_argv_free(&argv);
}

void
tg_shard_help(const struct tg_shard *shard, struct tg_err *err)
{
	tg_err_help(err,
		"what ranks have made stays: start this again once that is "
		"mended");
	tg_shard_help_clean(shard->name, "or give it up", err);
}

bool
tg_shard_fail(const struct tg_shard *shard, const char *what, const char *path,
	struct tg_err *err)
{
	const char *name = path + shard->dir_len;
	const bool directory = strcmp(name, ".") == 0;

	tg_fail_errno(
		err, "cannot %s %s", what, directory ? "its directory" : name);
	tg_err_where(err, "%s", shard->name);
	if (!directory && shard->nrank > 0)
		tg_shard_help(shard, err);
	return false;
}

bool
tg_shard_sync(struct tg_shard *shard, struct tg_err *err)
{
	const char *path = tg_shard_directory(shard);
	const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok;

	if (fd < 0)
		return tg_shard_fail(shard, "open", path, err);
	/* not every file system has that for directories, or needs it */
	ok = fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP ||
		errno == EBADF;
	if (!ok)
		tg_shard_fail(shard, "write", path, err);
	if (close(fd) != 0 && ok)
		ok = tg_shard_fail(shard, "write", path, err);
	return ok;
}

/* Write it once. *gone: it was removed meanwhile, and has to be written again. */
static bool
put_once(struct tg_shard *shard, const char *path, const char *text, bool *gone,
	struct tg_err *err)
{
	char *temporary;
	const int fd = tg_temporary_open(&temporary, path);
	sigset_t before;
	bool ok;

	*gone = false;
	if (fd < 0)
		return tg_shard_fail(shard, "make", path, err);
	ok = tg_retry_write(fd, text, strlen(text)) && fsync(fd) == 0;
	if (!ok)
		tg_shard_fail(shard, "write", path, err);
	if (close(fd) != 0 && ok)
		ok = tg_shard_fail(shard, "write", path, err);
	tg_signals_hold(&before);
	if (ok && tg_temporary_rename(temporary, path)) {
		temporary = NULL;
	} else if (ok) {
		*gone = errno == ENOENT;
		ok = *gone || tg_shard_fail(shard, "make", path, err);
	}
	tg_signals_release(&before);
	tg_temporary_remove(temporary);
	return ok;
}

bool
tg_shard_put(struct tg_shard *shard, const char *end, const char *text,
	struct tg_err *err)
{
	const char *path = tg_shard_path(shard, "%s", end);
	bool gone = true;

	for (int i = 0; gone && i < TRIES; i++)
		if (!put_once(shard, path, text, &gone, err))
			return false;
	if (gone) {
		errno = ENOENT;
		return tg_shard_fail(shard, "make", path, err);
	}
	return tg_shard_sync(shard, err);
}

bool
tg_shard_get(struct tg_shard *shard, const char *end, char text[TG_SHARD_TEXT],
	struct tg_err *err)
{
	const char *path = tg_shard_path(shard, "%s", end);
	const int fd =
		open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	ssize_t n;

	text[0] = '\0';
	if (fd < 0)
		return errno == ENOENT || errno == ESTALE ||
			tg_shard_fail(shard, "open", path, err);
	n = tg_retry_read_at(fd, text, TG_SHARD_TEXT, 0);
	/* a network's file system says so where the file has been replaced */
	if (n < 0 && errno == ESTALE)
		n = 0;
	if (n < 0)
		tg_shard_fail(shard, "read", path, err);
	close(fd);
	text[n < 0 || n == TG_SHARD_TEXT ? 0 : n] = '\0';
	return n >= 0;
}

bool
tg_shard_remove(struct tg_shard *shard, const char *end, struct tg_err *err)
{
	const char *path = tg_shard_path(shard, "%s", end);

	return unlink(path) == 0 || errno == ENOENT ||
		tg_shard_fail(shard, "remove", path, err);
}
