/*
 * Follows a process of one thread from system call to system call, for programs
 * that try what others do meanwhile.
 */
#include "stops.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../fault/registers.h"

static int
wait_for(pid_t process)
{
	int status;

	while (waitpid(process, &status, __WALL) < 0)
		if (errno != EINTR)
			abort();
	return status;
}

static int
play_nothing(int rank)
{
	return rank;
}

bool
stops_can(void)
{
	const pid_t process = stops_start(play_nothing, 7);
	int status;

	if (process < 0)
		return false;
	return stops_go(process, 1, &status) && stops_finish(process, 0) >= 0;
}

pid_t
stops_start(int (*play)(int rank), int rank)
{
	const pid_t process = fork();
	int status;

	if (process == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
			_exit(99);
		raise(SIGSTOP);
		_exit(play(rank));
	}
	if (process < 0)
		return -1;
	status = wait_for(process);
	if (!WIFSTOPPED(status))
		return -1;
	if (ptrace(PTRACE_SETOPTIONS, process, NULL,
		    (void *)(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL)) == 0)
		return process;
	stops_kill(process);
	return -1;
}

bool
stops_go(pid_t process, int n, int *status)
{
	int signal = 0;

	while (n > 0) {
		ptrace(PTRACE_SYSCALL, process, NULL, (void *)(long)signal);
		*status = wait_for(process);
		if (!WIFSTOPPED(*status))
			return false;
		signal = 0;
		if (WSTOPSIG(*status) == (SIGTRAP | 0x80))
			n--;
		else
			signal = WSTOPSIG(*status);
	}
	return true;
}

bool
stops_fail(pid_t process, int error, int *status)
{
	struct registers r, before;
	long number;

	if (!registers_get(process, &r))
		abort();
	before = r;
	number = registers_number(&r);
	if (number == SYS_exit_group || number == SYS_exit)
		return stops_go(process, 1, status);
	/* what is closed is closed, also if that fails; brk tells what it is */
	if (number == SYS_brk)
		*registers_argument(&r, 0) = 0;
	else if (number != SYS_close)
		registers_set_number(process, &r, -1);
	registers_set(process, &r);
	if (!stops_go(process, 1, status) || !registers_get(process, &r))
		return false;
	for (int i = 0; i < 6; i++)
		*registers_argument(&r, i) = *registers_argument(&before, i);
	if (number != SYS_brk)
		registers_set_result(&r, -error);
	registers_set(process, &r);
	return true;
}

int
stops_finish(pid_t process, int signal)
{
	if (signal != 0)
		kill(process, signal);
	ptrace(PTRACE_DETACH, process, NULL, NULL);
	return wait_for(process);
}

void
stops_kill(pid_t process)
{
	kill(process, SIGKILL);
	while (!WIFSIGNALED(wait_for(process)))
		;
}
