/*
 * Ranks that make one result are ended, delayed, doubled and let fail at each of
 * their system calls, while others go on. At every moment OUT has to be what it
 * was or the whole result; and starting the same rank again has to be enough,
 * after which nothing is left but the record.
 *
 *   shard_test         a minute at most
 *   shard_test long    all pairs of moments, and 1,000 races
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ranks.h"
#include "stops.h"
#include "tap.h"

/*
 * No rank has so many stops. Before and after a call is one to all who look at
 * files; so steps are even, and 2 is each call.
 */
#define MOST 4000

enum { LAST = RANKS - 1 };

/* Say once what is wrong; false, to be returned. */
static bool
complain(const char *what, int n, int m, int status)
{
	printf("# %s: at stop %d, and %d: status %d, OUT %d, files %d\n", what,
		n, m, status, ranks_out(), ranks_count(""));
	return false;
}

/* All ranks but the last are done. */
static bool
begin_all_but_last(enum ranks_way way, bool former)
{
	ranks_begin(way, former);
	for (int rank = 0; rank < LAST; rank++)
		if (ranks_run(ranks_play, rank) != RANKS_WAITING)
			return false;
	return true;
}

static bool
is_former_or_whole(bool former)
{
	const enum ranks_out out = ranks_out();

	return out == RANKS_WHOLE ||
		out == (former ? RANKS_FORMER : RANKS_ABSENT);
}

/* The rank again: it is enough, and leaves nothing. */
static bool
again_is_enough(int n)
{
	const int status = ranks_run(ranks_play, LAST);

	return (status == RANKS_COMMITTED && ranks_tidy()) ||
		complain("again", n, 0, status);
}

/* One after another, in any order, some of them twice. */
static bool
ranks_make_a_result(enum ranks_way way)
{
	static const int order[] = { 2, 0, 2, 0, 1 };
	int status = RANKS_BROKEN;

	ranks_begin(way, false);
	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
		status = ranks_run(ranks_play, order[i]);
		if (status != (i < 4 ? RANKS_WAITING : RANKS_COMMITTED) ||
			ranks_out() != (i < 4 ? RANKS_ABSENT : RANKS_WHOLE))
			return complain("in order", (int)i, 0, status);
	}
	if (!ranks_tidy())
		return complain("tidy", 0, 0, status);
	for (int rank = 0; rank < RANKS; rank++)
		if (ranks_run(ranks_play, rank) != RANKS_COMMITTED)
			return complain("again", rank, 0, status);
	return ranks_tidy();
}

/*
 * What happens to a rank that is stopped at a call, and what is to be so then;
 * false after complain.
 */
typedef bool happens(pid_t process, int n, bool former, int error);

/*
 * Let it happen to the last rank at each call, when all others are done. That rank
 * again is enough then, and leaves nothing.
 */
static bool
at_each_call(
	enum ranks_way way, bool former, int step, happens *event, int error)
{
	int status;

	for (int n = 1; n < MOST; n += step) {
		pid_t process;

		if (!begin_all_but_last(way, former))
			return complain("begin", n, 0, 0);
		process = stops_start(ranks_play, LAST);
		if (!stops_go(process, n, &status))
			return WEXITSTATUS(status) == RANKS_COMMITTED && n > 50;
		if (!event(process, n, former, error) || !again_is_enough(n))
			return false;
	}
	return false;
}

/*
 * It is killed. If its marker was left, any other rank or `--shard status`
 * completes the job.
 */
static bool
is_killed(pid_t process, int n, bool former, int error)
{
	int status;

	(void)error;
	stops_kill(process);
	if (!is_former_or_whole(former))
		return complain("killed", n, 0, 0);
	status = n % 4 == 1 ? ranks_run(ranks_play_status, 0)
			    : ranks_run(ranks_play, 0);
	return (status == RANKS_COMMITTED ? ranks_tidy()
					  : status == RANKS_WAITING) ||
		complain("others", n, 0, status);
}

/* A signal that can be caught leaves nothing on its way. */
static bool
is_ended(pid_t process, int n, bool former, int error)
{
	const int status = stops_finish(process, SIGTERM);

	(void)error;
	return (is_former_or_whole(former) && ranks_count("..") == 0) ||
		complain("ended", n, 0, status);
}

/* The system fails. */
static bool
is_failed(pid_t process, int n, bool former, int error)
{
	int status;

	if (stops_fail(process, error, &status))
		status = stops_finish(process, 0);
	if (is_former_or_whole(former) && WIFEXITED(status) &&
		(WEXITSTATUS(status) == RANKS_COMMITTED
				? ranks_out() == RANKS_WHOLE
				: WEXITSTATUS(status) == RANKS_FAILED ||
					WEXITSTATUS(status) == RANKS_WAITING))
		return true;
	return complain("failed", n, error, status);
}

