/*
 * Prepares the process for signals and closed streams, before main does anything
 * else. A signal that ends the program must not leave a temporary file behind,
 * and a file that is cut short while it is mapped must end in a message.
 */
#include "io/signals.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/harmless.h"
#include "io/bytes.h"
#include "io/output.h"

/* Enough for any path. */
#define NAME_SHOWN 4400

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

static void
end_by_signal(int signal, siginfo_t *info, void *context)
{
	const char *name = NULL;

	(void)context;
	tg_output_remove_temporary();
	if (signal == SIGBUS)
		name = tg_bytes_name_at(info->si_addr);
	if (name != NULL) {
		char harmless[NAME_SHOWN];
		const char *parts[] = { "tgather: ",
			tg_harmless(harmless, sizeof(harmless), name),
			": was cut short while it was read\n" };

		for (int i = 0; i < 3; i++)
			if (write(2, parts[i], strlen(parts[i])) < 0)
				break;
		_exit(TG_ESYS);
	}
	raise(signal); /* SA_RESETHAND: this time with its usual effect */
}

static void
catch_signals(void)
{
	static const int signals[] = { SIGHUP, SIGINT, SIGTERM, SIGBUS };
	struct sigaction action, old;

	memset(&action, 0, sizeof(action));
	action.sa_sigaction = end_by_signal;
	action.sa_flags = SA_SIGINFO | (int)SA_RESETHAND;
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		/* what nohup ignores stays ignored */
		if (sigaction(signals[i], NULL, &old) == 0 &&
			old.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
}

void
tg_signals_setup(void)
{
	open_standard_streams();
	catch_signals();
}
