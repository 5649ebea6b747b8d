/*
 * Prepares the process for signals and closed streams, before main does anything
 * else. A signal that ends the program must not leave a temporary file behind,
 * and a file that is cut short while it is mapped must end in a message.
 */
#include "io/signals.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/error_form.h"
#include "base/fixed_json.h"
#include "base/harmless.h"
#include "io/bytes.h"

/* Enough for any path. */
#define NAME_SHOWN 4400

#define CUT_SHORT "was cut short while it was read"

/* The temporary file that a signal has to remove, or NULL. */
static const char *volatile removable;

/*
 * Open /dev/null for each standard stream that is closed, so that no file gets
 * its number. It is opened the wrong way round: using it is still an error.
 */
static void
open_standard_streams(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) == -1)
			(void)open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
}

/*
 * Remove the temporary file, then let the signal have its usual effect. Several
 * threads may come here at once, also with different signals: the effect is
 * restored only when the file is gone.
 */
static void
end_by_signal(int signal)
{
	struct sigaction usual;
	const char *path = removable;

	if (path != NULL)
		unlink(path);
	memset(&usual, 0, sizeof(usual));
	usual.sa_handler = SIG_DFL;
	sigaction(signal, &usual, NULL);
	raise(signal); /* it is held until the handler returns */
}

/* Write a line at once, so that nothing gets between its parts. */
static void
write_line(const char *line, size_t len)
{
	if (write(STDERR_FILENO, line, len) < 0)
		return; /* there is nobody to tell */
}

/* The file is one that was mapped, so that its name is a path. */
static void
print_cut_short_json(const char *name)
{
	static char line[NAME_SHOWN * 6 + 400];
	struct tg_fixed_json to = { .text = line, .size = sizeof(line) };

	tg_fixed_json_open(&to, '{');
	tg_fixed_json_key(&to, "status");
	tg_fixed_json_integer(&to, TG_ESYS);
	tg_fixed_json_text(&to, "kind", tg_err_kind(TG_ECHANGED));
	tg_fixed_json_key(&to, "where");
	tg_fixed_json_open(&to, '{');
	tg_fixed_json_key(&to, "file");
	tg_fixed_json_string(&to, name, strnlen(name, NAME_SHOWN));
	tg_fixed_json_close(&to, '}');
	tg_fixed_json_text(&to, "message", CUT_SHORT);
	tg_fixed_json_empty(&to, "operands");
	tg_fixed_json_empty(&to, "details");
	tg_fixed_json_empty(&to, "help");
	tg_fixed_json_close(&to, '}');
	tg_fixed_json_end_line(&to);
	write_line(line, to.len);
}

static void
print_cut_short(const char *name)
{
	static const char begin[] = "tgather: ";
	static const char end[] = ": " CUT_SHORT "\n";
	static char message[sizeof(begin) + NAME_SHOWN + sizeof(end)];
	char *p = message + sizeof(begin) - 1;

	memcpy(message, begin, sizeof(begin));
	tg_harmless(p, NAME_SHOWN, name);
	p += strlen(p);
	memcpy(p, end, sizeof(end));
	write_line(message, strlen(message));
}

/*
 * All threads that use the file come here: one reports, and the others wait for
 * the end of the process. Thread stacks may be small, so that what is large is
 * static.
 */
static void
handle_bus_error(int signal, siginfo_t *info, void *context)
{
	static atomic_flag reported = ATOMIC_FLAG_INIT;
	/* a signal that somebody sends has no address */
	const char *name =
		info->si_code > 0 ? tg_bytes_name_at(info->si_addr) : NULL;

	(void)context;
	if (name == NULL) {
		end_by_signal(signal);
		return;
	}
	while (atomic_flag_test_and_set(&reported))
		pause();
	if (removable != NULL)
		unlink(removable);
	if (tg_errors_are_json())
		print_cut_short_json(name);
	else
		print_cut_short(name);
	_exit(TG_ESYS);
}

/* True if the usual effect of a signal is that the process ends. */
static bool
ends_process(int signal)
{
	switch (signal) {
	case SIGCHLD:
	case SIGCONT:
	case SIGTSTP:
	case SIGTTIN:
	case SIGTTOU:
	case SIGURG:
	case SIGWINCH:
#ifdef SIGINFO
	case SIGINFO:
#endif
		return false;
	default:
		return true;
	}
}

void
tg_signals_hold(sigset_t *before)
{
	sigset_t ending;

	sigemptyset(&ending);
	for (int signal = 1; signal < NSIG; signal++)
		if (ends_process(signal))
			sigaddset(&ending, signal);
	pthread_sigmask(SIG_BLOCK, &ending, before);
}

void
tg_signals_release(const sigset_t *before)
{
	pthread_sigmask(SIG_SETMASK, before, NULL);
}

/*
 * Catch every signal that ends the process. What nohup ignores stays ignored,
 * and what is caught already keeps its handler.
 */
static void
catch_signals(void)
{
	struct sigaction action, old;

	memset(&action, 0, sizeof(action));
	action.sa_handler = end_by_signal;
	sigfillset(&action.sa_mask);
	for (int signal = 1; signal < NSIG; signal++)
		if (ends_process(signal) &&
			sigaction(signal, NULL, &old) == 0 &&
			old.sa_handler == SIG_DFL)
			sigaction(signal, &action, NULL);
}

void
tg_signals_remove(const char *path)
{
	static bool caught;

	removable = path;
	/* few jobs have a temporary file: the others need not pay for it */
	if (path != NULL && !caught) {
		catch_signals();
		caught = true;
	}
}

void
tg_signals_setup(void)
{
	struct sigaction action;

	open_standard_streams();
	memset(&action, 0, sizeof(action));
	action.sa_sigaction = handle_bus_error;
	action.sa_flags = SA_SIGINFO;
	sigaction(SIGBUS, &action, NULL);
	action.sa_handler = SIG_IGN;
	action.sa_flags = 0;
	sigaction(SIGXFSZ, &action, NULL);
}
