/*
 * What ranks make of files that they find: old markers, other results, links,
 * files that must not be written, and a system without room. The ranks that stop
 * in the middle are in shard_test.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "copies.h"
#include "ranks.h"
#include "shard/shard.h"
#include "tap.h"

enum { LAST = RANKS - 1, NOBODY = 65534 };

static struct tg_err err;

/* Run all but the last rank. */
static bool
all_but_last(void)
{
	for (int rank = 0; rank < LAST; rank++)
		if (ranks_run(ranks_play, rank) != RANKS_WAITING)
			return false;
	return true;
}

/* The path of the file whose name begins with ".tgather." and ends so. */
static const char *
find(const char *end)
{
	static char command[200], path[300];
	FILE *list;

	snprintf(command, sizeof(command), "echo %s/.tgather.*%s",
		ranks_directory(), end);
	list = popen(command, "r");
	if (list == NULL || fgets(path, sizeof(path), list) == NULL)
		abort();
	pclose(list);
	path[strcspn(path, "\n")] = '\0';
	return path;
}

/*
 * The part is gone, or what was in it. A new one may well have its inode number:
 * the markers that are about the old one must not count.
 */
static bool
old_markers_do_not_count(bool cut)
{
	for (int round = 0; round < 3; round++) {
		ranks_begin(RANKS_RANGES, true);
		if (!all_but_last() ||
			(cut ? truncate(find(".part"), 0)
			     : unlink(find(".part"))) != 0 ||
			ranks_run(ranks_play, LAST) != RANKS_WAITING ||
			ranks_out() != RANKS_FORMER)
			return false;
		if (!ranks_run_all() || !ranks_tidy())
			return false;
	}
	return true;
}

/* A marker that was damaged, or is another job's, is none. */
static bool
damaged_markers_do_not_count(enum ranks_way way)
{
	static const char *const texts[] = { "", "tgather marker 1\n",
		"tgather marker 1\nranks 3 joined 1 len 0\n"
		"crc 0 at 0 0 of 0 0\ninode 0 share 0 1 0\n",
		"tgather marker 1\nranks 4 joined 1 len 0\n"
		"crc 0 at 0 0 of 0 0\ninode 0 share 0 4096 0\n",
		"tgather marker 1\nranks 3 joined 1 len 0\n"
		"crc 0 at 0 0 of 0 0\ninode 0 share 0 4096 0\n\n" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		FILE *marker;

		ranks_begin(way, false);
		if (!all_but_last())
			return false;
		marker = fopen(find(".done.0"), "w");
		if (marker == NULL || fputs(texts[i], marker) < 0 ||
			fclose(marker) != 0)
			return false;
		if (ranks_run(ranks_play, LAST) != RANKS_WAITING ||
			ranks_out() != RANKS_ABSENT ||
			ranks_run(ranks_play, 0) != RANKS_COMMITTED ||
			!ranks_tidy())
			return false;
	}
	return true;
}

static void
change_in_place(void)
{
	const int fd = open(ranks_path(), O_WRONLY);

	if (fd < 0 || pwrite(fd, "x", 1, 5000) != 1 || close(fd) != 0)
		abort();
}

static void
remove_out(void)
{
	unlink(ranks_path());
}

/* What is OUT no more is made again, also from what is left of the ranks. */
static bool
another_result_is_made_again(enum ranks_way way, void (*change)(void))
{
	ranks_begin(way, false);
	if (!ranks_run_all())
		return false;
	change();
	if (ranks_run(ranks_play, LAST) != RANKS_WAITING ||
		ranks_out() == RANKS_WHOLE)
		return false;
	return ranks_run(ranks_play, 0) == RANKS_WAITING &&
		ranks_run(ranks_play, 1) == RANKS_COMMITTED && ranks_tidy();
}

/* The record of a job whose result was replaced by another job's goes. */
static bool
two_jobs_do_not_meet(enum ranks_way way)
{
	ranks_begin(way, false);
	if (!all_but_last())
		return false;
	ranks_set_key(1);
	if (!ranks_run_all() || ranks_count(".tgather.") < 4)
		return false;
	ranks_set_key(0);
	return ranks_run(ranks_play, LAST) == RANKS_COMMITTED && ranks_tidy();
}

static bool
is_usage(const char *out)
{
	struct tg_shard shard = { 0 };
	bool ok;

	memset(&err, 0, sizeof(err));
	ok = !tg_shard_open(&shard, out, 0, 0, RANKS, &err) &&
		err.code == TG_EUSAGE && strcmp(err.where, out) == 0;
	tg_shard_free(&shard);
	return ok;
}

static bool
only_files_can_be_shared(void)
{
	char fifo[120];

	ranks_begin(RANKS_RANGES, false);
	snprintf(fifo, sizeof(fifo), "%s/fifo", ranks_directory());
	return mkfifo(fifo, 0666) == 0 && is_usage(fifo) &&
		is_usage("/dev/null") && is_usage(ranks_directory());
}

