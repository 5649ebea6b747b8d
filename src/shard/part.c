/*
 * The file that becomes OUT. Who finds none makes it, and it is there for all
 * others from the moment on at which it has a size. A marker tells by the inode
 * number which file it is about; so a number that an old marker has must not be
 * given to a new file.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/temporary.h"
#include "shard/files.h"

/* So many files may be made or removed by others while this one makes its own. */
#define TRIES 100

void
tg_shard_drop(struct tg_shard *shard)
{
	if (shard->part > 0)
		close(shard->part);
	shard->part = 0;
}

/* Open a file, but not as descriptor 0, which stands for none here. */
static int
open_above_zero(const char *path)
{
	const int fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	int other;

	if (fd != 0)
		return fd;
	other = fcntl(fd, F_DUPFD_CLOEXEC, 1);
	if (other >= 0)
		close(fd);
	return other;
}

bool
tg_shard_take(struct tg_shard *shard, struct tg_err *err)
{
	const char *path = tg_shard_path(shard, "part");
	const int fd = open_above_zero(path);

	tg_shard_drop(shard);
	if (fd < 0)
		return errno == ENOENT || errno == ESTALE ||
			tg_shard_fail(shard, "open", path, err);
	shard->part = fd;
	return true;
}

/* Does any marker that is there name this inode? */
static bool
is_named(
	struct tg_shard *shard, uint64_t inode, bool *named, struct tg_err *err)
{
	struct tg_shard_list list = { 0 };
	struct tg_shard_marker marker;
	bool found, ok = tg_shard_list_read(&list, shard, &shard->key, err);

	*named = false;
	for (size_t i = 0; ok && !*named && i < list.n; i++) {
		if (list.entry[i].kind != TG_SHARD_DONE)
			continue;
		ok = tg_shard_marker_read(
			&marker, shard, list.entry[i].rank, &found, err);
		*named = ok && found && marker.inode == inode;
	}
	tg_shard_list_free(&list);
	return ok;
}

/* Let a new file be the one, unless another rank's is. */
static bool
publish(struct tg_shard *shard, const char *temporary, struct tg_err *err)
{
	const char *path = tg_shard_path(shard, "part");

	if (link(temporary, path) == 0 || errno == EEXIST || errno == ENOENT)
		return true;
	tg_shard_fail(shard, "make a hard link", path, err);
	tg_err_help(err,
		"several processes need a directory with hard links for one "
		"result");
	return false;
}

/*
 * Make a file and publish it. Where an old marker names its inode another one is
 * made, while the first is still there and keeps its number.
 */
static bool
make_once(struct tg_shard *shard, uint64_t len, struct tg_err *err)
{
	const char *path = tg_shard_path(shard, "part");
	char *temporary;
	const int fd = tg_temporary_open(&temporary, path);
	bool ok, named = false;
	struct stat st;

	if (fd < 0)
		return tg_shard_fail(shard, "make", path, err);
	ok = (ftruncate(fd, (off_t)len) == 0 && fstat(fd, &st) == 0) ||
		tg_shard_fail(shard, "make", path, err);
	ok = ok && is_named(shard, st.st_ino, &named, err);
	if (ok && !named)
		ok = publish(shard, temporary, err);
	tg_temporary_remove(temporary);
	if (ok && named)
		ok = make_once(shard, len, err);
	if (close(fd) != 0 && ok)
		ok = tg_shard_fail(
			shard, "make", tg_shard_path(shard, "part"), err);
	return ok;
}

bool
tg_shard_set_size(struct tg_shard *shard, uint64_t len, struct tg_err *err)
{
	struct stat st;

	return (fstat(shard->part, &st) == 0 &&
		       ((uint64_t)st.st_size == len ||
			       ftruncate(shard->part, (off_t)len) == 0)) ||
		tg_shard_fail(shard, "make", tg_shard_path(shard, "part"), err);
}

/*
 * A size that is known is the same for all ranks. A file with another one was
 * damaged, and what ranks have written may be lost: it is removed, so that no
 * marker counts that is about it.
 */
static bool
check_sound(struct tg_shard *shard, uint64_t len, bool fixed, bool *sound,
	struct tg_err *err)
{
	struct stat st;

	if (fstat(shard->part, &st) != 0)
		return tg_shard_fail(
			shard, "look at", tg_shard_path(shard, "part"), err);
	*sound = S_ISREG(st.st_mode) && (!fixed || (uint64_t)st.st_size == len);
	return *sound || tg_shard_remove(shard, "part", err);
}

bool
tg_shard_make(
	struct tg_shard *shard, uint64_t len, bool fixed, struct tg_err *err)
{
	bool sound;

	for (int i = 0; i < TRIES; i++) {
		if (!tg_shard_take(shard, err))
			return false;
		if (shard->part != 0 &&
			!check_sound(shard, len, fixed, &sound, err))
			return false;
		if (shard->part != 0 && sound)
			return true;
		if (shard->part == 0 && !make_once(shard, len, err))
			return false;
	}
	errno = ENOENT;
	return tg_shard_fail(shard, "make", tg_shard_path(shard, "part"), err);
}
