/*
 * The one oracle. However the system fails, a run of the program ends in one of
 * three ways: with the right bytes and what it says otherwise; with status 3, a
 * message and everything as it was; or by the signal that was sent, with
 * everything as it was. All else is a finding.
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "fault.h"
#include "files.h"

/* What a bomb may cost, if it is less than a tenth of that itself. */
#define BOMB_KILOBYTES (16L << 10)
#define BOMB_SECONDS   2.0
#define BOMB_SPEED     2e7 /* bytes a second, of larger ones and what they print */

struct judged {
	const struct place *place;
	const struct job *job;
	const struct fault *fault;
	const struct expected *expected;
	const struct outcome *outcome;
	char *why; /* 200 bytes */
};

static enum verdict
found(const struct judged *j, const char *what)
{
	snprintf(j->why, 200, "%s", what);
	return FINDING;
}

static bool
is_signal(const struct fault *fault)
{
	return fault->how == FAULT_SIGNAL_BEFORE ||
		fault->how == FAULT_SIGNAL_AFTER || fault->how == FAULT_KILL;
}

/* The call that failed, or CALL_OTHER. */
static enum call_class
failed_class(const struct judged *j)
{
	return j->outcome->hit ? j->outcome->hit_call.class : CALL_OTHER;
}

/*
 * A file that is neither input nor result may stay only where it cannot be
 * removed, or where nothing can be done any more.
 */
static bool
leaves_file(const struct judged *j, char *name, size_t size)
{
	DIR *entries = fault_must(opendir(j->place->directory));
	struct dirent *entry;
	bool leaves = false;

	while ((entry = readdir(entries)) != NULL)
		if (!fault_is_input(entry->d_name) &&
			(j->job->output == NULL ||
				strcmp(entry->d_name, j->job->output) != 0) &&
			!(j->job->rank && fault_is_of_ranks(entry->d_name))) {
			snprintf(name, size, "%.99s", entry->d_name);
			leaves = true;
		}
	closedir(entries);
	return leaves && j->fault->how != FAULT_KILL &&
		!((j->fault->how == FAULT_ERROR ||
			  j->fault->how == FAULT_ERRORS) &&
			failed_class(j) == CALL_REMOVE);
}

enum file_state { ABSENT, FORMER_FILE, NEW_FILE, TORN };

static enum file_state
file_state(const struct judged *j)
{
	char path[8192];
	enum file_state state;
	size_t len;
	char *text;

	if (j->job->output == NULL)
		return ABSENT;
	snprintf(path, sizeof(path), "%s/%s", j->place->directory,
		j->job->output);
	text = fault_read_file(path, &len);
	if (text == NULL)
		return ABSENT;
	if (j->expected->file != NULL && len == j->expected->nfile &&
		memcmp(text, j->expected->file, len) == 0)
		state = NEW_FILE;
	else
		state = fault_is_former(j->place->directory, j->job->output)
			? FORMER_FILE
			: TORN;
	free(text);
	return state;
}

static bool
as_it_was(const struct judged *j)
{
	return file_state(j) == (j->job->replaces ? FORMER_FILE : ABSENT);
}

static bool
is_prefix(const char *whole, size_t nwhole, const char *part, size_t npart)
{
	return npart <= nwhole && memcmp(whole, part, npart) == 0;
}

/* Is each line one of those that are expected, and in their order? */
static bool
is_part(const char *whole, const char *part)
{
	while (*part != '\0') {
		const size_t len = strcspn(part, "\n") + 1;

		while (*whole != '\0' && strncmp(whole, part, len) != 0)
			whole += strcspn(whole, "\n") + 1;
		if (*whole == '\0')
			return false;
		whole += len;
		part += len;
	}
	return true;
}

/* May bytes have come out before the program failed? */
static bool
may_have_begun(const struct judged *j)
{
	const enum call_class class = failed_class(j);

	return j->job->stream || class == CALL_WRITE || class == CALL_DUP ||
		class == CALL_CLOSE || class == CALL_POLL ||
		j->fault->how == FAULT_FILE_SIZE ||
		j->fault->how == FAULT_CLOSED_PIPE || is_signal(j->fault);
}

