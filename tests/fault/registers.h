#ifndef REGISTERS_H
#define REGISTERS_H

/*
 * What a system call is in the registers of a stopped thread: the one part that
 * has to know the machine.
 */
#include <elf.h>
#include <stdbool.h>
#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/user.h>

#if defined(__x86_64__)
typedef __typeof__(((struct user_regs_struct *)0)->orig_rax) word;
#else
typedef unsigned long word;
#endif

struct registers {
	struct user_regs_struct all;
};

static inline bool
registers_get(pid_t thread, struct registers *r)
{
	struct iovec all = { &r->all, sizeof(r->all) };

	return ptrace(PTRACE_GETREGSET, thread, (void *)NT_PRSTATUS, &all) == 0;
}

static inline bool
registers_set(pid_t thread, struct registers *r)
{
	struct iovec all = { &r->all, sizeof(r->all) };

	return ptrace(PTRACE_SETREGSET, thread, (void *)NT_PRSTATUS, &all) == 0;
}

#if defined(__x86_64__)

static inline long
registers_number(const struct registers *r)
{
	return (long)r->all.orig_rax;
}

/* What the system does instead; -1 is nothing. */
static inline void
registers_set_number(pid_t thread, struct registers *r, long number)
{
	(void)thread;
	r->all.orig_rax = (word)number;
}

static inline word *
registers_argument(struct registers *r, int i)
{
	word *arguments[] = { &r->all.rdi, &r->all.rsi, &r->all.rdx,
		&r->all.r10, &r->all.r8, &r->all.r9 };

	return arguments[i];
}

static inline long
registers_result(const struct registers *r)
{
	return (long)r->all.rax;
}

static inline void
registers_set_result(struct registers *r, long result)
{
	r->all.rax = (word)result;
}

/* Go back to the instruction of the call, of two bytes. */
static inline void
registers_repeat(struct registers *r, long number)
{
	r->all.rip -= 2;
	r->all.rax = (word)number;
	r->all.orig_rax = (word)-1;
}

#elif defined(__aarch64__)

static inline long
registers_number(const struct registers *r)
{
	return (long)r->all.regs[8];
}

static inline void
registers_set_number(pid_t thread, struct registers *r, long number)
{
	int n = (int)number;
	struct iovec one = { &n, sizeof(n) };

	(void)r;
	ptrace(PTRACE_SETREGSET, thread, (void *)NT_ARM_SYSTEM_CALL, &one);
}

static inline word *
registers_argument(struct registers *r, int i)
{
	return (word *)&r->all.regs[i];
}

static inline long
registers_result(const struct registers *r)
{
	return (long)r->all.regs[0];
}

static inline void
registers_set_result(struct registers *r, long result)
{
	r->all.regs[0] = (word)result;
}

static inline void
registers_repeat(struct registers *r, long number)
{
	(void)number;
	r->all.pc -= 4;
}

#else
#error "the registers of a system call are not known for this machine"
#endif

#endif
