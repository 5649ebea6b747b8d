/*
 * The driver of the fault harness: makes a list of all runs that are asked for,
 * lets one process for each processor take them from it, and says what was
 * found, each finding with the command that repeats it.
 *
 *   fault PROGRAM SHIM PART...           run these parts
 *   fault PROGRAM SHIM JOB HOW N VALUE [no-tmpfile]    one run, shown
 */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fault.h"
#include "parts.h"

#define MAX_WORKERS 64

static struct place place;
static char work[PATH_MAX];
static pid_t owner; /* of that directory */

/* What the workers share. */
struct shared {
	long next; /* the run that nobody has taken */
	struct tally tally[FAULT_PARTS];
};

static struct shared *shared;
static volatile sig_atomic_t interrupted;

static const char *const how_names[FAULT_HOWS] = {
	[FAULT_NONE] = "none",
	[FAULT_ALLOCATION] = "allocation",
	[FAULT_ALLOCATIONS] = "allocations",
	[FAULT_ERROR] = "error",
	[FAULT_ERRORS] = "errors",
	[FAULT_SHORT] = "short",
	[FAULT_SHORTS] = "shorts",
	[FAULT_ZERO] = "zero",
	[FAULT_ZEROS] = "zeros",
	[FAULT_SIGNAL_BEFORE] = "signal-before",
	[FAULT_SIGNAL_AFTER] = "signal-after",
	[FAULT_MEMORY] = "memory",
	[FAULT_FILE_SIZE] = "file-size",
	[FAULT_DESCRIPTORS] = "descriptors",
	[FAULT_THREADS] = "threads",
	[FAULT_STACKS] = "stacks",
	[FAULT_FEED] = "feed",
	[FAULT_TRUNCATE] = "truncate",
	[FAULT_LATE_TRUNCATE] = "late-truncate",
	[FAULT_SLOW_PIPE] = "slow-pipe",
	[FAULT_CLOSED_PIPE] = "closed-pipe",
	[FAULT_BOMB] = "bomb",
	[FAULT_KILL] = "kill",
};

const char *
fault_name(enum fault_how how)
{
	return how_names[how];
}

static void
remove_work(void)
{
	char command[PATH_MAX + 20];

	if (getpid() != owner)
		return;
	snprintf(command, sizeof(command), "rm -rf '%s'", work);
	if (system(command) != 0)
		fprintf(stderr, "cannot remove %s\n", work);
}

static void
make_work(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(work, sizeof(work), "%s/fault.XXXXXX",
		tmp != NULL && *tmp != '\0' ? tmp : "/tmp");
	fault_must(mkdtemp(work));
	owner = getpid();
	atexit(remove_work);
}

/* One line for each finding; a line is written at once, and is not torn. */
static void
print_finding(
	const struct run *run, const char *why, const struct outcome *outcome)
{
	char line[1024];
	const int n = snprintf(line, sizeof(line),
		"finding: %s: %s: make fault RUN='%s %s %ld %d%s'  # %.*s\n",
		run->job->name, why, run->job->name, fault_name(run->fault.how),
		run->fault.n, run->fault.value,
		run->fault.no_tmpfile ? " no-tmpfile" : "",
		(int)strcspn(outcome->err, "\n"), outcome->err);

	if (write(1, line, n < 1024 ? (size_t)n : 1023) < 0)
		exit(2);
}

static void
take_run(const struct run *run)
{
	struct tally *tally = &shared->tally[run->part];
	struct outcome outcome;
	enum verdict verdict;
	char why[200];

	fault_files_extra(&place, run->job);
	fault_run(&place, run->job, &run->fault, false, &outcome);
	verdict = fault_judge(
		&place, run->job, &run->fault, run->expected, &outcome, why);
	if (run->job->rank)
		verdict = fault_start_again(
			&place, run->job, run->expected, verdict, why);
	__atomic_add_fetch(&tally->runs, 1, __ATOMIC_RELAXED);
	__atomic_add_fetch(&tally->verdicts[verdict], 1, __ATOMIC_RELAXED);
	if (verdict == FINDING)
		print_finding(run, why, &outcome);
	outcome_free(&outcome);
}

static void
work_off(const struct list *list, int worker)
{
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	if (!fault_place_open(&place, work, worker))
		_exit(2);
	for (;;) {
		const long i =
			__atomic_fetch_add(&shared->next, 1, __ATOMIC_RELAXED);

		if (i >= list->n)
			break;
		take_run(&list->runs[i]);
	}
	fault_place_close(&place);
	_exit(0); /* the directory is still the others' */
}