static int
play_as_nobody(int rank)
{
	if (geteuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
		return RANKS_BROKEN;
	return ranks_play(rank);
}

/* Neither a directory nor a file that is read only is written. */
static bool
read_only_stays(enum ranks_way way)
{
	bool ok;

	ranks_begin(way, true);
	chmod(ranks_directory(), 0555);
	ok = ranks_run(play_as_nobody, 0) == RANKS_FAILED &&
		ranks_count("") == 1;
	chmod(ranks_directory(), 0777);
	chmod(ranks_path(), 0444);
	ok = ok && ranks_run(play_as_nobody, 0) == RANKS_FAILED &&
		ranks_count("") == 1;
	chmod(ranks_directory(), 0755);
	return ok;
}

static rlim_t room;

static int
play_without_room(int rank)
{
	const struct rlimit limit = { room, room };

	return setrlimit(RLIMIT_FSIZE, &limit) == 0 ? ranks_play(rank)
						    : RANKS_BROKEN;
}

/* What there is no room for is made once there is. */
static bool
no_room_is_no_harm(enum ranks_way way)
{
	static const rlim_t rooms[] = { 0, 60, 150, 4000, 6000 };

	for (size_t i = 0; i < sizeof(rooms) / sizeof(*rooms); i++) {
		room = rooms[i];
		ranks_begin(way, true);
		if (!all_but_last() ||
			ranks_run(play_without_room, LAST) == RANKS_BROKEN ||
			ranks_out() != RANKS_FORMER || ranks_count("..") > 0 ||
			ranks_run(ranks_play, LAST) != RANKS_COMMITTED ||
			!ranks_tidy())
			return false;
	}
	return true;
}

/* OUT is a link: the parts lie where it leads, and what is there keeps its mode. */
static bool
links_are_followed(void)
{
	char other[120], name[140];
	int64_t removed;
	struct stat st;
	bool ok;

	ranks_begin(RANKS_RANGES, true);
	snprintf(other, sizeof(other), "%s/sub", ranks_directory());
	snprintf(name, sizeof(name), "%s/real", other);
	ok = mkdir(other, 0777) == 0 && rename(ranks_path(), name) == 0 &&
		symlink("sub/real", ranks_path()) == 0 &&
		chmod(name, 0640) == 0 && ranks_run_all() &&
		ranks_out() == RANKS_WHOLE && lstat(ranks_path(), &st) == 0 &&
		S_ISLNK(st.st_mode) && lstat(name, &st) == 0 &&
		(st.st_mode & 07777) == 0640 && ranks_count(".tgather") == 0 &&
		tg_shard_clean(ranks_path(), &removed, &err) && removed == 1;
	unlink(name);
	unlink(ranks_path());
	return rmdir(other) == 0 && ok;
}

/* A file system may copy a little at a time, or not at all. */
static bool
parts_are_joined_anyway(void)
{
	static const int errors[] = { 0, EXDEV, ENOSYS, EINVAL, EOPNOTSUPP };

	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++) {
		copies_error = errors[i];
		ranks_begin(RANKS_OWN, false);
		if (!ranks_run_all() || !ranks_tidy())
			return false;
	}
	copies_error = EIO;
	ranks_begin(RANKS_OWN, true);
	return all_but_last() && ranks_run(ranks_play, LAST) == RANKS_FAILED &&
		ranks_out() == RANKS_FORMER;
}

/* What a call of tell saw. */
struct seen {
	int n;
	struct tg_shard_job job[4];
	int64_t done[4];
};

static bool
see(void *context, const struct tg_shard_job *job, struct tg_err *unused)
{
	struct seen *seen = context;

	(void)unused;
	seen->job[seen->n] = *job;
	for (int64_t i = 0; job->done != NULL && i < job->ndone; i++)
		seen->done[seen->n] = 10 * seen->done[seen->n] + job->done[i];
	return ++seen->n < 4;
}

/* Two jobs: one waits for a rank, one is complete, and is committed. */
static bool
status_tells_and_commits(enum ranks_way way)
{
	struct seen seen = { 0 };
	int64_t removed;
	bool ok;

	memset(&err, 0, sizeof(err));
	ranks_begin(way, false);
	ranks_set_key(5);
	ok = ranks_run(ranks_play, 1) == RANKS_WAITING &&
		ranks_run(ranks_play, 2) == RANKS_WAITING;
	ranks_set_key(0);
	ok = ok && ranks_run_all() &&
		tg_shard_status(ranks_path(), see, &seen, &err) &&
		seen.n == 2 && seen.job[0].key == 0 && seen.job[0].committed &&
		seen.job[1].key == 5 && !seen.job[1].committed &&
		seen.job[1].nrank == RANKS && seen.job[1].ndone == 2 &&
		seen.done[1] == 12 && seen.job[1].bytes > 0;
	remove_out();
	memset(&seen, 0, sizeof(seen));
	ok = ok && tg_shard_status(ranks_path(), see, &seen, &err) &&
		seen.n == 1 && seen.job[0].key == 5;
	ranks_replace();
	ok = ok && tg_shard_clean(ranks_path(), &removed, &err) &&
		removed == (way == RANKS_RANGES ? 3 : 4) &&
		ranks_count("") == 1 && ranks_out() == RANKS_OTHER;
	return ok && tg_shard_clean(ranks_path(), &removed, &err) &&
		removed == 0;
}

