/*
 * Which faults each part of the harness tries with which jobs. A job is first
 * run undisturbed, which shows how many allocations and system calls it has:
 * each of them is then made to fail.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "parts.h"

static const char *const names[FAULT_PARTS] = {
	[PART_ALLOCATIONS] = "allocations",
	[PART_CALLS] = "calls",
	[PART_SIGNALS] = "signals",
	[PART_MEMORY] = "memory",
	[PART_LIMITS] = "limits",
	[PART_THREADS] = "threads",
	[PART_TRUNCATE] = "truncate",
	[PART_PIPES] = "pipes",
	[PART_BOMBS] = "bombs",
	[PART_KILLS] = "kills",
};

const char *
fault_part_name(int part)
{
	return names[part];
}

/* What a list is being made of. */
struct making {
	struct list *list;
	struct place *place;
	enum fault_part part;
	bool all; /* the long form */
};

static void
add(const struct making *m, const struct job *job, const struct fault *fault)
{
	struct list *list = m->list;

	if ((list->n & (list->n - 1)) == 0)
		list->runs = fault_must(realloc(list->runs,
			(size_t)(2 * list->n + 1) * sizeof(*list->runs)));
	list->runs[list->n++] = (struct run){ m->part, job,
		fault_expect(m->place, job), *fault };
}

/* What a small job costs, which is no bomb's doing. */
static const struct expected *
expect_of_bomb(struct place *place)
{
	const struct fault watch = { .how = FAULT_BOMB };
	static struct expected expected;

	if (expected.outcome.out == NULL)
		fault_run(place, fault_job("info"), &watch, false,
			&expected.outcome);
	if (expected.outcome.kilobytes == 0) {
		fprintf(stderr, "memory cannot be measured here\n");
		exit(2);
	}
	return &expected;
}

const struct expected *
fault_expect(struct place *place, const struct job *job)
{
	static struct expected kept[400];
	struct expected *expected = &kept[job - fault_jobs];
	const struct fault none = { .how = FAULT_NONE };
	const struct fault feed = { .how = FAULT_FEED };
	char path[8192];

	if (expected->outcome.out != NULL)
		return expected;
	if (job->bomb != NULL)
		return expect_of_bomb(place);
	fault_files_extra(place, job);
	fault_run(place, job, job->fifo ? &feed : &none, !job->special,
		&expected->outcome);
	if (!expected->outcome.started ||
		expected->outcome.status != W_EXITCODE(job->status, 0)) {
		fprintf(stderr, "%s fails undisturbed:\n%s", job->name,
			expected->outcome.err);
		exit(2);
	}
	if (!job->special && expected->outcome.ncalls == 0) {
		fprintf(stderr, "system calls cannot be traced here\n");
		exit(2);
	}
	snprintf(path, sizeof(path), "%s/%s", place->directory,
		job->output != NULL ? job->output : "");
	if (job->output != NULL)
		expected->file = fault_read_file(path, &expected->nfile);
	return expected;
}

static void
add_allocations(const struct making *m, const struct job *job)
{
	const struct expected *expected = fault_expect(m->place, job);

	for (long n = 1; n <= expected->outcome.allocations; n++) {
		add(m, job, &(struct fault){ .how = FAULT_ALLOCATION, .n = n });
		add(m, job,
			&(struct fault){ .how = FAULT_ALLOCATIONS, .n = n });
	}
}

static bool
moves_bytes(const struct call *call)
{
	return call->class == CALL_READ || call->class == CALL_WRITE;
}

/* What a single call can do wrong. */
static void
add_call(const struct making *m, const struct job *job, const struct call *call,
	struct fault fault)
{
	for (const int *error = fault_errors(call->class); *error != 0;
		error++) {
		fault.value = *error;
		fault.how = FAULT_ERROR;
		add(m, job, &fault);
		if (*error == EINTR || call->class == CALL_REMOVE)
			continue;
		fault.how = FAULT_ERRORS;
		add(m, job, &fault);
	}
	fault.value = 0;
	if (!moves_bytes(call))
		return;
	fault.how = FAULT_SHORT;
	add(m, job, &fault);
	fault.how = FAULT_SHORTS;
	add(m, job, &fault);
	/* a pipe that has nothing more to read is no fault */
	if (call->class == CALL_READ)
		return;
	fault.how = FAULT_ZERO;
	add(m, job, &fault);
	fault.how = FAULT_ZEROS;
	add(m, job, &fault);
}

