/*
 * Replaces a file and is sent each signal at each system call that has to do
 * with files, before it and after it, with files without a name and without
 * such. Looks whether the former file or the whole new one is there, as the
 * status says, and no other. The system calls are replaced here.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/output.h"
#include "io/signals.h"
#include "tap.h"

#define SIZE ((size_t)100000)

/* The status of a child that made fewer system calls than were asked for. */
#define NO_SUCH_CALL 42

static char dir[] = "/tmp/signals_test.XXXXXX";
static bool nameless;      /* files without a name can be had */
static bool name_is_taken; /* by somebody else, once it is free */
static int sent;           /* the signal */
static int calls_before;   /* calls until it comes, two for each system call */
static bool counts; /* the library of the test itself may make some, too */

static void
count_call(void)
{
	if (counts && calls_before-- == 0)
		raise(sent);
}

int
open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list arguments;
	long fd = -1;

	if (flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE) {
		va_start(arguments, flags);
		mode = va_arg(arguments, mode_t);
		va_end(arguments);
	}
	count_call();
	if ((flags & O_TMPFILE) == O_TMPFILE && !nameless)
		errno = EOPNOTSUPP;
	else
		fd = syscall(SYS_openat, AT_FDCWD, path, flags, mode);
	count_call();
	return (int)fd;
}

int
linkat(int from_dir, const char *from, int to_dir, const char *to, int flags)
{
	long result;

	count_call();
	result = syscall(SYS_linkat, from_dir, from, to_dir, to, flags);
	count_call();
	return (int)result;
}

int
rename(const char *from, const char *to)
{
	long result;

	count_call();
	result = syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
	if (name_is_taken) {
		close((int)syscall(
			SYS_openat, AT_FDCWD, from, O_CREAT | O_WRONLY, 0666));
		raise(sent);
	}
	count_call();
	return (int)result;
}

int
unlink(const char *path)
{
	long result;

	count_call();
	result = syscall(SYS_unlinkat, AT_FDCWD, path, 0);
	count_call();
	return (int)result;
}

ssize_t
pwritev(int fd, const struct iovec *part, int n, off_t at)
{
	size_t len = 0;

	count_call();
	for (int i = 0; i < n; i++) {
		if (pwrite(fd, part[i].iov_base, part[i].iov_len,
			    at + (off_t)len) != (ssize_t)part[i].iov_len)
			return -1;
		len += part[i].iov_len;
	}
	count_call();
	return (ssize_t)len;
}

int
dup(int fd)
{
	long result;

	count_call();
	result = syscall(SYS_dup, fd);
	count_call();
	return (int)result;
}

/* Write a file, and end. */
static void
write_and_end(const char *path)
{
	static struct tg_output output;
	static const char data[SIZE];
	struct tg_err err = { 0 };
	bool ok;

	tg_signals_setup();
	counts = true;
	ok = tg_output_open(&output, path, &err) &&
		tg_output_write(&output, data, SIZE, &err) &&
		tg_output_write(&output, data, SIZE, &err) &&
		tg_output_commit(&output, &err);
	tg_output_free(&output);
	if (ok && calls_before >= 0)
		_exit(NO_SUCH_CALL);
	_exit(ok ? TG_OK : (int)err.code);
}

/* Make the former file, and let a child replace it. Returns its status. */
static int
replace_in_child(void)
{
	const int fd =
		openat(AT_FDCWD, "x", O_CREAT | O_TRUNC | O_WRONLY, 0666);
	const pid_t child = fork();
	int status = -1;

	close(fd);
	if (child == 0)
		write_and_end("x");
	waitpid(child, &status, 0);
	return status;
}

/* How many files there are, and whether x is the former one or whole. */
static int
count_files(bool *former, bool *whole)
{
	DIR *files = opendir(".");
	const struct dirent *file;
	FILE *x = fopen("x", "r");
	int n = 0;
	long size;

	while (files != NULL && (file = readdir(files)) != NULL)
		n += strcmp(file->d_name, ".") != 0 &&
			strcmp(file->d_name, "..") != 0;
	closedir(files);
	fseek(x, 0, SEEK_END);
	size = ftell(x);
	fclose(x);
	*former = size == 0;
	*whole = size == (long)(2 * SIZE);
	return n;
}

static bool
status_is_true(int status)
{
	bool former, whole;
	const int n = count_files(&former, &whole);
	const bool right = n == 1 &&
		(WIFEXITED(status) ? whole
				   : former && WTERMSIG(status) == sent);

	if (!right)
		printf("# signal %d, call %d: status %x, %d files\n", sent,
			calls_before, (unsigned)status, n);
	return right;
}

/* One signal at every call. */
static bool
signal_at_every_call(int signal)
{
	bool right = true;
	int status = 0;

	sent = signal;
	for (int n = 0; right && n < 100; n++) {
		calls_before = n;
		status = replace_in_child();
		if (WIFEXITED(status) && WEXITSTATUS(status) == NO_SUCH_CALL)
			return n > 10;
		right = status_is_true(status);
	}
	return false;
}

/* What nohup or a sanitizer has chosen is not looked at. */
static bool
has_usual_effect(int signal)
{
	struct sigaction action;

	return sigaction(signal, NULL, &action) == 0 &&
		action.sa_handler == SIG_DFL && signal != SIGKILL &&
		signal != SIGSTOP && signal != SIGTSTP && signal != SIGTTIN &&
		signal != SIGTTOU;
}

static bool
all_signals(void)
{
	bool right = true;

	for (int signal = 1; right && signal <= SIGRTMIN; signal++)
		if (signal < 32 || signal == SIGRTMIN)
			right = !has_usual_effect(signal) ||
				signal_at_every_call(signal);
	return right;
}

static bool
ignored_signal(void)
{
	bool former, whole;
	int status;

	sent = SIGHUP;
	calls_before = 5;
	signal(SIGHUP, SIG_IGN);
	status = replace_in_child();
	signal(SIGHUP, SIG_DFL);
	return WIFEXITED(status) && WEXITSTATUS(status) == TG_OK &&
		count_files(&former, &whole) == 1 && whole;
}

/* The name of the temporary file is taken as soon as it is free. */
static bool
file_of_somebody_else(void)
{
	bool former, whole;

	(void)!system("rm -f .??*");
	name_is_taken = true;
	sent = SIGTERM;
	calls_before = 1000;
	replace_in_child();
	name_is_taken = false;
	return count_files(&former, &whole) == 2 && whole;
}

int
main(void)
{
	const struct rlimit none = { 0 };

	setrlimit(RLIMIT_CORE, &none);
	if (mkdtemp(dir) == NULL || chdir(dir) != 0)
		return 1;
	tap_ok(all_signals(), "each signal, where a file needs a name");
	tap_ok(ignored_signal(), "a signal that is ignored");
	nameless = true;
	tap_ok(all_signals(), "each signal, where it needs none at first");
	tap_ok(file_of_somebody_else(), "a file that took the name stays");
	(void)!system("rm -rf \"$PWD\"");
	return tap_end();
}
