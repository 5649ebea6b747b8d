#ifndef FAULT_H
#define FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* How the system misbehaves. The comment says what N and VALUE are. */
enum fault_how {
	FAULT_NONE,
	FAULT_ALLOCATION,    /* allocation N fails */
	FAULT_ALLOCATIONS,   /* allocation N fails, and all after it */
	FAULT_ERROR,         /* system call N fails with errno VALUE */
	FAULT_ERRORS,        /* so do all of its kind after it */
	FAULT_SHORT,         /* call N reads or writes less than it could */
	FAULT_SHORTS,        /* so do all of its kind after it */
	FAULT_ZERO,          /* call N says 0, and has done nothing */
	FAULT_ZEROS,         /* so do all of its kind after it */
	FAULT_SIGNAL_BEFORE, /* signal VALUE right before call N */
	FAULT_SIGNAL_AFTER,  /* signal VALUE right after it */
	FAULT_MEMORY,        /* RLIMIT_AS is N KB */
	FAULT_FILE_SIZE,     /* RLIMIT_FSIZE is N bytes */
	FAULT_DESCRIPTORS,   /* RLIMIT_NOFILE is N */
	FAULT_THREADS,       /* N threads start, and no more */
	FAULT_STACKS,        /* N KB of stack for main and for threads */
	FAULT_FEED,          /* nothing, but the FIFO is written */
	FAULT_TRUNCATE,      /* so it is, once the input has been mapped and
	                        was cut short; N tells apart */
	FAULT_LATE_TRUNCATE, /* the input is cut short N microseconds after the
	                        start */
	FAULT_SLOW_PIPE,     /* stdout is a pipe that does not block, and is
	                        read slowly */
	FAULT_CLOSED_PIPE,   /* stdout is a pipe that nobody reads after N bytes
	                      */
	FAULT_BOMB,          /* the input is hostile, and must not cost much */
	FAULT_KILL,          /* SIGKILL, N microseconds after the start */
	FAULT_HOWS
};

struct fault {
	enum fault_how how;
	long n;
	int value;
	bool no_tmpfile;
};

/* Its name on the command line of the driver. */
const char *fault_name(enum fault_how how);

/* A call of the program: what every fault is tried with. */
struct job {
	const char *name;
	const char *arguments; /* words between blanks; of FILE, none has any */
	const char *output;    /* what -o names, or NULL */
	bool replaces;         /* there is a file of that name before */
	int status;            /* what it ends with */
	bool stream;           /* prints as it goes: what is there may stay */
	bool large;            /* for the long form only, as a rule */
	bool fifo;             /* INDEX is a FIFO */
	const char *bomb;      /* the file that it reads */
	bool special;          /* for the part that names it */
	bool rank;          /* of several; what it leaves for others may stay */
	const char *before; /* the words of the rank that was done before */
	const char *input;  /* the file that standard input is, as a pipe */
	const char *environment[3];
};

extern const struct job fault_jobs[];
extern const size_t fault_njobs;

/* NULL when there is none of that name. */
const struct job *fault_job(const char *name);

/* What a system call is for, which is what it can fail with. */
enum call_class {
	CALL_OTHER, /* cannot fail in a way that is worth trying */
	CALL_READ,
	CALL_LIST,
	CALL_WRITE,
	CALL_OPEN,
	CALL_STAT,
	CALL_MEMORY,
	CALL_NAME,
	CALL_REMOVE,
	CALL_CLOSE,
	CALL_DUP,
	CALL_POLL,
	CALL_THREAD,
	CALL_SETTING,
	CALL_CLASSES
};

struct call {
	long number;
	long first; /* its first argument, mostly a descriptor */
	enum call_class class;
};

/* The errors that a call of this class can fail with; ends with 0. */
const int *fault_errors(enum call_class class);

/* What a run has come to. Text is malloc'ed and ends with a NUL behind len. */
struct outcome {
	int status; /* as of waitpid */
	bool started, timed_out;
	char *out, *err;
	size_t nout, nerr;
	long allocations, threads;
	long kilobytes;     /* at most resident */
	double seconds;     /* of processor time */
	double duration;    /* in seconds, by the clock */
	struct call *calls; /* when all were asked for */
	long ncalls;
	bool hit; /* call N was come to: this one */
	struct call hit_call;
};

void outcome_free(struct outcome *outcome);

/* What all runs of a worker share. */
struct place {
	const char *program, *shim; /* absolute */
	char directory[4096];       /* of its own, where the program runs */
	int report, out;            /* files in memory */
};

bool fault_place_open(struct place *place, const char *work, int worker);
void fault_place_close(struct place *place);

/*
 * Run a job once, in a directory where it was not run before; with `calls`, all
 * its system calls are put down.
 */
void fault_run(struct place *place, const struct job *job,
	const struct fault *fault, bool calls, struct outcome *outcome);

/* The same in a directory with all that is there. */
void fault_run_there(struct place *place, const struct job *job,
	const struct fault *fault, bool calls, struct outcome *outcome);

/* Follow a child that has stopped to be traced, until it has ended. */
int fault_trace(pid_t child, const struct fault *fault, bool calls,
	struct outcome *outcome);

/* The state of the directory before and after a run. */
void fault_files_prepare(const struct place *place, const struct job *job);

/*
 * See how much memory such a child has had when it ends. What wait4 says is at
 * least what the driver had, of which the child was a copy at first.
 */
int fault_watch(pid_t child, struct outcome *outcome);

/* Make anew what only some jobs read, and what a run of them destroys. */
void fault_files_extra(const struct place *place, const struct job *job);

/* What all runs without a fault have: the bytes of stdout and of the file. */
struct expected {
	struct outcome outcome;
	char *file;
	size_t nfile;
};

enum verdict {
	RIGHT,     /* the right bytes */
	REFUSED,   /* status 3, and everything as it was */
	ENDED,     /* by the signal that was sent */
	UNSTARTED, /* no memory for the loader, or killed in it: before main */
	FINDING
};

/* Judge a run; `why` is told what is wrong in a few words. */
enum verdict fault_judge(const struct place *place, const struct job *job,
	const struct fault *fault, const struct expected *expected,
	const struct outcome *outcome, char why[200]);

/*
 * Whatever a rank has ended with, starting it again is enough. Returns FINDING if
 * not, or `verdict`; `why` is told what is wrong.
 */
enum verdict fault_start_again(struct place *place, const struct job *job,
	const struct expected *expected, enum verdict verdict, char why[200]);

/* The whole of a file, malloc'ed, or NULL. */
char *fault_read_file(const char *path, size_t *len);

void *fault_must(void *p);

#endif
