/*
 * Plays the ranks of a job, as src/job/ does it, and looks at what they leave.
 * The bytes that are due are calculated here, also their CRC-32.
 */
#include "ranks.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include "io/output.h"
#include "io/signals.h"
#include "shard/shard.h"

enum {
	LEN = 10000,
	CRC_BEGIN = 100,
	CRC_END = 8000,
	FIRST_AT = 10,
	SECOND_AT = 9000
};

static const size_t cut[RANKS + 1] = { 0, 4096, 4096, LEN };
static const char *const former_bytes = "former", *const other_bytes = "other";
static unsigned char whole[LEN];
static char dir[64], path[96];
static enum ranks_way way;
static uint64_t key;
static volatile bool *looked; /* shared with those who play */

/* The bytes as the ranks write them, and whole, with the CRC. */
static void
make_bytes(bool crc)
{
	uint32_t sum;

	for (size_t i = 0; i < LEN; i++)
		whole[i] = (unsigned char)(i * 7 + i / 256 + 1);
	for (int i = 0; i < 4 && way == RANKS_RANGES; i++)
		whole[FIRST_AT + i] = whole[SECOND_AT + i] = 0;
	if (!crc)
		return;
	sum = (uint32_t)crc32(0, whole + CRC_BEGIN, CRC_END - CRC_BEGIN);
	for (int i = 0; i < 4 && way == RANKS_RANGES; i++)
		whole[FIRST_AT + i] = whole[SECOND_AT + i] =
			(unsigned char)(sum >> (8 * i));
}

const char *
ranks_directory(void)
{
	return dir;
}

const char *
ranks_path(void)
{
	return path;
}

