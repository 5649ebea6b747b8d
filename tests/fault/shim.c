/*
 * Preloaded into the program under test: makes allocations fail, takes
 * O_TMPFILE away, lets threads not start or start with a small stack. The
 * driver says in the environment what to do. Nothing here allocates, and
 * nothing is called that could: glibc's own allocator has a second set of
 * names, so that not even dlsym is needed for it.
 *
 *   FAULT_REPORT=FD        where struct fault_report is to be mapped
 *   FAULT_ALLOCATION=N     allocation N fails, counted from 1
 *   FAULT_ALLOCATIONS=N    allocation N fails, and all after it
 *   FAULT_THREADS=N        N threads start, and no more
 *   FAULT_STACK=BYTES      what a thread gets whose stack nobody chose
 *   FAULT_NO_TMPFILE=1     as on a file system that has no O_TMPFILE
 *   FAULT_TRACE=1          stop before main, to be traced by the parent
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "report.h"

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

typedef int create_thread(
	pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

static struct fault_report unreported, *report = &unreported;
static create_thread *real_create;
static long fail_at, fail_from, threads_at_most = -1, stack;
static bool no_tmpfile;

/* Is the allocation that is asked for now one that has to fail? */
static bool
allocation_fails(void)
{
	const long n =
		__atomic_add_fetch(&report->allocations, 1, __ATOMIC_RELAXED);

	if (n != fail_at && (fail_from == 0 || n < fail_from))
		return false;
	errno = ENOMEM;
	return true;
}

void *
malloc(size_t size)
{
	return allocation_fails() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t n, size_t size)
{
	return allocation_fails() ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *old, size_t size)
{
	return allocation_fails() ? NULL : __libc_realloc(old, size);
}

void *
memalign(size_t alignment, size_t size)
{
	return allocation_fails() ? NULL : __libc_memalign(alignment, size);
}

void *
aligned_alloc(size_t alignment, size_t size)
{
	return memalign(alignment, size);
}

int
posix_memalign(void **to, size_t alignment, size_t size)
{
	void *got = memalign(alignment, size);

	if (got == NULL)
		return ENOMEM;
	*to = got;
	return 0;
}

void *
mmap64(void *at, size_t len, int protection, int flags, int fd, off64_t from)
{
	if ((flags & MAP_ANONYMOUS) != 0 && allocation_fails())
		return MAP_FAILED;
	return (void *)syscall(SYS_mmap, at, len, protection, flags, fd, from);
}

void *
mmap(void *at, size_t len, int protection, int flags, int fd, off_t from)
{
	return mmap64(at, len, protection, flags, fd, from);
}

static int
open_at(int dir, const char *path, int flags, mode_t mode)
{
	if (no_tmpfile && (flags & O_TMPFILE) == O_TMPFILE) {
		errno = EOPNOTSUPP;
		return -1;
	}
	return (int)syscall(SYS_openat, dir, path, flags, mode);
}

/* All names that open has; the mode is there or never looked at. */
#define OPEN(name)                                           \
	int name(const char *path, int flags, ...)           \
	{                                                    \
		va_list args;                                \
		mode_t mode;                                 \
                                                             \
		va_start(args, flags);                       \
		mode = va_arg(args, mode_t);                 \
		va_end(args);                                \
		return open_at(AT_FDCWD, path, flags, mode); \
	}
#define OPENAT(name)                                        \
	int name(int dir, const char *path, int flags, ...) \
	{                                                   \
		va_list args;                               \
		mode_t mode;                                \
                                                            \
		va_start(args, flags);                      \
		mode = va_arg(args, mode_t);                \
		va_end(args);                               \
		return open_at(dir, path, flags, mode);     \
	}
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

/* Is a stack of this size what a thread gets when no size is asked for? */
static bool
nobody_chose(const pthread_attr_t *attr)
{
	pthread_attr_t usual;
	size_t size, usual_size;

	if (attr == NULL)
		return true;
	return pthread_getattr_default_np(&usual) == 0 &&
		pthread_attr_getstacksize(attr, &size) == 0 &&
		pthread_attr_getstacksize(&usual, &usual_size) == 0 &&
		size == usual_size;
}

int
pthread_create(pthread_t *thread, const pthread_attr_t *attr,
	void *(*start)(void *), void *argument)
{
	const long n =
		__atomic_add_fetch(&report->threads, 1, __ATOMIC_RELAXED);
	pthread_attr_t small;

	if (threads_at_most >= 0 && n > threads_at_most)
		return EAGAIN;
	if (stack > 0 && nobody_chose(attr) && pthread_attr_init(&small) == 0 &&
		pthread_attr_setstacksize(&small, (size_t)stack) == 0)
		return real_create(thread, &small, start, argument);
	return real_create(thread, attr, start, argument);
}

static long
number(const char *name, long otherwise)
{
	const char *text = getenv(name);

	return text != NULL ? strtol(text, NULL, 10) : otherwise;
}

__attribute__((constructor)) static void
begin(void)
{
	const int fd = (int)number("FAULT_REPORT", -1);

	*(void **)&real_create = dlsym(RTLD_NEXT, "pthread_create");
	if (fd >= 0) {
		void *shared = (void *)syscall(SYS_mmap, NULL, sizeof(*report),
			PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

		close(fd);
		if (shared == MAP_FAILED)
			return; /* as if the libraries could not be loaded */
		report = shared;
	}
	no_tmpfile = number("FAULT_NO_TMPFILE", 0) != 0;
	stack = number("FAULT_STACK", 0);
	threads_at_most = number("FAULT_THREADS", -1);
	if (number("FAULT_TRACE", 0) != 0 &&
		ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0)
		raise(SIGSTOP);
	/* what came before main is the loader's */
	report->allocations = report->threads = 0;
	fail_at = number("FAULT_ALLOCATION", 0);
	fail_from = number("FAULT_ALLOCATIONS", 0);
	report->started = 1;
}
