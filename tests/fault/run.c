/*
 * Runs a job once, with one fault, in a directory of its own, and brings back
 * all that can be seen of it.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fault.h"
#include "files.h"
#include "report.h"

#define MAX_WORDS   64
#define TIME_LIMIT  10 /* seconds that a run may take, by the clock */
#define BOMB_TIME   60 /* a bomb, of which the time of the processor counts */
#define PIPE_HOLDS  65536 /* bytes, unless it is told otherwise */
#define SLOW_OUTPUT 3000  /* microseconds between two reads of a slow pipe */

/* How long standard error is full of so many bytes, in microseconds. */
#define STOPPED 20000
#define FILL    4096

/* What a bomb gets in any case, so that the machine outlives it. */
#define BOMB_LIMIT (4L << 30)

/* The descriptor by which the shim finds its report, until it has mapped it. */
#define REPORT_FD 9

static volatile pid_t running;
static volatile sig_atomic_t timed_out;

static void
end_run(int signal)
{
	(void)signal;
	timed_out = 1;
	if (running > 0)
		kill(running, SIGKILL);
}

bool
fault_place_open(struct place *place, const char *work, int worker)
{
	struct sigaction action = { .sa_handler = end_run };

	snprintf(place->directory, sizeof(place->directory), "%s/%d", work,
		worker);
	fault_files_create(place->directory);
	place->report = memfd_create("report", MFD_CLOEXEC);
	place->out = memfd_create("out", MFD_CLOEXEC);
	sigaction(SIGALRM, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
	return place->report >= 0 && place->out >= 0 &&
		ftruncate(place->report, sizeof(struct fault_report)) == 0;
}

void
fault_place_close(struct place *place)
{
	close(place->report);
	close(place->out);
}

void
outcome_free(struct outcome *outcome)
{
	free(outcome->out);
	free(outcome->err);
	free(outcome->calls);
	memset(outcome, 0, sizeof(*outcome));
}

/* What goes in and out of a child. */
struct pipes {
	int in, out[2], err[2];
};

static bool
is_traced(const struct fault *fault, bool calls)
{
	return calls || fault->how == FAULT_BOMB ||
		(fault->how >= FAULT_ERROR && fault->how <= FAULT_SIGNAL_AFTER);
}

static void
limit(int what, long n)
{
	const struct rlimit both = { (rlim_t)n, (rlim_t)n };

	if (setrlimit((__rlimit_resource_t)what, &both) != 0)
		_exit(126);
}

static void
set_limits(const struct fault *fault)
{
	limit(RLIMIT_CORE, 0);
	/* the same addresses, so that the same calls are made each time */
	personality(ADDR_NO_RANDOMIZE);
	if (fault->how == FAULT_MEMORY)
		limit(RLIMIT_AS, fault->n * 1024);
	else if (fault->how == FAULT_FILE_SIZE)
		limit(RLIMIT_FSIZE, fault->n);
	else if (fault->how == FAULT_DESCRIPTORS)
		limit(RLIMIT_NOFILE, fault->n);
	else if (fault->how == FAULT_BOMB)
		limit(RLIMIT_AS, BOMB_LIMIT);
	else if (fault->how == FAULT_STACKS)
		limit(RLIMIT_STACK, fault->n * 1024);
}

/* The environment of the program: nothing of ours but what the fault needs. */
static char **
make_environment(const struct place *place, const struct job *job,
	const struct fault *fault, bool traced)
{
	static char text[8][4200];
	static char *all[16];
	int n = 0, ntext = 0;
	const char *name = fault->how == FAULT_ALLOCATION ? "ALLOCATION"
		: fault->how == FAULT_ALLOCATIONS         ? "ALLOCATIONS"
		: fault->how == FAULT_THREADS             ? "THREADS"
							  : NULL;

	all[n++] = "LC_ALL=C";
	snprintf(text[ntext], sizeof(text[0]), "LD_PRELOAD=%s", place->shim);
	all[n++] = text[ntext++];
	snprintf(text[ntext], sizeof(text[0]), "FAULT_REPORT=%d", REPORT_FD);
	all[n++] = text[ntext++];
	if (name != NULL) {
		snprintf(text[ntext], sizeof(text[0]), "FAULT_%s=%ld", name,
			fault->n);
		all[n++] = text[ntext++];
	}
	if (fault->how == FAULT_STACKS) {
		snprintf(text[ntext], sizeof(text[0]), "FAULT_STACK=%ld",
			fault->n * 1024);
		all[n++] = text[ntext++];
	}
	if (fault->no_tmpfile)
		all[n++] = "FAULT_NO_TMPFILE=1";
	if (traced)
		all[n++] = "FAULT_TRACE=1";
	for (int i = 0; i < 3 && job->environment[i] != NULL; i++)
		all[n++] = (char *)(uintptr_t)job->environment[i];
	all[n] = NULL;
	return all;
}

/* Cut the arguments of a job at its blanks. */
static char **
make_words(const struct place *place, const struct job *job)
{
	static char *words[MAX_WORDS + 2];
	char *word = strdup(job->arguments);
	int n = 0;

	words[n++] = (char *)(uintptr_t)place->program;
	for (word = strtok(word, " "); word != NULL && n < MAX_WORDS;
		word = strtok(NULL, " "))
		words[n++] = word;
	words[n] = NULL;
	return words;
}

static void
start_program(const struct place *place, const struct job *job,
	const struct fault *fault, bool traced, const struct pipes *pipes)
{
	char **environment = make_environment(place, job, fault, traced);
	char **words = make_words(place, job);

	/* each number is above those that are its goal */
	if (chdir(place->directory) != 0 || dup2(pipes->in, 0) < 0 ||
		dup2(pipes->out[1] >= 0 ? pipes->out[1] : place->out, 1) < 0 ||
		dup2(pipes->err[1], 2) < 0 ||
		dup2(place->report, REPORT_FD) < 0)
		_exit(126);
	for (int fd = 3; fd < 64; fd++)
		if (fd != REPORT_FD)
			close(fd);
	signal(SIGPIPE, SIG_DFL);
	umask(022);
	set_limits(fault);
	execve(place->program, words, environment);
	_exit(126);
}

/* A descriptor over those that start_program gives away. */
static int
raise_fd(int fd)
{
	const int high = fcntl(fd, F_DUPFD_CLOEXEC, REPORT_FD + 1);

	close(fd);
	return high;
}

static void
open_pipe(int ends[2])
{
	if (pipe2(ends, O_CLOEXEC) != 0)
		fault_must(NULL);
	ends[0] = raise_fd(ends[0]);
	ends[1] = raise_fd(ends[1]);
}

/* A pipe in which the whole input lies already, or /dev/null. */
static int
open_input(const struct place *place, const struct job *job)
{
	char path[8192];
	int ends[2];
	size_t len;
	char *text;

	if (job->input == NULL)
		return raise_fd(open("/dev/null", O_RDONLY | O_CLOEXEC));
	snprintf(path, sizeof(path), "%s/%s", place->directory, job->input);
	text = fault_must(fault_read_file(path, &len));
	open_pipe(ends);
	if (len > PIPE_HOLDS &&
		fcntl(ends[1], F_SETPIPE_SZ, (int)len) < (int)len)
		fault_must(NULL);
	if (write(ends[1], text, len) != (ssize_t)len)
		fault_must(NULL);
	close(ends[1]);
	free(text);
	return ends[0];
}

static char *
read_descriptor(int fd, size_t *len, size_t most, bool slowly)
{
	char *text = NULL, some[65536];
	FILE *to = fault_must(open_memstream(&text, len));
	size_t done = 0;
	ssize_t n = 1;

	while (done < most && n != 0) {
		const size_t now =
			most - done < sizeof(some) ? most - done : sizeof(some);

		n = read(fd, some, now);
		if (n < 0 && errno != EINTR)
			break;
		if (n > 0) {
			fwrite(some, 1, (size_t)n, to);
			done += (size_t)n;
		}
		if (slowly)
			usleep(SLOW_OUTPUT);
	}
	fclose(to);
	return fault_must(text);
}

/*
 * While standard error takes nothing, the thread that first sees a file cut short
 * cannot end the process, and all others come to see it, too.
 */
static void
stop_standard_error(const struct pipes *pipes)
{
	char fill[FILL] = { 0 };

	if (fcntl(pipes->err[1], F_SETPIPE_SZ, FILL) != FILL ||
		write(pipes->err[1], fill, FILL) != FILL)
		fault_must(NULL);
}

static void
open_standard_error(const struct pipes *pipes)
{
	char fill[FILL];

	usleep(STOPPED);
	if (read(pipes->err[0], fill, FILL) != FILL)
		fault_must(NULL);
}

/* What happens from outside while the program runs. */
static void
meanwhile(const struct place *place, const struct fault *fault,
	struct pipes *pipes, struct outcome *outcome)
{
	char path[8192];
	int fd;

	switch (fault->how) {
	case FAULT_KILL:
		usleep((useconds_t)fault->n);
		kill(running, SIGKILL);
		break;
	case FAULT_LATE_TRUNCATE:
		usleep((useconds_t)fault->n);
		snprintf(path, sizeof(path), "%s/cut.raw", place->directory);
		if (truncate(path, 0) != 0)
			fault_must(NULL);
		open_standard_error(pipes);
		break;
	case FAULT_FEED:
	case FAULT_TRUNCATE:
		/* whoever opens the FIFO has mapped the input */
		snprintf(path, sizeof(path), "%s/fifo", place->directory);
		fd = open(path, O_WRONLY | O_CLOEXEC);
		snprintf(path, sizeof(path), "%s/cut.raw", place->directory);
		if (fault->how == FAULT_TRUNCATE && truncate(path, 0) != 0)
			fault_must(NULL);
		for (int i = 0; fd >= 0 && i < 4096; i++)
			if (write(fd, "\1\2\3\4\5\6\7\10", 8) != 8)
				break;
		close(fd);
		if (fault->how == FAULT_TRUNCATE)
			open_standard_error(pipes);
		break;
	case FAULT_SLOW_PIPE:
	case FAULT_CLOSED_PIPE:
		usleep(20 * SLOW_OUTPUT);
		outcome->out = read_descriptor(pipes->out[0], &outcome->nout,
			fault->how == FAULT_SLOW_PIPE ? SIZE_MAX
						      : (size_t)fault->n,
			fault->how == FAULT_SLOW_PIPE);
		close(pipes->out[0]);
		pipes->out[0] = -1;
		break;
	default:
		break;
	}
}

static double
used_seconds(const struct rusage *usage)
{
	return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) +
		(double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) /
		1e6;
}