static bool
is_output_right(const struct judged *j)
{
	const struct outcome *due = &j->expected->outcome;
	const struct outcome *got = j->outcome;

	if (got->nout == 0)
		return true;
	if (!may_have_begun(j))
		return false;
	return is_prefix(due->out, due->nout, got->out, got->nout) ||
		(j->job->stream && is_part(due->out, got->out));
}

static bool
needs_memory(const struct fault *fault)
{
	return fault->how == FAULT_ALLOCATION ||
		fault->how == FAULT_ALLOCATIONS || fault->how == FAULT_MEMORY ||
		((fault->how == FAULT_ERROR || fault->how == FAULT_ERRORS) &&
			fault->value == ENOMEM);
}

/* What is wrong with the message, or NULL. */
static const char *
wrong_message(const struct judged *j)
{
	const struct fault *fault = j->fault;
	const char *err = j->outcome->err;
	const size_t line = strcspn(err, "\n");

	if (j->outcome->nerr == 0)
		return "status 3 without a message";
	if (strncmp(err, "tgather: ", 9) != 0 || err[line] != '\n')
		return "no line that begins with tgather:";
	if (strstr(err, "(null)") != NULL)
		return "(null) in the message";
	if (line < 12 || err[line - 1] == ' ' || err[line - 1] == ':')
		return "no reason in the message";
	if (needs_memory(fault) && strstr(err, "memory") == NULL)
		return "the message does not say memory";
	if ((fault->how == FAULT_ERROR || fault->how == FAULT_ERRORS) &&
		!needs_memory(fault) &&
		strstr(err, strerror(fault->value)) == NULL)
		return "the message does not say what failed";
	return NULL;
}

static enum verdict
judge_refused(const struct judged *j)
{
	const struct fault *fault = j->fault;
	const char *wrong = wrong_message(j);

	if (fault->how == FAULT_SHORT || fault->how == FAULT_SHORTS ||
		fault->how == FAULT_THREADS || fault->how == FAULT_STACKS ||
		fault->how == FAULT_SLOW_PIPE ||
		(fault->how == FAULT_ERROR && fault->value == EINTR))
		return found(j, "fails where nothing has failed");
	/* of ranks the file may be whole when its last one fails to tidy up */
	if (!as_it_was(j) && !(j->job->rank && file_state(j) == NEW_FILE))
		return found(j, "status 3, but the file has changed");
	if (!is_output_right(j))
		return found(j, "status 3, but bytes on standard output");
	return wrong != NULL ? found(j, wrong) : REFUSED;
}

static enum verdict
judge_ended(const struct judged *j)
{
	const struct fault *fault = j->fault;
	const int by = WTERMSIG(j->outcome->status);
	const bool sent = by ==
		(fault->how == FAULT_KILL                         ? SIGKILL
				: fault->how == FAULT_CLOSED_PIPE ? SIGPIPE
				: is_signal(fault)                ? fault->value
								  : 0);
	char what[100];

	snprintf(what, sizeof(what), "death by SIG%s", sigabbrev_np(by));
	if (!sent)
		return found(j, what);
	/* the name may have been given already */
	if (!as_it_was(j) && file_state(j) != NEW_FILE)
		return found(j, "ended by a signal, and the file is torn");
	if (!is_output_right(j))
		return found(j, "ended by a signal, after wrong bytes");
	return ENDED;
}

/*
 * Is it said of wrong data what is wrong with them? What might help comes last,
 * and may be missing.
 */
static bool
says_the_same(const struct judged *j)
{
	const char *due = j->expected->outcome.err;
	const char *help = strstr(due, "\nhelp: ");

	if (j->job->status == 0 || help == NULL)
		return strcmp(j->outcome->err, due) == 0;
	return strncmp(j->outcome->err, due, (size_t)(help - due)) == 0;
}