/* What happens while a rank is stopped. */
enum meanwhile {
	TWIN,     /* the same rank does it all */
	STATUS,   /* somebody commits */
	WRITTEN,  /* and still another writes its bytes into OUT again */
	REPLACED, /* and another job replaces OUT */
	REMOVED,  /* and OUT is removed */
	ANEW,     /* and then all is made anew */
	NMEANWHILE
};

static const char *const meanwhile_names[] = {
	[TWIN] = "a rank is late, and its twin is done",
	[STATUS] = "a rank is late, and another commits",
	[WRITTEN] = "a rank is late, and OUT was written again",
	[REPLACED] = "a rank is late, and OUT was replaced",
	[REMOVED] = "a rank is late, and OUT was removed",
	[ANEW] = "a rank is late, and all was made again",
};

static bool
let_happen(enum meanwhile meanwhile)
{
	const int status = ranks_run(
		meanwhile == STATUS ? ranks_play_status : ranks_play, LAST);

	if (status != RANKS_COMMITTED &&
		(meanwhile != STATUS || status != RANKS_WAITING))
		return false;
	if (meanwhile == WRITTEN)
		ranks_write_again();
	if (meanwhile == REPLACED)
		ranks_replace();
	if (meanwhile == REMOVED || meanwhile == ANEW)
		unlink(ranks_path());
	return meanwhile != ANEW || ranks_run_all();
}

/* What OUT may be after that, and while the rank that was stopped goes on. */
static bool
may_be(enum meanwhile meanwhile, enum ranks_out out)
{
	return out == RANKS_WHOLE ||
		(meanwhile == REPLACED && out == RANKS_OTHER) ||
		(meanwhile == REMOVED && out == RANKS_ABSENT) ||
		(meanwhile == STATUS && out == RANKS_FORMER);
}

/* How it may end. What it has made may be asked for again, and never be missed. */
static bool
may_end(enum meanwhile meanwhile, int status)
{
	return status == RANKS_COMMITTED ||
		(meanwhile == WRITTEN && status == RANKS_WAITING) ||
		meanwhile > WRITTEN;
}

/* A rank is stopped anywhere, and goes on when others are done. */
static bool
late_anywhere(enum ranks_way way, enum meanwhile meanwhile, int step)
{
	int status;

	for (int n = 1; n < MOST; n += step) {
		pid_t process;

		if (!begin_all_but_last(way, true))
			return complain("begin", n, 0, 0);
		process = stops_start(ranks_play, LAST);
		if (!stops_go(process, n, &status))
			return WEXITSTATUS(status) == RANKS_COMMITTED && n > 50;
		if (!let_happen(meanwhile) || !may_be(meanwhile, ranks_out()))
			return complain("meanwhile", n, (int)meanwhile, 0);
		status = stops_finish(process, 0);
		if (!may_be(meanwhile, ranks_out()) || !WIFEXITED(status) ||
			!may_end(meanwhile, WEXITSTATUS(status)))
			return complain("late", n, (int)meanwhile, status);
		if (meanwhile < WRITTEN ? !ranks_tidy()
					: !ranks_run_all() || !ranks_tidy())
			return complain("after", n, (int)meanwhile, status);
	}
	return false;
}

/*
 * Three of the last rank: the first two are stopped anywhere, the third does it
 * all, and they go on one after the other.
 */
static bool
two_late(enum ranks_way way, int step)
{
	int status;

	for (int n = 1; n < MOST; n += step)
		for (int m = 1; m < MOST; m += step) {
			pid_t first, second;

			if (!begin_all_but_last(way, false))
				return complain("begin", n, m, 0);
			first = stops_start(ranks_play, LAST);
			if (!stops_go(first, n, &status))
				return n > 50;
			second = stops_start(ranks_play, LAST);
			if (!stops_go(second, m, &status)) {
				stops_kill(first);
				break;
			}
			ranks_run(ranks_play, LAST);
			if (ranks_out() != RANKS_WHOLE)
				return complain("two", n, m, 0);
			status = stops_finish(
				(n + m) % 4 == 0 ? first : second, 0);
			if (status != RANKS_COMMITTED)
				return complain("two", n, m, status);
			status = stops_finish(
				(n + m) % 4 == 0 ? second : first, 0);
			if (status != RANKS_COMMITTED || !ranks_tidy())
				return complain("two", n, m, status);
		}
	return false;
}

/*
 * The file is made anew by a twin of the first rank, which has looked before the
 * job was committed, while the last is stopped anywhere on its way to commit. It
 * must not take the new file for the one that it has counted.
 */