static void
wait_for(const struct fault *fault, bool calls, struct outcome *outcome)
{
	struct rusage before, after;
	int status;

	getrusage(RUSAGE_CHILDREN, &before);
	while (waitpid(running, &status, WUNTRACED) < 0)
		if (errno != EINTR)
			fault_must(NULL);
	if (WIFSTOPPED(status) && fault->how == FAULT_BOMB)
		status = fault_watch(running, outcome);
	else if (WIFSTOPPED(status))
		status = fault_trace(running, fault, calls, outcome);
	outcome->status = status;
	getrusage(RUSAGE_CHILDREN, &after);
	outcome->seconds = used_seconds(&after) - used_seconds(&before);
}

static void
see_report(const struct place *place, struct outcome *outcome)
{
	struct fault_report report;

	if (pread(place->report, &report, sizeof(report), 0) != sizeof(report))
		fault_must(NULL);
	outcome->started = report.started != 0;
	outcome->allocations = report.allocations;
	outcome->threads = report.threads;
}

static void
open_pipes(const struct place *place, const struct job *job,
	const struct fault *fault, struct pipes *pipes)
{
	pipes->in = open_input(place, job);
	pipes->out[0] = pipes->out[1] = -1;
	open_pipe(pipes->err);
	if (fault->how == FAULT_TRUNCATE || fault->how == FAULT_LATE_TRUNCATE)
		stop_standard_error(pipes);
	if (fault->how != FAULT_SLOW_PIPE && fault->how != FAULT_CLOSED_PIPE)
		return;
	open_pipe(pipes->out);
	if (fault->how == FAULT_SLOW_PIPE)
		fcntl(pipes->out[1], F_SETFL, O_WRONLY | O_NONBLOCK);
}