static void
add_calls(const struct making *m, const struct job *job)
{
	struct fault fault = { 0 };

	for (int i = 0; i <= (job->output != NULL); i++) {
		struct outcome seen;

		fault.no_tmpfile = i == 1;
		fault_run(m->place, job, &fault, true, &seen);
		for (long n = 0; n < seen.ncalls; n++) {
			const struct call *call = &seen.calls[n];

			if (call->class == CALL_WRITE && call->first == 2)
				continue;
			fault.n = n + 1;
			add_call(m, job, call, fault);
		}
		outcome_free(&seen);
	}
}

static void
add_signals(const struct making *m, const struct job *job)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGQUIT, SIGPIPE,
		SIGXFSZ, SIGHUP, SIGXCPU, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM,
		SIGPROF };
	struct fault fault = { 0 };

	for (int i = 0; i <= (job->output != NULL); i++) {
		struct outcome seen;

		fault = (struct fault){ .no_tmpfile = i == 1 };
		fault_run(m->place, job, &fault, true, &seen);
		for (long n = 1; n <= seen.ncalls; n++)
			for (size_t s = 0;
				s < sizeof(signals) / sizeof(signals[0]); s++) {
				fault.n = n;
				fault.value = signals[s];
				fault.how = FAULT_SIGNAL_BEFORE;
				add(m, job, &fault);
				fault.how = FAULT_SIGNAL_AFTER;
				if (n < seen.ncalls)
					add(m, job, &fault);
			}
		outcome_free(&seen);
	}
}

/* Does the program begin, and end well, with so many KB? */
static bool
has_enough(const struct making *m, const struct job *job, long kilobytes,
	bool to_end)
{
	const struct expected *expected = fault_expect(m->place, job);
	struct outcome outcome;
	bool enough;

	fault_run(m->place, job,
		&(struct fault){ .how = FAULT_MEMORY, .n = kilobytes }, false,
		&outcome);
	enough = outcome.started &&
		(!to_end || outcome.status == expected->outcome.status);
	outcome_free(&outcome);
	return enough;
}

static long
least_memory(const struct making *m, const struct job *job, bool to_end)
{
	long low = 0, high = 4 << 20;

	while (high - low > 4) {
		const long middle = (low + high) / 2;

		if (has_enough(m, job, middle, to_end))
			high = middle;
		else
			low = middle;
	}
	return high;
}

#define LIMITS 60

static void
add_memory(const struct making *m, const struct job *job)
{
	const long from = least_memory(m, job, false);
	const long to = least_memory(m, job, true) + 8;
	const long n = m->all ? (to - from) / 4 : LIMITS;

	for (long i = 0; i < n; i++)
		add(m, job,
			&(struct fault){ .how = FAULT_MEMORY,
				.n = from + (to - from) * i / n / 4 * 4 });
}

static void
add_limits(const struct making *m, const struct job *job)
{
	const struct expected *expected = fault_expect(m->place, job);
	const size_t size = expected->file != NULL ? expected->nfile
						   : expected->outcome.nout;

	for (int i = 0; i <= (job->output != NULL); i++) {
		const bool no = i == 1;

		/* the loader itself needs one */
		for (long n = 4; n <= 10; n++)
			add(m, job,
				&(struct fault){ FAULT_DESCRIPTORS, n, 0, no });
		for (long n = 0; n <= 3; n++)
			add(m, job,
				&(struct fault){ FAULT_FILE_SIZE,
					(long)size * n / 3, 0, no });
		add(m, job,
			&(struct fault){
				FAULT_FILE_SIZE, (long)size - 1, 0, no });
	}
	add(m, job, &(struct fault){ .how = FAULT_STACKS, .n = 128 });
	if (m->all)
		add(m, job, &(struct fault){ .how = FAULT_STACKS, .n = 112 });
}

static void
add_threads(const struct making *m, const struct job *job)
{
	const long n = fault_expect(m->place, job)->outcome.threads;

	for (long i = 0; i < n; i++)
		add(m, job, &(struct fault){ .how = FAULT_THREADS, .n = i });
	if (n > 0)
		add(m, job, &(struct fault){ .how = FAULT_STACKS, .n = 128 });
}