bool
ranks_setup(const char *base)
{
	looked = mmap(NULL, sizeof(*looked), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	snprintf(dir, sizeof(dir), "%s/shard_test.XXXXXX", base);
	if (looked == MAP_FAILED || mkdtemp(dir) == NULL)
		return false;
	snprintf(path, sizeof(path), "%s/out", dir);
	return true;
}

bool
ranks_looked(void)
{
	return *looked;
}

/* Call visit with the name of each file; returns how often it was true. */
static int
visit_files(
	bool (*visit)(const char *name, const char *begin), const char *begin)
{
	DIR *files = opendir(dir);
	struct dirent *file;
	int n = 0;

	if (files == NULL)
		abort();
	while ((file = readdir(files)) != NULL)
		if (strcmp(file->d_name, ".") != 0 &&
			strcmp(file->d_name, "..") != 0)
			n += visit(file->d_name, begin);
	closedir(files);
	return n;
}

static bool
remove_file(const char *name, const char *begin)
{
	char file[400];

	(void)begin;
	snprintf(file, sizeof(file), "%s/%s", dir, name);
	return unlink(file) == 0;
}

static bool
begins_so(const char *name, const char *begin)
{
	return strncmp(name, begin, strlen(begin)) == 0;
}

int
ranks_count(const char *begin)
{
	return visit_files(begins_so, begin);
}

void
ranks_end(void)
{
	visit_files(remove_file, NULL);
	rmdir(dir);
}

/* Put a new file in the place of OUT. */
static void
put_out(const char *bytes)
{
	char temporary[120];
	FILE *file;

	snprintf(temporary, sizeof(temporary), "%s.new", path);
	file = fopen(temporary, "w");
	if (file == NULL || fputs(bytes, file) < 0 || fclose(file) != 0 ||
		rename(temporary, path) != 0)
		abort();
}

void
ranks_begin(enum ranks_way to, bool former)
{
	way = to;
	key = 0;
	*looked = false;
	visit_files(remove_file, NULL);
	if (former)
		put_out(former_bytes);
}

void
ranks_write_again(void)
{
	static const struct timespec before[2] = { { .tv_sec = 1 },
		{ .tv_sec = 1 } };

	if (utimensat(AT_FDCWD, path, before, 0) != 0)
		abort();
}

void
ranks_replace(void)
{
	put_out(other_bytes);
}

void
ranks_set_key(uint64_t to)
{
	key = to;
}

/* What goes wrong here. */
static bool
fail(const char *what, struct tg_err *err)
{
	tg_fail_errno(err, "%s", what);
	tg_err_where(err, "%s", path);
	return false;
}

/* Write a rank's own file, which may vanish on its way. */
static bool
write_own(struct tg_shard *shard, size_t begin, size_t end, struct tg_err *err)
{
	static struct tg_output output; /* large for a stack */
	char *own = tg_shard_part_path(shard);
	bool ok = own != NULL;

	ok = ok && tg_output_open(&output, own, err) &&
		tg_output_write(&output, whole + begin, end - begin, err) &&
		tg_output_commit(&output, err);
	tg_output_free(&output);
	free(own);
	return ok;
}

/* Make a share in a file of its own, where its place is not known yet. */
static bool
make_own(struct tg_shard *shard, size_t begin, size_t end, struct tg_err *err)
{
	const struct tg_shard_layout layout = { .joined = true };
	const struct tg_shard_share share = { .end = end - begin };
	char *own = tg_shard_part_path(shard);
	int fd;
	bool ok;

	ok = own != NULL && write_own(shard, begin, end, err);
	fd = ok ? open(own, O_RDONLY | O_CLOEXEC) : -1;
	free(own);
	if (ok && fd < 0)
		return fail("cannot open what was written", err);
	ok = ok && tg_shard_leave(shard, fd, &layout, &share, err);
	if (fd >= 0)
		close(fd);
	return ok;
}

/* The same in the one file. */
static bool
make_placed(
	struct tg_shard *shard, size_t begin, size_t end, struct tg_err *err)
{
	const struct tg_shard_layout layout = { .joined = true };
	const struct tg_shard_share share = {
		.placed = true,
		.begin = begin,
		.end = end,
	};
	int fd;
	bool ok;

	if (!tg_shard_open_part(shard, &layout, &fd, err))
		return false;
	ok = pwrite(fd, whole + begin, end - begin, (off_t)begin) ==
			(ssize_t)(end - begin) ||
		fail("cannot write", err);
	ok = ok && tg_shard_leave(shard, fd, &layout, &share, err);
	return (close(fd) == 0 || fail("cannot close", err)) && ok;
}

static bool
make_joined(
	struct tg_shard *shard, size_t begin, size_t end, struct tg_err *err)
{
	uint64_t at;
	bool known;

	if (!tg_shard_find_place(shard, &known, &at, err))
		return false;
	if (known && at != begin)
		return fail("cannot find the place", err);
	return (known ? make_placed : make_own)(shard, begin, end, err);
}

/* Write a range of the one file, but for the places of the CRC. */
static bool
write_range(int fd, size_t begin, size_t end)
{
	static const size_t left_out[] = { FIRST_AT, SECOND_AT, LEN };

	for (int i = 0; i < 3; i++) {
		const size_t to = left_out[i] < end ? left_out[i] : end;

		if (begin < to &&
			pwrite(fd, whole + begin, to - begin, (off_t)begin) !=
				(ssize_t)(to - begin))
			return false;
		if (begin < to)
			begin = to;
		if (begin >= left_out[i] && begin < left_out[i] + 4)
			begin = left_out[i] + 4;
	}
	return true;
}

static bool
make_range(struct tg_shard *shard, size_t begin, size_t end, struct tg_err *err)
{
	const struct tg_shard_layout layout = { .len = LEN,
		.ncrc = 2,
		.crc_at = { FIRST_AT, SECOND_AT },
		.crc_begin = CRC_BEGIN,
		.crc_end = CRC_END };
	const size_t from = begin > CRC_BEGIN ? begin : CRC_BEGIN;
	const size_t to = end < CRC_END ? end : CRC_END;
	struct tg_shard_share share = {
		.placed = true,
		.begin = begin,
		.end = end,
	};
	int fd;
	bool ok;

	if (from < to)
		share.crc = (uint32_t)crc32(
			0, whole + from, (unsigned int)(to - from));
	if (!tg_shard_open_part(shard, &layout, &fd, err))
		return false;
	ok = write_range(fd, begin, end) || fail("cannot write", err);
	ok = ok && tg_shard_leave(shard, fd, &layout, &share, err);
	return (close(fd) == 0 || fail("cannot close", err)) && ok;
}

/* How an error ends. */
static int
end_by_error(const struct tg_err *err)
{
	if (err->code == TG_ESYS && err->what[0] != '\0' &&
		err->where[0] != '\0')
		return RANKS_FAILED;
	fprintf(stderr, "# error %d: %s: %s\n", err->code, err->where,
		err->what);
	return RANKS_BROKEN;
}

/* Make a rank's share, if that is due, and commit. */
static enum tg_shard_state
make_share(struct tg_shard *shard, int rank, struct tg_err *err)
{
	static bool (*const make[])(struct tg_shard * shard, size_t begin,
		size_t end, struct tg_err * err) = {
		[RANKS_RANGES] = make_range,
		[RANKS_OWN] = make_own,
		[RANKS_PLACED] = make_joined,
	};
	enum tg_shard_state state = tg_shard_look(shard, err);
	const size_t begin = cut[rank], end = cut[rank + 1];
	int64_t done;

	*looked = true;
	make_bytes(false);
	if (state == TG_SHARD_DUE && !make[way](shard, begin, end, err))
		return TG_SHARD_FAILED;
	if (state == TG_SHARD_DUE || state == TG_SHARD_MADE)
		state = tg_shard_commit(shard, &done, err);
	return state;
}

int
ranks_play(int rank)
{
	static struct tg_err err;
	struct tg_shard shard = { 0 };
	enum tg_shard_state state = TG_SHARD_FAILED;
	bool committed;

	tg_signals_setup();
	memset(&err, 0, sizeof(err));
	if (tg_shard_open(&shard, path, key, rank, RANKS, &err))
		state = make_share(&shard, rank, &err);
	/* what it was writing may have been removed by one that committed */
	if (state == TG_SHARD_FAILED && way != RANKS_RANGES &&
		err.code == TG_ESYS && shard.path != NULL &&
		tg_shard_is_committed(&shard, &committed, NULL) && committed)
		state = TG_SHARD_COMMITTED;
	tg_shard_free(&shard);
	return state == TG_SHARD_COMMITTED  ? RANKS_COMMITTED
		: state == TG_SHARD_WAITING ? RANKS_WAITING
					    : end_by_error(&err);
}

static bool
see_job(void *context, const struct tg_shard_job *job, struct tg_err *err)
{
	bool *committed = context;

	(void)err;
	*committed = *committed || job->committed;
	return true;
}

int
ranks_play_status(int rank)
{
	static struct tg_err err;
	bool committed = false;

	(void)rank;
	tg_signals_setup();
	memset(&err, 0, sizeof(err));
	if (!tg_shard_status(path, see_job, &committed, &err))
		return end_by_error(&err);
	return committed ? RANKS_COMMITTED : RANKS_WAITING;
}

int
ranks_run(int (*play)(int rank), int rank)
{
	const pid_t process = fork();
	int status;

	if (process == 0)
		_exit(play(rank));
	if (process < 0 || waitpid(process, &status, 0) != process)
		abort();
	return WIFEXITED(status) ? WEXITSTATUS(status) : RANKS_BROKEN;
}

bool
ranks_run_all(void)
{
	int status = RANKS_BROKEN;

	for (int rank = 0; rank < RANKS; rank++) {
		status = ranks_run(ranks_play, rank);
		if (status != RANKS_WAITING && status != RANKS_COMMITTED)
			return false;
	}
	return status == RANKS_COMMITTED;
}

enum ranks_out
ranks_out(void)
{
	static unsigned char found[LEN + 1];
	const int fd = open(path, O_RDONLY);
	ssize_t n;

	if (fd < 0)
		return RANKS_ABSENT;
	n = read(fd, found, sizeof(found));
	close(fd);
	make_bytes(true);
	if (n == LEN && memcmp(found, whole, LEN) == 0)
		return RANKS_WHOLE;
	if (n == 6 && memcmp(found, former_bytes, 6) == 0)
		return RANKS_FORMER;
	if (n == 5 && memcmp(found, other_bytes, 5) == 0)
		return RANKS_OTHER;
	return RANKS_WRONG;
}

bool
ranks_tidy(void)
{
	return ranks_out() == RANKS_WHOLE && ranks_count("") == 2 &&
		ranks_count(".tgather.") == 1;
}
