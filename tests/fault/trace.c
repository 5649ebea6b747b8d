/*
 * Follows the program from system call to system call, with ptrace, and
 * interferes at one of them: unlike wrappers, this sees the calls that libc
 * makes for itself, too. Once a single fault has happened, the program runs on
 * untraced.
 */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>

#include "calls.h"
#include "registers.h"

/* A call that has been interfered with, and has not come back. */
struct pending {
	pid_t thread; /* 0: this place is free */
	enum fault_how how;
	struct registers before;
	struct call call;
};

struct trace {
	const struct fault *fault;
	struct outcome *outcome;
	pid_t child;
	bool keep;  /* put all calls down */
	long count; /* of calls */
	struct pending pending[64];
	bool done; /* nothing is left to interfere with */
};

static bool
goes_on(enum fault_how how)
{
	return how == FAULT_ERRORS || how == FAULT_SHORTS || how == FAULT_ZEROS;
}

static struct pending *
pending_of(struct trace *trace, pid_t thread)
{
	for (int i = 0; i < 64; i++)
		if (trace->pending[i].thread == thread)
			return &trace->pending[i];
	return NULL;
}

static void
keep_call(struct trace *trace, const struct call *call)
{
	struct outcome *outcome = trace->outcome;

	if (!trace->keep)
		return;
	if ((outcome->ncalls & (outcome->ncalls - 1)) == 0)
		outcome->calls = fault_must(realloc(outcome->calls,
			(size_t)(2 * outcome->ncalls + 1) * sizeof(*call)));
	outcome->calls[outcome->ncalls++] = *call;
}

/*
 * Can the fault happen to this call? Standard error stays whole: without it,
 * there is no message to judge.
 */
static bool
suits(const struct fault *fault, const struct call *call)
{
	if (call->class == CALL_WRITE && call->first == 2)
		return false;
	switch (fault->how) {
	case FAULT_SHORT:
	case FAULT_SHORTS:
		return call->class == CALL_READ || call->class == CALL_WRITE;
	case FAULT_ZERO:
	case FAULT_ZEROS:
		return call->class == CALL_WRITE;
	default:
		for (const int *error = fault_errors(call->class); *error != 0;
			error++)
			if (*error == fault->value)
				return true;
		return false;
	}
}

/*
 * With several threads, call N may be another than it was before; then the next
 * that suits is taken.
 */
static bool
is_time(const struct trace *trace, const struct call *call)
{
	const struct fault *fault = trace->fault;
	const bool signal = fault->how == FAULT_SIGNAL_BEFORE ||
		fault->how == FAULT_SIGNAL_AFTER;

	if (!signal && !suits(fault, call))
		return false;
	if (trace->outcome->hit)
		return goes_on(fault->how) &&
			call->class == trace->outcome->hit_call.class;
	return trace->count >= fault->n;
}

/*
 * Let a call read or write less than it was asked to: half of it, or one byte
 * when all are short. Of several parts, it gets the first.
 */
static void
shorten(const struct trace *trace, pid_t thread, struct registers *r)
{
	const long number = registers_number(r);
	struct iovec part;
	struct iovec local = { &part, sizeof(part) }, remote;
	word len;

	if (number == SYS_pwritev || number == SYS_writev ||
		number == SYS_preadv || number == SYS_readv) {
		do {
			remote = (struct iovec){
				(void *)*registers_argument(r, 1), sizeof(part)
			};
			if (process_vm_readv(thread, &local, 1, &remote, 1,
				    0) != sizeof(part))
				return;
			*registers_argument(r, 1) += sizeof(part);
		} while (part.iov_len == 0 && --*registers_argument(r, 2) > 0);
		*registers_argument(r, 1) = (uintptr_t)part.iov_base;
		*registers_argument(r, 2) = part.iov_len;
		registers_set_number(thread, r,
			number == SYS_pwritev          ? SYS_pwrite64
				: number == SYS_writev ? SYS_write
				: number == SYS_preadv ? SYS_pread64
						       : SYS_read);
	}
	len = *registers_argument(r, 2);
	*registers_argument(r, 2) =
		len < 2 || goes_on(trace->fault->how) ? len > 0 : len / 2;
}

static void
interfere(struct trace *trace, pid_t thread, const struct call *call)
{
	struct pending *pending = pending_of(trace, 0);
	struct registers r;

	if (pending == NULL || !registers_get(thread, &r))
		return;
	*pending = (struct pending){ thread, trace->fault->how, r, *call };
	if (!trace->outcome->hit)
		trace->outcome->hit_call = *call;
	trace->outcome->hit = true;
	switch (trace->fault->how) {
	case FAULT_SHORT:
	case FAULT_SHORTS:
		shorten(trace, thread, &r);
		break;
	case FAULT_SIGNAL_AFTER:
		return;
	case FAULT_SIGNAL_BEFORE:
		registers_set_number(thread, &r, -1);
		break;
	default:
		if (call->number == SYS_brk)
			*registers_argument(&r, 0) = 0;
		else if (call->class != CALL_CLOSE)
			registers_set_number(thread, &r, -1);
	}
	registers_set(thread, &r);
}