static bool
made_anew(int step)
{
	int status;

	for (int n = 1; n < MOST; n += step) {
		pid_t twin, last;

		ranks_begin(RANKS_RANGES, false);
		twin = stops_start(ranks_play, 0);
		while (!ranks_looked())
			if (!stops_go(twin, 1, &status))
				return complain("looks", n, 0, status);
		for (int rank = 0; rank < LAST; rank++)
			ranks_run(ranks_play, rank);
		last = stops_start(ranks_play, LAST);
		if (!stops_go(last, n, &status)) {
			stops_kill(twin);
			return n > 50;
		}
		if (ranks_run(ranks_play, LAST) != RANKS_COMMITTED)
			return complain("anew", n, 0, 0);
		/* until the new file is there, beside the record */
		while (ranks_count(".tgather.") == 1)
			if (!stops_go(twin, 1, &status))
				return complain("makes", n, 0, status);
		status = stops_finish(last, 0);
		if (ranks_out() != RANKS_WHOLE || status != 0)
			return complain("anew", n, 1, status);
		status = stops_finish(twin, 0);
		if (!ranks_tidy() || status != 0)
			return complain("anew", n, 2, status);
	}
	return false;
}

/* A rank that waits for the signal to begin; in the end all begin at once. */
static int start[2];

static int
play_at_once(int rank)
{
	char byte;

	close(start[1]);
	return read(start[0], &byte, 1) == 0 ? ranks_play(rank) : RANKS_BROKEN;
}

/* All ranks and two twins at once; one may be killed, and is started again. */
static bool
race(enum ranks_way way, bool kills, int n)
{
	pid_t process[RANKS + 2];
	int status, committed = 0;

	ranks_begin(way, true);
	if (pipe(start) != 0)
		return false;
	for (int i = 0; i < RANKS + 2; i++) {
		process[i] = fork();
		if (process[i] == 0)
			_exit(play_at_once(i % RANKS));
	}
	close(start[0]);
	close(start[1]);
	if (kills) {
		usleep((useconds_t)rand() % 4000);
		kill(process[rand() % (RANKS + 2)], SIGKILL);
		if (!is_former_or_whole(true))
			return complain("race", n, 0, 0);
	}
	for (int i = 0; i < RANKS + 2; i++) {
		if (waitpid(process[i], &status, 0) != process[i])
			return false;
		committed += status == 0;
		if (status != 0 && status != RANKS_WAITING << 8 &&
			!(kills && WIFSIGNALED(status)))
			return complain("race", n, i, status);
	}
	if (!kills)
		return (committed > 0 && ranks_tidy()) ||
			complain("race", n, 0, committed);
	return (ranks_run_all() && ranks_tidy()) || complain("race", n, 0, -1);
}

static bool
races(enum ranks_way way, bool kills, int many)
{
	for (int n = 0; n < many; n++)
		if (!race(way, kills, n))
			return false;
	return true;
}

/* Memory is faster than a disk, and a rank waits for that again and again. */
int
main(int argc, char **argv)
{
	const bool is_long = argc > 1 && strcmp(argv[1], "long") == 0;
	const int step = is_long ? 4 : TAP_SANITIZED ? 50 : 10;
	const int all = TAP_SANITIZED ? 10 : 2, many = is_long ? 1000 : 50;

	if (!ranks_setup(access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"))
		return 1;
	for (enum ranks_way way = RANKS_RANGES; way < RANKS_WAYS; way++) {
		tap_ok(ranks_make_a_result(way),
			"ranks in any order make one result");
		tap_ok(races(way, false, many), "ranks and twins at once");
		tap_ok(races(way, true, many), "and one of them is killed");
	}
	if (!stops_can()) {
		tap_ok(true, "ranks are stopped # SKIP ptrace is not allowed");
		ranks_end();
		return tap_end();
	}
	for (enum ranks_way way = RANKS_RANGES; way < RANKS_WAYS; way++) {
		tap_ok(at_each_call(
			       way, way == RANKS_RANGES, all, is_killed, 0),
			"a rank is killed at each call");
		tap_ok(at_each_call(way, true, step, is_ended, 0),
			"or ended by a signal");
		/* sanitizers end where they get no memory */
		tap_ok(TAP_SANITIZED ||
				at_each_call(way, true, step, is_failed, EIO),
			"or the system fails");
		tap_ok(TAP_SANITIZED ||
				at_each_call(
					way, true, step, is_failed, ENOENT),
			"or does not find a file");
		for (int i = 0; i < NMEANWHILE; i++)
			tap_ok(late_anywhere(way, (enum meanwhile)i, step),
				meanwhile_names[i]);
		tap_ok(two_late(way, is_long ? 12 : 62), "two ranks are late");
	}
	tap_ok(made_anew(all), "a twin makes the file anew");
	ranks_end();
	return tap_end();
}
