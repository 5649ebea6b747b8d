/*
 * Landlock: the kernel lets a process give up rights for itself and for good. The
 * C library has no functions for it, so that the three system calls are made
 * here.
 */
#include "io/confine.h"

#include <unistd.h>

static bool wanted;

void
tg_confine_set(bool confined)
{
	wanted = confined;
}

bool
tg_confine_is_set(void)
{
	return wanted;
}

#if defined(__linux__) && __has_include(<linux/landlock.h>)

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

/* Rights and a part of the struct that older headers do not have. */
#define REFER       (UINT64_C(1) << 13) /* rename to another directory */
#define TRUNCATE    (UINT64_C(1) << 14)
#define BIND_TCP    (UINT64_C(1) << 0)
#define CONNECT_TCP (UINT64_C(1) << 1)

struct ruleset {
	uint64_t files;
	uint64_t network;
};

/* What the first version of Landlock knows, down to MAKE_SYM. */
#define FIRST_RIGHTS ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)

int
tg_confine_version(void)
{
	const long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
		LANDLOCK_CREATE_RULESET_VERSION);

	return version > 0 ? (int)version : 0;
}

void
tg_confine_begin(struct tg_confinement *confinement)
{
	const int version = tg_confine_version();
	struct ruleset handled = { .files = FIRST_RIGHTS };
	size_t size = sizeof(handled.files);

	confinement->ruleset = -1;
	if (version < 1 || !wanted)
		return;
	if (version >= 2)
		handled.files |= REFER;
	if (version >= 3)
		handled.files |= TRUNCATE;
	if (version >= 4) {
		handled.network = BIND_TCP | CONNECT_TCP;
		size = sizeof(handled);
	}
	confinement->handled = handled.files;
	confinement->ruleset =
		(int)syscall(SYS_landlock_create_ruleset, &handled, size, 0);
}

static uint64_t
rights_for(enum tg_allowed allowed, bool directory)
{
	switch (allowed) {
	case TG_ALLOW_READ:
		return LANDLOCK_ACCESS_FS_READ_FILE |
			(directory ? LANDLOCK_ACCESS_FS_READ_DIR : 0);
	case TG_ALLOW_WRITE:
		return LANDLOCK_ACCESS_FS_WRITE_FILE | TRUNCATE;
	case TG_ALLOW_REPLACE:
		return LANDLOCK_ACCESS_FS_WRITE_FILE | TRUNCATE |
			LANDLOCK_ACCESS_FS_MAKE_REG |
			LANDLOCK_ACCESS_FS_REMOVE_FILE;
	}
	return 0;
}

/* False if the path may be needed, but cannot be allowed. */
static bool
add_rule(const struct tg_confinement *confinement, int fd,
	enum tg_allowed allowed)
{
	struct landlock_path_beneath_attr rule = { .parent_fd = fd };
	struct stat st;

	if (fstat(fd, &st) != 0)
		return false;
	rule.allowed_access =
		rights_for(allowed, S_ISDIR(st.st_mode)) & confinement->handled;
	if (syscall(SYS_landlock_add_rule, confinement->ruleset,
		    LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0)
		return true;
	/* a pipe, a socket: it has no path, and can be opened in any case */
	return errno == EBADFD;
}

void
tg_confine_allow(struct tg_confinement *confinement, const char *path,
	enum tg_allowed allowed)
{
	int fd;
	bool ok;

	if (confinement->ruleset < 0)
		return;
	fd = open(path, O_PATH | O_CLOEXEC);
	if (fd < 0)
		ok = errno == ENOENT || errno == ENOTDIR || errno == EACCES;
	else {
		ok = add_rule(confinement, fd, allowed);
		close(fd);
	}
	if (!ok)
		tg_confine_give_up(confinement);
}

void
tg_confine_end(struct tg_confinement *confinement)
{
	if (confinement->ruleset < 0)
		return;
	/* without this only a privileged process may confine itself; where
	 * either fails, the process stays as it is */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
		(void)syscall(
			SYS_landlock_restrict_self, confinement->ruleset, 0);
	tg_confine_give_up(confinement);
}

#else

int
tg_confine_version(void)
{
	return 0;
}

void
tg_confine_begin(struct tg_confinement *confinement)
{
	confinement->ruleset = -1;
}

void
tg_confine_allow(struct tg_confinement *confinement, const char *path,
	enum tg_allowed allowed)
{
	(void)confinement;
	(void)path;
	(void)allowed;
}

void
tg_confine_end(struct tg_confinement *confinement)
{
	(void)confinement;
}

#endif

void
tg_confine_give_up(struct tg_confinement *confinement)
{
	if (confinement->ruleset >= 0)
		close(confinement->ruleset);
	confinement->ruleset = -1;
}
