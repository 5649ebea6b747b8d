#ifndef STOPS_H
#define STOPS_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Processes that are followed with ptrace, and stopped before and after each
 * system call: whatever may happen in between can be let happen there.
 */

/* Is this possible here? Containers may forbid it. */
bool stops_can(void);

/* Start a process that does play(rank) and ends with what that returns. */
pid_t stops_start(int (*play)(int rank), int rank);

/*
 * Let it go on for n stops, of which each other one is before a call. False if
 * it has ended, with *status as that of waitpid.
 */
bool stops_go(pid_t process, int n, int *status);

/* It has stopped before a call: let that fail, and stop behind it. */
bool stops_fail(pid_t process, int error, int *status);

/* Let it go on to its end, with a signal if there is one; returns its status. */
int stops_finish(pid_t process, int signal);

/* End it by SIGKILL. */
void stops_kill(pid_t process);

#endif
