/*
 * The way of one rank: it begins, looks what is left to do for it, writes its
 * share, and leaves its marker. Committing has a file of its own.
 */
#include "shard/shard.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/target.h"
#include "shard/files.h"

bool
tg_shard_open(struct tg_shard *shard, const char *out, uint64_t key,
	int64_t rank, int64_t nrank, struct tg_err *err)
{
	memset(shard, 0, sizeof(*shard));
	shard->key = key;
	shard->rank = rank;
	shard->nrank = nrank;
	return tg_shard_begin(shard, out, err) &&
		tg_shard_may_replace(shard, err);
}

void
tg_shard_allow(struct tg_confinement *confinement, const char *out)
{
	char *target = tg_target_follow(out);
	const char *dir;

	if (target != NULL) {
		dir = dirname(target);
		tg_confine_allow(confinement, dir, TG_ALLOW_READ);
		tg_confine_allow(confinement, dir, TG_ALLOW_REPLACE);
	} else if (errno == ENOMEM) {
		tg_confine_give_up(confinement);
	}
	free(target);
}

/* Does this rank's own marker count? */
static bool
is_made(struct tg_shard *shard, bool *made, struct tg_err *err)
{
	struct tg_shard_marker marker;
	bool found;

	*made = false;
	return tg_shard_marker_read(&marker, shard, shard->rank, &found, err) &&
		(!found ||
			(tg_shard_take(shard, err) &&
				tg_shard_counts(&marker, shard, shard->rank,
					made, err)));
}

/*
 * A file of this rank's own is made by other means, which follow links and wait
 * for who reads a pipe: such a name must not be there.
 */
static bool
remove_no_file(struct tg_shard *shard, struct tg_err *err)
{
	const char *path = tg_shard_path(shard, "part.%" PRId64, shard->rank);
	struct stat st;

	return lstat(path, &st) != 0 || S_ISREG(st.st_mode) ||
		unlink(path) == 0 || errno == ENOENT ||
		tg_shard_fail(shard, "remove", path, err);
}

/* Its own marker is opened by its name: only those of others have to be listed. */
enum tg_shard_state
tg_shard_look(struct tg_shard *shard, struct tg_err *err)
{
	bool in_place, made;

	if (!tg_shard_in_place(shard, &in_place, err))
		return TG_SHARD_FAILED;
	if (in_place)
		return tg_shard_remove_job(shard, err) ? TG_SHARD_COMMITTED
						       : TG_SHARD_FAILED;
	if (!is_made(shard, &made, err))
		return TG_SHARD_FAILED;
	if (made)
		return TG_SHARD_MADE;
	return remove_no_file(shard, err) ? TG_SHARD_DUE : TG_SHARD_FAILED;
}

bool
tg_shard_is_committed(
	struct tg_shard *shard, bool *committed, struct tg_err *err)
{
	const enum tg_shard_state state = tg_shard_look(shard, err);

	*committed = state == TG_SHARD_COMMITTED;
	if (state == TG_SHARD_FAILED)
		return false;
	return *committed || tg_shard_was_in_place(shard, committed, err);
}

bool
tg_shard_open_part(struct tg_shard *shard, const struct tg_shard_layout *layout,
	int *fd, struct tg_err *err)
{
	if (!tg_shard_make(shard, layout->len, !layout->joined, err))
		return false;
	*fd = fcntl(shard->part, F_DUPFD_CLOEXEC, 3);
	return *fd >= 0 ||
		tg_shard_fail(shard, "open", tg_shard_path(shard, "part"), err);
}

bool
tg_shard_find_place(struct tg_shard *shard, bool *known, uint64_t *begin,
	struct tg_err *err)
{
	const int64_t before = shard->rank - 1;
	struct tg_shard_marker marker;
	bool found;

	*begin = 0;
	*known = shard->rank == 0;
	if (*known)
		return true;
	if (!tg_shard_take(shard, err) ||
		!tg_shard_marker_read(&marker, shard, before, &found, err))
		return false;
	if (!found || !marker.share.placed)
		return true;
	*begin = marker.share.end;
	return tg_shard_counts(&marker, shard, before, known, err);
}

char *
tg_shard_part_path(const struct tg_shard *shard)
{
	struct tg_shard copy = *shard;
	char *path = malloc(shard->dir_len + TG_SHARD_NAME + NAME_MAX);

	if (path == NULL)
		return NULL;
	memcpy(path, shard->path, shard->dir_len);
	copy.path = path;
	tg_shard_path(&copy, "part.%" PRId64, shard->rank);
	return path;
}

bool
tg_shard_leave(struct tg_shard *shard, int fd,
	const struct tg_shard_layout *layout,
	const struct tg_shard_share *share, struct tg_err *err)
{
	struct tg_shard_marker marker = {
		.nrank = shard->nrank, .layout = *layout, .share = *share
	};
	char end[64], text[TG_SHARD_TEXT];
	struct stat st;

	snprintf(end, sizeof(end), "part.%" PRId64, shard->rank);
	if (fsync(fd) != 0 || fstat(fd, &st) != 0)
		return tg_shard_fail(shard, "write",
			tg_shard_path(
				shard, "%s", share->placed ? "part" : end),
			err);
	if (share->placed)
		marker.inode = st.st_ino;
	snprintf(end, sizeof(end), "done.%" PRId64, shard->rank);
	tg_shard_marker_print(&marker, text);
	return tg_shard_put(shard, end, text, err);
}
