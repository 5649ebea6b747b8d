/*
 * Gives a result its name once all markers are there. Several ranks may do that
 * at once: each writes the same bytes to the same file, and the first whose
 * rename comes has done it for all. Whatever vanishes meanwhile was removed by
 * one that was faster.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/copy.h"
#include "io/retry.h"
#include "io/signals.h"
#include "io/target.h"
#include "io/temporary.h"
#include "shard/files.h"

/* What vanished and was no commit, somebody cleans: so often it is tried. */
#define TRIES 100

/*
 * What came of a step: it is done, something was removed by others, or there is
 * an error.
 */
enum step { DONE, GONE, FAILED };

static enum step
fail(struct tg_shard *shard, const char *what, const char *path,
	struct tg_err *err)
{
	tg_shard_fail(shard, what, path, err);
	return FAILED;
}

/* Has OUT become the file that is open? */
static bool
is_faster(const struct tg_shard *shard)
{
	struct stat st, part;

	return stat(shard->target, &st) == 0 &&
		fstat(shard->part, &part) == 0 && st.st_dev == part.st_dev &&
		st.st_ino == part.st_ino;
}

/* Copy the file of one rank to its place. */
static enum step
join_one(struct tg_shard *shard, int64_t rank, uint64_t len, uint64_t at,
	struct tg_err *err)
{
	const char *path = tg_shard_path(shard, "part.%" PRId64, rank);
	const int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	bool ok;

	if (fd < 0 && (errno == ENOENT || errno == ESTALE))
		return GONE;
	if (fd < 0)
		return fail(shard, "open", path, err);
	ok = tg_copy_file(fd, len, shard->part, at);
	if (!ok && errno != ESTALE)
		tg_shard_fail(shard, "join", path, err);
	else if (!ok)
		errno = ESTALE;
	close(fd);
	return ok ? DONE : errno == ESTALE ? GONE : FAILED;
}

/* Let a share have its place in the joined file, where so many bytes are before. */
static enum step
place_one(struct tg_shard *shard, int64_t rank,
	const struct tg_shard_share *share, uint64_t at, struct tg_err *err)
{
	if (share->placed && share->begin != at) {
		tg_fail(err, TG_ESYS, TG_NOPOS,
			"the share of rank %" PRId64 " is not where those "
			"before it end",
			rank);
		tg_err_where(err, "%s", shard->name);
		return FAILED;
	}
	/* what is OUT already has to be written no further */
	if (is_faster(shard))
		return GONE;
	return share->placed ? DONE
			     : join_one(shard, rank, share->end, at, err);
}

/*
 * Open the file that shares are joined in. One that has some of them already is
 * open since these were counted: another one must not take its place.
 */
static bool
open_joined(struct tg_shard *shard, const struct tg_shard_count *count,
	uint64_t len, struct tg_err *err)
{
	bool has_some = false;

	for (int64_t i = 0; i < count->n; i++)
		has_some = has_some || count->share[i].placed;
	return (has_some || tg_shard_make(shard, len, false, err)) &&
		tg_shard_set_size(shard, len, err);
}

/* Join the shares of all ranks. */
static enum step
join(struct tg_shard *shard, const struct tg_shard_count *count,
	struct tg_err *err)
{
	uint64_t at = 0, len = 0;
	enum step step = DONE;

	for (int64_t i = 0; i < count->n; i++)
		len += count->share[i].end - count->share[i].begin;
	if (!open_joined(shard, count, len, err))
		return FAILED;
	for (int64_t i = 0; step == DONE && i < count->n; i++) {
		const struct tg_shard_share *share = &count->share[i];

		step = place_one(shard, count->rank[i], share, at, err);
		at += share->end - share->begin;
	}
	return step;
}

/*
 * Put the CRC where it belongs. What is there already is not written again: who
 * was faster has left a record of the file's time.
 */
static enum step
put_crc(struct tg_shard *shard, const struct tg_shard_count *count,
	struct tg_err *err)
{
	unsigned char due[4], is[4];
	uint32_t crc;

	if (!tg_shard_combine(shard, count, &crc, err))
		return FAILED;
	for (int i = 0; i < 4; i++)
		due[i] = (unsigned char)(crc >> (8 * i));
	for (int i = 0; i < count->layout.ncrc; i++) {
		const uint64_t at = count->layout.crc_at[i];

		if (tg_retry_read_at(shard->part, is, 4, at) == 4 &&
			memcmp(is, due, 4) == 0)
			continue;
		if (!tg_retry_write_at(shard->part, due, 4, at))
			return fail(shard, "write",
				tg_shard_path(shard, "part"), err);
	}
	return DONE;
}