/* The call that was interfered with has come back. */
static void
come_back(struct trace *trace, struct pending *pending)
{
	const pid_t thread = pending->thread;
	const struct fault *fault = trace->fault;
	struct registers r;
	long result;

	if (!registers_get(thread, &r))
		return;
	pending->thread = 0;
	result = registers_result(&r);
	switch (pending->how) {
	case FAULT_SIGNAL_BEFORE:
		r = pending->before;
		registers_repeat(&r, pending->call.number);
		registers_set(thread, &r);
		break;
	case FAULT_SIGNAL_AFTER:
		break;
	default:
		for (int i = 0; i < 6; i++)
			*registers_argument(&r, i) =
				*registers_argument(&pending->before, i);
		if (pending->how == FAULT_ZERO || pending->how == FAULT_ZEROS)
			result = 0;
		else if ((pending->how == FAULT_ERROR ||
				 pending->how == FAULT_ERRORS) &&
			pending->call.number != SYS_brk)
			result = -fault->value;
		registers_set_result(&r, result);
		registers_set(thread, &r);
	}
	if (fault->how == FAULT_SIGNAL_BEFORE ||
		fault->how == FAULT_SIGNAL_AFTER)
		kill(trace->child, fault->value);
	trace->done = !goes_on(fault->how);
}

static void
on_call(struct trace *trace, pid_t thread)
{
	struct __ptrace_syscall_info info;
	struct pending *pending = pending_of(trace, thread);
	struct call call;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof(info), &info) < 0)
		return;
	if (info.op == PTRACE_SYSCALL_INFO_EXIT && pending != NULL)
		come_back(trace, pending);
	if (info.op != PTRACE_SYSCALL_INFO_ENTRY)
		return;
	call.number = (long)info.entry.nr;
	call.first = (long)info.entry.args[0];
	call.class = call_class(call.number);
	if (call.number == SYS_mprotect && (info.entry.args[2] & 2) == 0)
		call.class = CALL_OTHER; /* less is granted at once */
	keep_call(trace, &call);
	trace->count++;
	if (trace->fault->n > 0 && !trace->done && is_time(trace, &call))
		interfere(trace, thread, &call);
}

/* The signal that a thread has to get when it goes on from this stop. */
static int
see_stop(struct trace *trace, pid_t thread, int status)
{
	const int signal = WSTOPSIG(status);

	if (signal == (SIGTRAP | 0x80)) {
		on_call(trace, thread);
		return 0;
	}
	/* threads begin with a stop of their own */
	if (status >> 16 != 0 || signal == SIGSTOP)
		return 0;
	return signal;
}

int
fault_trace(pid_t child, const struct fault *fault, bool calls,
	struct outcome *outcome)
{
	struct trace trace = { .fault = fault,
		.outcome = outcome,
		.child = child,
		.keep = calls };
	bool alone = true;

	ptrace(PTRACE_SETOPTIONS, child, NULL,
		(void *)(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE |
			PTRACE_O_EXITKILL));
	ptrace(PTRACE_SYSCALL, child, NULL, NULL);
	for (;;) {
		int status, signal;
		pid_t thread = waitpid(-1, &status, __WALL);

		if (thread < 0 && errno == EINTR)
			continue;
		if (thread < 0)
			return -1;
		if (!WIFSTOPPED(status)) {
			if (thread == child)
				return status;
			continue;
		}
		alone = alone && thread == child &&
			status >> 16 != PTRACE_EVENT_CLONE;
		signal = see_stop(&trace, thread, status);
		if (trace.done && alone)
			ptrace(PTRACE_DETACH, thread, NULL,
				(void *)(long)signal);
		else
			ptrace(PTRACE_SYSCALL, thread, NULL,
				(void *)(long)signal);
	}
}

/* The most that a process had resident, in KB; 0 when it cannot be told. */
static long
most_resident(pid_t process)
{
	char path[64], line[256];
	long kilobytes = 0;
	FILE *status;

	snprintf(path, sizeof(path), "/proc/%d/status", process);
	status = fopen(path, "r");
	while (status != NULL && fgets(line, sizeof(line), status) != NULL)
		if (sscanf(line, "VmHWM: %ld", &kilobytes) == 1)
			break;
	if (status != NULL)
		fclose(status);
	return kilobytes;
}

int
fault_watch(pid_t child, struct outcome *outcome)
{
	int status, signal = 0;

	ptrace(PTRACE_SETOPTIONS, child, NULL,
		(void *)(PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL));
	for (;;) {
		ptrace(PTRACE_CONT, child, NULL, (void *)(long)signal);
		while (waitpid(child, &status, 0) < 0)
			if (errno != EINTR)
				return -1;
		if (!WIFSTOPPED(status))
			return status;
		signal = WSTOPSIG(status);
		if (status >> 16 == PTRACE_EVENT_EXIT) {
			outcome->kilobytes = most_resident(child);
			signal = 0;
		}
	}
}