void
fault_run_there(struct place *place, const struct job *job,
	const struct fault *fault, bool calls, struct outcome *outcome)
{
	const struct fault_report none = { 0 };
	const bool traced = is_traced(fault, calls);
	struct timespec before, after;
	struct pipes pipes;

	memset(outcome, 0, sizeof(*outcome));
	if (pwrite(place->report, &none, sizeof(none), 0) != sizeof(none) ||
		ftruncate(place->out, 0) != 0 ||
		lseek(place->out, 0, SEEK_SET) != 0)
		fault_must(NULL);
	open_pipes(place, job, fault, &pipes);
	clock_gettime(CLOCK_MONOTONIC, &before);
	timed_out = 0;
	running = fork();
	if (running == 0)
		start_program(place, job, fault, traced, &pipes);
	if (running < 0)
		fault_must(NULL);
	alarm(fault->how == FAULT_BOMB ? BOMB_TIME : TIME_LIMIT);
	close(pipes.in);
	close(pipes.err[1]);
	if (pipes.out[1] >= 0)
		close(pipes.out[1]);
	meanwhile(place, fault, &pipes, outcome);
	wait_for(fault, calls, outcome);
	alarm(0);
	running = 0;
	clock_gettime(CLOCK_MONOTONIC, &after);
	outcome->duration = (double)(after.tv_sec - before.tv_sec) +
		(double)(after.tv_nsec - before.tv_nsec) / 1e9;
	outcome->timed_out = timed_out != 0;
	see_report(place, outcome);
	outcome->err =
		read_descriptor(pipes.err[0], &outcome->nerr, SIZE_MAX, false);
	close(pipes.err[0]);
	if (outcome->out == NULL) {
		lseek(place->out, 0, SEEK_SET);
		outcome->out = read_descriptor(
			place->out, &outcome->nout, SIZE_MAX, false);
	}
}
