/*
 * The record of a commit says which file is the result: its inode, size and time
 * of the last change. It is there before anything else of the job is removed. A
 * record whose file is not OUT means nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/system.h"
#include "shard/files.h"

/* Others may change the file's time meanwhile, by writing the same bytes. */
#define TRIES 100

static void
print_record(const struct stat *st, char text[TG_SHARD_TEXT])
{
	snprintf(text, TG_SHARD_TEXT,
		"tgather record 1\n"
		"inode %" PRIu64 " size %" PRIu64 " time %" PRId64 " %" PRId64
		"\n",
		(uint64_t)st->st_ino, (uint64_t)st->st_size,
		(int64_t)st->st_mtim.tv_sec, (int64_t)st->st_mtim.tv_nsec);
}

bool
tg_shard_record(struct tg_shard *shard, struct tg_err *err)
{
	char due[TG_SHARD_TEXT], is[TG_SHARD_TEXT];
	struct stat st;

	for (int i = 0; i < TRIES; i++) {
		if (fstat(shard->part, &st) != 0)
			return tg_shard_fail(shard, "look at",
				tg_shard_path(shard, "part"), err);
		print_record(&st, due);
		if (!tg_shard_get(shard, "committed", is, err))
			return false;
		if (strcmp(due, is) == 0)
			return true;
		if (!tg_shard_put(shard, "committed", due, err))
			return false;
	}
	return true; /* others are still writing: they will see to it */
}

/*
 * Look at OUT. It is opened where that is possible, so that a file system on a
 * network asks what it is now. *exists is false if it is absent.
 */
static bool
look_at_target(struct tg_shard *shard, struct stat *st, bool *exists,
	struct tg_err *err)
{
	const int fd = open(shard->target,
		O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd >= 0) {
		*exists = fstat(fd, st) == 0;
		close(fd);
	} else {
		*exists = lstat(shard->target, st) == 0;
	}
	if (*exists || errno == ENOENT || errno == ESTALE)
		return true;
	tg_fail_errno(err, "cannot look at the file that is there");
	tg_err_where(err, "%s", shard->name);
	return false;
}

bool
tg_shard_was_in_place(struct tg_shard *shard, bool *was, struct tg_err *err)
{
	char due[TG_SHARD_TEXT], is[TG_SHARD_TEXT];
	struct stat st;
	bool exists;

	*was = false;
	if (!look_at_target(shard, &st, &exists, err) ||
		!tg_shard_get(shard, "committed", is, err))
		return false;
	if (exists && S_ISREG(st.st_mode)) {
		print_record(&st, due);
		*was = strncmp(due, is, (size_t)(strstr(due, "time") - due)) ==
			0;
	}
	return true;
}

bool
tg_shard_in_place(struct tg_shard *shard, bool *in_place, struct tg_err *err)
{
	char due[TG_SHARD_TEXT], is[TG_SHARD_TEXT];
	struct stat st, part;
	bool exists;

	*in_place = false;
	if (!look_at_target(shard, &st, &exists, err))
		return false;
	if (!exists || !S_ISREG(st.st_mode))
		return true;
	*in_place = shard->part != 0 && fstat(shard->part, &part) == 0 &&
		part.st_dev == st.st_dev && part.st_ino == st.st_ino;
	if (*in_place)
		return tg_shard_record(shard, err);
	if (!tg_shard_get(shard, "committed", is, err))
		return false;
	print_record(&st, due);
	*in_place = strcmp(due, is) == 0;
	return true;
}