/*
 * Let the open file become OUT. Its name may be another file's by now, when a
 * rank that is late has made one anew: so it gets a second name first, and that
 * is looked at.
 */
static enum step
give_name(struct tg_shard *shard, struct tg_err *err)
{
	const char *path = tg_shard_path(shard, "part");
	char *name = tg_temporary_name(path);
	struct stat st, part;
	enum step step = DONE;
	sigset_t before;

	if (name == NULL)
		return errno == ENOENT || errno == ESTALE
			? GONE
			: fail(shard, "make a hard link to", path, err);
	tg_signals_hold(&before);
	if (fstat(shard->part, &part) != 0)
		step = fail(shard, "look at", path, err);
	else if (stat(name, &st) != 0 || st.st_ino != part.st_ino)
		step = GONE;
	else if (tg_temporary_rename(name, shard->target))
		name = NULL;
	else if (errno == ENOENT)
		step = GONE;
	else
		step = fail(shard, "put in place", path, err);
	tg_signals_release(&before);
	tg_temporary_remove(name);
	return step;
}

/*
 * All ranks are done. Until the record is left, the file has its former name as
 * well: so whoever looks finds it, wherever this is ended.
 */
static enum step
finish(struct tg_shard *shard, const struct tg_shard_count *count,
	struct tg_err *err)
{
	const char *path;
	enum step step;

	if (!tg_shard_may_replace(shard, err))
		return FAILED;
	step = count->layout.joined ? join(shard, count, err)
				    : put_crc(shard, count, err);
	if (step != DONE)
		return step;
	path = tg_shard_path(shard, "part");
	if (fsync(shard->part) != 0)
		return fail(shard, "write", path, err);
	if (!tg_target_keep_attributes(shard->target, shard->part))
		return fail(shard, "keep the mode of OUT for", path, err);
	return give_name(shard, err);
}

/* If OUT is the result of this job, there is a record now: clean up. */
static enum tg_shard_state
see_committed(struct tg_shard *shard, int64_t *done, struct tg_err *err)
{
	bool in_place;

	if (!tg_shard_in_place(shard, &in_place, err))
		return TG_SHARD_FAILED;
	if (!in_place)
		return TG_SHARD_WAITING;
	*done = shard->nrank;
	return tg_shard_remove_job(shard, err) ? TG_SHARD_COMMITTED
					       : TG_SHARD_FAILED;
}

/*
 * Count, and finish if all are there; *again: look again. Only after files were
 * found missing can it be told whether they are not there yet, or no more.
 */
static enum tg_shard_state
try_once(struct tg_shard *shard, struct tg_shard_list *list,
	struct tg_shard_count *count, int64_t *done, bool *again,
	struct tg_err *err)
{
	enum tg_shard_state state;
	enum step step;

	*again = false;
	if (!tg_shard_list_read(list, shard, &shard->key, err))
		return TG_SHARD_FAILED;
	*done = tg_shard_list_ndone(list, shard);
	state = see_committed(shard, done, err);
	if (state != TG_SHARD_WAITING || *done < shard->nrank)
		return state;
	if (!tg_shard_take(shard, err) ||
		!tg_shard_count_read(count, shard, list, err))
		return TG_SHARD_FAILED;
	*done = count->n;
	if (*done < shard->nrank)
		return see_committed(shard, done, err);
	step = finish(shard, count, err);
	*again = step != FAILED;
	return TG_SHARD_FAILED;
}

enum tg_shard_state
tg_shard_commit(struct tg_shard *shard, int64_t *done, struct tg_err *err)
{
	enum tg_shard_state state = TG_SHARD_FAILED;
	bool again = true;

	for (int i = 0; again && i < TRIES; i++) {
		struct tg_shard_list list = { 0 };
		struct tg_shard_count count = { 0 };

		state = try_once(shard, &list, &count, done, &again, err);
		tg_shard_count_free(&count);
		tg_shard_list_free(&list);
	}
	if (again) {
		errno = ENOENT;
		tg_shard_fail(shard, "keep", tg_shard_path(shard, "part"), err);
	}
	return state;
}