/* No run is begun any more; the table and cleaning up are still due. */
static void
stop(int signal)
{
	(void)signal;
	interrupted = 1;
	__atomic_store_n(&shared->next, LONG_MAX / 2, __ATOMIC_RELAXED);
}

static bool
share_out(const struct list *list)
{
	const long n = sysconf(_SC_NPROCESSORS_ONLN);
	bool ok = true;

	fflush(stdout);
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	signal(SIGHUP, stop);
	for (int i = 1; i <= n && i < MAX_WORKERS; i++) {
		const pid_t worker = fork();

		if (worker == 0)
			work_off(list, i);
		if (worker < 0)
			fault_must(NULL);
	}
	for (int status; wait(&status) > 0 || errno == EINTR;)
		ok = ok && status == 0;
	return ok;
}

static long
print_table(void)
{
	long findings = 0, runs = 0;

	printf("%-14s %8s %8s %8s %8s %8s %8s\n", "part", "runs", "right",
		"refused", "ended", "no start", "findings");
	for (int i = 0; i < FAULT_PARTS; i++) {
		const struct tally *t = &shared->tally[i];

		if (t->runs == 0)
			continue;
		printf("%-14s %8ld %8ld %8ld %8ld %8ld %8ld\n",
			fault_part_name(i), t->runs, t->verdicts[RIGHT],
			t->verdicts[REFUSED], t->verdicts[ENDED],
			t->verdicts[UNSTARTED], t->verdicts[FINDING]);
		findings += t->verdicts[FINDING];
		runs += t->runs;
	}
	printf("fault: %ld passed, %ld failed\n", runs - findings, findings);
	return findings;
}

static int
run_parts(char **names)
{
	struct list list = { 0 };
	bool ok;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		fault_must(NULL);
	for (; *names != NULL; names++)
		if (!fault_list_part(&list, &place, *names)) {
			fprintf(stderr, "no part %s\n", *names);
			return 2;
		}
	ok = share_out(&list);
	return print_table() == 0 && ok && !interrupted ? 0 : 1;
}

static int
run_one(char **words)
{
	struct run run = { .job = fault_job(words[0]) };
	struct outcome outcome;
	enum verdict verdict;
	char why[200];

	while (run.fault.how < FAULT_HOWS &&
		strcmp(fault_name(run.fault.how), words[1]) != 0)
		run.fault.how++;
	if (run.job == NULL || run.fault.how == FAULT_HOWS) {
		fprintf(stderr, "no job or fault of this name\n");
		return 2;
	}
	run.fault.n = atol(words[2]);
	run.fault.value = atoi(words[3]);
	run.fault.no_tmpfile = words[4] != NULL;
	run.expected = fault_expect(&place, run.job);
	fault_files_extra(&place, run.job);
	fault_run(&place, run.job, &run.fault, false, &outcome);
	verdict = fault_judge(
		&place, run.job, &run.fault, run.expected, &outcome, why);
	if (run.job->rank)
		verdict = fault_start_again(
			&place, run.job, run.expected, verdict, why);
	printf("tgather %s\n", run.job->arguments);
	printf("wait status %#x, %zu bytes of output, %ld threads started\n",
		(unsigned)outcome.status, outcome.nout, outcome.threads);
	if (outcome.hit)
		printf("call %ld is number %ld, with %ld as its first "
		       "argument\n",
			run.fault.n, outcome.hit_call.number,
			outcome.hit_call.first);
	printf("%ld KB, %.2f s; standard error:\n%s%s\n", outcome.kilobytes,
		outcome.seconds, outcome.err,
		verdict == FINDING ? why : "as it should be");
	return verdict == FINDING;
}

int
main(int argc, char **argv)
{
	int status;

	if (argc < 4) {
		fprintf(stderr, "usage: fault PROGRAM SHIM PART...\n");
		return 2;
	}
	place.program = fault_must(realpath(argv[1], NULL));
	place.shim = fault_must(realpath(argv[2], NULL));
	make_work();
	if (!fault_place_open(&place, work, 0))
		return 2;
	status = argc >= 7 && fault_job(argv[3]) != NULL ? run_one(argv + 3)
							 : run_parts(argv + 3);
	fault_place_close(&place);
	return status;
}