static bool closes_input;  /* before it commits */
static bool claims_joined; /* whether shares are said to be joined */

/* Write nothing, and say that it was bytes begin to end of 100 by many. */
static enum tg_shard_state
claim(const char *out, int64_t rank, int64_t nrank, uint64_t begin,
	uint64_t end, int64_t *done)
{
	const struct tg_shard_layout layout = {
		.joined = claims_joined,
		.len = 100,
	};
	const struct tg_shard_share share = {
		.placed = true,
		.begin = begin,
		.end = end,
	};
	struct tg_shard shard = { 0 };
	enum tg_shard_state state = TG_SHARD_FAILED;
	int fd;

	memset(&err, 0, sizeof(err));
	if (tg_shard_open(&shard, out, 9, rank, nrank, &err) &&
		tg_shard_look(&shard, &err) == TG_SHARD_DUE &&
		tg_shard_open_part(&shard, &layout, &fd, &err)) {
		if (tg_shard_leave(&shard, fd, &layout, &share, &err) &&
			(!closes_input || close(STDIN_FILENO) == 0))
			state = tg_shard_commit(&shard, done, &err);
		close(fd);
	}
	tg_shard_free(&shard);
	return state;
}

/* Shares that others claim do not go together with the first one. */
static bool
shares_are_refused(const uint64_t shares[][2], size_t n, enum tg_code code)
{
	int64_t done;

	for (size_t i = 0; i < n; i++) {
		ranks_begin(RANKS_RANGES, true);
		if (claim(ranks_path(), 0, 2, 0, 50, &done) !=
				TG_SHARD_WAITING ||
			claim(ranks_path(), 1, 2, shares[i][0], shares[i][1],
				&done) != TG_SHARD_FAILED ||
			err.code != code || ranks_out() != RANKS_FORMER)
			return false;
	}
	return true;
}

static bool
shares_are_each_byte_once(void)
{
	static const uint64_t shares[][2] = { { 40, 100 }, { 60, 100 },
		{ 50, 99 }, { 50, 50 } };
	bool ok = shares_are_refused(shares, 4, TG_EDATA);

	claims_joined = true;
	ok = ok && shares_are_refused(shares, 2, TG_ESYS);
	claims_joined = false;
	return ok;
}

/* The part may get descriptor 0, where there were no others any more. */
static bool
no_standard_input_is_needed(void)
{
	int64_t done;

	closes_input = true;
	ranks_begin(RANKS_RANGES, false);
	return claim(ranks_path(), 0, 1, 0, 100, &done) == TG_SHARD_COMMITTED;
}

/* So long a name as a file system takes, and many ranks. */
static bool
many_ranks_of_a_long_name(int n)
{
	char out[400];
	int64_t done = 0;

	ranks_begin(RANKS_RANGES, false);
	snprintf(out, sizeof(out), "%s/%0255d", ranks_directory(), 7);
	for (int rank = n - 1; rank >= 0; rank--)
		if (claim(out, rank, n, rank == 3 ? 0 : 100, 100, &done) !=
				(rank > 0 ? TG_SHARD_WAITING
					  : TG_SHARD_COMMITTED) ||
			done != n - rank)
			return false;
	return ranks_count("") == 2;
}

/* On a disk, whose file systems give numbers of inodes again. */
int
main(void)
{
	if (!ranks_setup("/tmp"))
		return 1;
	chmod(ranks_directory(), 0755);
	for (int cut = 0; cut < 2; cut++)
		tap_ok(old_markers_do_not_count(cut),
			"old markers do not count");
	tap_ok(only_files_can_be_shared(), "only files can be shared");
	tap_ok(links_are_followed(), "links are followed");
	tap_ok(shares_are_each_byte_once(), "shares are each byte once");
	tap_ok(many_ranks_of_a_long_name(200), "many ranks of a long name");
	tap_ok(parts_are_joined_anyway(), "parts are joined anyway");
	copies_error = 0;
	for (enum ranks_way way = RANKS_RANGES; way < RANKS_WAYS; way++) {
		tap_ok(damaged_markers_do_not_count(way),
			"damaged markers do not count");
		tap_ok(another_result_is_made_again(way, ranks_replace),
			"a result that was replaced is made again");
		tap_ok(another_result_is_made_again(way, change_in_place),
			"and one that was changed in place");
		tap_ok(another_result_is_made_again(way, remove_out),
			"and one that was removed");
		tap_ok(two_jobs_do_not_meet(way), "two jobs do not meet");
		tap_ok(read_only_stays(way), "what is read only stays");
		tap_ok(no_room_is_no_harm(way), "no room is no harm");
		tap_ok(status_tells_and_commits(way),
			"status tells, and clean removes");
	}
	tap_ok(no_standard_input_is_needed(), "no standard input is needed");
	ranks_end();
	return tap_end();
}