/* Like a run without a fault, in everything that can be seen. */
static enum verdict
judge_right(const struct judged *j)
{
	const struct outcome *due = &j->expected->outcome;
	const struct outcome *got = j->outcome;

	if (got->nout != due->nout ||
		memcmp(got->out, due->out, due->nout) != 0)
		return found(j,
			"wrong bytes on standard output, status as if all were "
			"well");
	if (j->expected->file != NULL && file_state(j) != NEW_FILE)
		return found(j,
			"wrong bytes in the file, status as if all were well");
	if (j->expected->file == NULL && !as_it_was(j))
		return found(j, "the file has changed");
	if (!says_the_same(j))
		return found(j, "says something else than without the fault");
	return RIGHT;
}

/* A hostile file may be refused or read, but must not cost much. */
static enum verdict
judge_bomb(const struct judged *j)
{
	const struct outcome *got = j->outcome;
	const long base = j->expected->outcome.kilobytes;
	const int status = WEXITSTATUS(got->status);
	char path[8192], what[100];
	struct stat file;
	long due;

	snprintf(path, sizeof(path), "%s/../bombs/%s", j->place->directory,
		j->job->bomb);
	if (stat(path, &file) != 0)
		fault_must(NULL);
	due = 10 * (long)(file.st_size / 1024);
	due = due > BOMB_KILOBYTES ? due : BOMB_KILOBYTES;
	snprintf(what, sizeof(what), "%ld KB of at most %ld",
		got->kilobytes - base, due);
	if (got->kilobytes == 0)
		return found(j, "memory was not measured");
	if (got->kilobytes - base > due)
		return found(j, what);
	snprintf(what, sizeof(what), "%.1f s", got->seconds);
	if (got->seconds > BOMB_SECONDS &&
		got->seconds >
			((double)file.st_size + (double)got->nout) / BOMB_SPEED)
		return found(j, what);
	if (status == 0 && got->nerr == 0)
		return RIGHT;
	if ((status == 1 || status == 3) &&
		strncmp(got->err, "tgather: ", 9) == 0)
		return got->nout == 0 || j->job->stream
			? REFUSED
			: found(j, "bytes on standard output");
	snprintf(what, sizeof(what), "status %d", status);
	return found(j, what);
}

enum verdict
fault_judge(const struct place *place, const struct job *job,
	const struct fault *fault, const struct expected *expected,
	const struct outcome *outcome, char why[200])
{
	const struct judged j = { place, job, fault, expected, outcome, why };
	char name[100], what[150];

	why[0] = '\0';
	if (outcome->timed_out)
		return found(&j, "does not end");
	if (!outcome->started &&
		(fault->how == FAULT_MEMORY || fault->how == FAULT_KILL))
		return UNSTARTED;
	if (!outcome->started)
		return found(&j, "did not start");
	if (leaves_file(&j, name, sizeof(name))) {
		/* the random part would make each finding another */
		name[strcspn(name, ".") == 0 ? strlen(name) - 6
					     : strlen(name)] = '\0';
		snprintf(what, sizeof(what), "leaves the file %s", name);
		return found(&j, what);
	}
	if (WIFSIGNALED(outcome->status))
		return judge_ended(&j);
	if (fault->how == FAULT_BOMB)
		return judge_bomb(&j);
	if (WEXITSTATUS(outcome->status) == 3 &&
		outcome->status != expected->outcome.status)
		return judge_refused(&j);
	if (outcome->status == expected->outcome.status)
		return judge_right(&j);
	/* a file that was short before it was opened is wrong, and no more */
	if (fault->how == FAULT_LATE_TRUNCATE &&
		WEXITSTATUS(outcome->status) == 1 && outcome->threads == 0 &&
		strstr(outcome->err, "there are 0") != NULL)
		return as_it_was(&j) ? REFUSED : found(&j, "status 1");
	snprintf(what, sizeof(what), "status %d", WEXITSTATUS(outcome->status));
	return found(&j, what);
}
