/*
 * Which system calls there are, what each is for, and what it can fail with.
 * A call that is not named here is never made to fail: a signal may come before
 * and after every one.
 */
#include <errno.h>
#include <stddef.h>
#include <sys/syscall.h>

#include "calls.h"

static const struct {
	long number;
	enum call_class class;
} known[] = {
	{ SYS_read, CALL_READ },
	{ SYS_pread64, CALL_READ },
	{ SYS_readv, CALL_READ },
	{ SYS_preadv, CALL_READ },
	{ SYS_getdents64, CALL_LIST },
	{ SYS_write, CALL_WRITE },
	{ SYS_pwrite64, CALL_WRITE },
	{ SYS_writev, CALL_WRITE },
	{ SYS_pwritev, CALL_WRITE },
	{ SYS_openat, CALL_OPEN },
	{ SYS_newfstatat, CALL_STAT },
	{ SYS_fstat, CALL_STAT },
	{ SYS_statx, CALL_STAT },
	{ SYS_faccessat, CALL_STAT },
	{ SYS_faccessat2, CALL_STAT },
	{ SYS_readlinkat, CALL_STAT },
	{ SYS_lseek, CALL_STAT },
	{ SYS_mmap, CALL_MEMORY },
	{ SYS_brk, CALL_MEMORY },
	{ SYS_mremap, CALL_MEMORY },
	{ SYS_mprotect, CALL_MEMORY },
	{ SYS_linkat, CALL_NAME },
	{ SYS_renameat, CALL_NAME },
	{ SYS_renameat2, CALL_NAME },
	{ SYS_ftruncate, CALL_NAME },
	{ SYS_fsync, CALL_NAME },
	{ SYS_unlinkat, CALL_REMOVE },
	{ SYS_close, CALL_CLOSE },
	{ SYS_dup, CALL_DUP },
	{ SYS_dup3, CALL_DUP },
	{ SYS_ppoll, CALL_POLL },
	{ SYS_clone, CALL_THREAD },
	{ SYS_clone3, CALL_THREAD },
	{ SYS_fchmod, CALL_SETTING },
	{ SYS_fchown, CALL_SETTING },
	{ SYS_fallocate, CALL_SETTING },
	{ SYS_madvise, CALL_SETTING },
	{ SYS_fadvise64, CALL_SETTING },
	{ SYS_ioctl, CALL_SETTING },
	{ SYS_fcntl, CALL_SETTING },
	{ SYS_sched_getaffinity, CALL_SETTING },
	{ SYS_prlimit64, CALL_SETTING },
	{ SYS_rt_sigaction, CALL_SETTING },
	{ SYS_rt_sigprocmask, CALL_SETTING },
	{ SYS_sigaltstack, CALL_SETTING },
	{ SYS_sysinfo, CALL_SETTING },
#ifdef SYS_landlock_create_ruleset
	{ SYS_landlock_create_ruleset, CALL_SETTING },
	{ SYS_landlock_add_rule, CALL_SETTING },
	{ SYS_landlock_restrict_self, CALL_SETTING },
#endif
	{ SYS_prctl, CALL_SETTING },
#ifdef SYS_open /* what newer machines have no number for */
	{ SYS_open, CALL_OPEN },
	{ SYS_stat, CALL_STAT },
	{ SYS_lstat, CALL_STAT },
	{ SYS_access, CALL_STAT },
	{ SYS_readlink, CALL_STAT },
	{ SYS_rename, CALL_NAME },
	{ SYS_link, CALL_NAME },
	{ SYS_unlink, CALL_REMOVE },
	{ SYS_dup2, CALL_DUP },
	{ SYS_poll, CALL_POLL },
	{ SYS_chmod, CALL_SETTING },
#endif
};

enum call_class
call_class(long number)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].number == number)
			return known[i].class;
	return CALL_OTHER;
}

const int *fault_errors(enum call_class class)
{
	static const int errors[CALL_CLASSES][4] = {
		[CALL_READ] = { EIO, EINTR },
		[CALL_LIST] = { EIO, EINTR },
		[CALL_WRITE] = { EIO, ENOSPC, EINTR },
		[CALL_OPEN] = { EMFILE, EACCES, EIO },
		[CALL_STAT] = { EIO, EACCES },
		[CALL_MEMORY] = { ENOMEM },
		[CALL_NAME] = { EIO, ENOSPC, EPERM },
		[CALL_REMOVE] = { EIO },
		[CALL_CLOSE] = { EIO },
		[CALL_DUP] = { EMFILE },
		[CALL_POLL] = { EINTR, ENOMEM },
		[CALL_THREAD] = { EAGAIN },
		[CALL_SETTING] = { EPERM },
	};

	return errors[class];
}