static void
add_truncate(const struct making *m, const struct job *job)
{
	const int n = m->all ? 300 : 30;
	const double micro =
		fault_expect(m->place, job)->outcome.duration * 1e6;

	for (int i = 0; i < n; i++)
		if (job->fifo)
			add(m, job,
				&(struct fault){
					.how = FAULT_TRUNCATE, .n = i });
		else
			add(m, job,
				&(struct fault){ .how = FAULT_LATE_TRUNCATE,
					.n = (long)(micro * (i + 1) / n) });
}

#define PIPE_BYTES 65536

static void
add_pipes(const struct making *m, const struct job *job)
{
	if (job->output != NULL)
		return;
	add(m, job, &(struct fault){ .how = FAULT_SLOW_PIPE });
	/* what a pipe can hold is all written before it is closed */
	if (fault_expect(m->place, job)->outcome.nout <= PIPE_BYTES)
		return;
	for (int n = 0; n < 3; n++)
		add(m, job,
			&(struct fault){ .how = FAULT_CLOSED_PIPE, .n = n });
}

static void
add_bombs(const struct making *m, const struct job *job)
{
	/* now, because workers would get into each other's way */
	fault_files_extra(m->place, job);
	add(m, job, &(struct fault){ .how = FAULT_BOMB });
}

/*
 * How many times a process is killed, over all jobs that replace a file: some
 * two thirds come between the loader and the end.
 */
#define KILLS 8000

static long
count_replacing(void)
{
	long n = 0;

	for (size_t i = 0; i < fault_njobs; i++)
		n += fault_jobs[i].replaces && !fault_jobs[i].special;
	return n;
}

/* At any time from the end of the loader, more or less, to the end. */
static void
add_kills(const struct making *m, const struct job *job)
{
	const long n = KILLS / count_replacing() + 1;
	const struct fault none = { .how = FAULT_NONE };
	struct outcome outcome;
	double duration = 1;

	if (!job->replaces)
		return;
	for (int i = 0; i < 5; i++) {
		fault_run(m->place, job, &none, false, &outcome);
		duration = outcome.duration < duration ? outcome.duration
						       : duration;
		outcome_free(&outcome);
	}
	for (long i = 0; i < n; i++)
		add(m, job,
			&(struct fault){ .how = FAULT_KILL,
				.n = (long)(duration * 1e6 *
					(0.4 + 0.9 * (double)i / (double)n)),
				.no_tmpfile = i % 2 == 1 });
}

struct part {
	void (*add)(const struct making *m, const struct job *job);
	const char *jobs; /* of the quick form; NULL: those that are small */
};

static const struct part parts[FAULT_PARTS] = {
	[PART_ALLOCATIONS] = { add_allocations, NULL },
	[PART_CALLS] = { add_calls, NULL },
	[PART_SIGNALS] = { add_signals, " replace " },
	[PART_MEMORY] = { add_memory, " explain picture npz-out info " },
	[PART_LIMITS] = { add_limits, NULL },
	[PART_THREADS] = { add_threads, " rows direct scan " },
	[PART_TRUNCATE] = { add_truncate, " cut cut-file cut-late " },
	[PART_PIPES] = { add_pipes, " gather rows-stdout large " },
	[PART_BOMBS] = { add_bombs, NULL },
	[PART_KILLS] = { add_kills, " replace direct rank-joins " },
};

static bool
is_asked(const struct making *m, const struct job *job)
{
	const char *asked = parts[m->part].jobs;
	char word[100];

	snprintf(word, sizeof(word), " %s ", job->name);
	if (m->part == PART_BOMBS || job->bomb != NULL)
		return m->part == PART_BOMBS && job->bomb != NULL;
	if (job->special)
		return asked != NULL && strstr(asked, word) != NULL;
	if (m->all && m->part != PART_TRUNCATE)
		return true;
	if (asked == NULL)
		return !job->large;
	return strstr(asked, word) != NULL;
}

bool
fault_list_part(struct list *list, struct place *place, const char *name)
{
	struct making m = { list, place, 0, strncmp(name, "all-", 4) == 0 };

	name += m.all ? 4 : 0;
	while (m.part < FAULT_PARTS && strcmp(names[m.part], name) != 0)
		m.part++;
	if (m.part == FAULT_PARTS)
		return false;
	for (size_t i = 0; i < fault_njobs; i++)
		if (is_asked(&m, &fault_jobs[i]))
			parts[m.part].add(&m, &fault_jobs[i]);
	return true;
}
