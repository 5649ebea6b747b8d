/*
 * Opens a file whose name comes from another file, and so from anybody. The name
 * is followed part by part, each from the directory before it, and never over a
 * symbolic link, so that it cannot lead out, whatever is renamed meanwhile.
 */
#include "io/beneath.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/harmless.h"

/* The directory of a path, open; -1 with err. */
static int
open_directory_of(const char *path, struct tg_err *err)
{
	const char *slash = strrchr(path, '/');
	char *directory = slash == NULL
		? strdup(".")
		: strndup(path, (size_t)(slash - path) + 1);
	int fd;

	if (directory == NULL) {
		tg_fail_memory(err, "a name");
		return -1;
	}
	fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		tg_fail_errno(err, "cannot open");
		tg_err_where(err, "%s", directory);
	}
	free(directory);
	return fd;
}

/*
 * True if a location has a part that leads elsewhere than down: "..", or nothing,
 * as before the first slash of an absolute one.
 */
static bool
leads_elsewhere(const char *location)
{
	for (const char *p = location;; p += strcspn(p, "/") + 1) {
		const size_t n = strcspn(p, "/");

		if (n == 0 || (n == 2 && strncmp(p, "..", n) == 0))
			return true;
		if (p[n] == '\0')
			return false;
	}
}

/* Fail because what a part of a location names is not to be opened. */
static int
fail_kind(const char *part, mode_t mode, struct tg_err *err)
{
	char shown[TG_ERR_PLACE];

	tg_fail(err, TG_EDATA, TG_NOPOS, "\"%s\", which it names, is %s",
		tg_harmless(shown, sizeof(shown), part),
		S_ISLNK(mode) ? "a symbolic link, and these are not followed"
			      : "no regular file");
	if (S_ISLNK(mode))
		tg_err_help(err, "put the file itself there");
	return -1;
}

/*
 * Open the next part of a location, in an open directory: a directory, or at
 * last a regular file. To open another kind may wait for ever, or do something.
 */
static int
open_part(int directory, const char *part, bool last, struct tg_err *err)
{
	const int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW |
		(last ? O_NONBLOCK | O_NOCTTY : O_DIRECTORY);
	struct stat st;
	int fd;

	if (fstatat(directory, part, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		(S_ISLNK(st.st_mode) || (last && !S_ISREG(st.st_mode))))
		return fail_kind(part, st.st_mode, err);
	fd = openat(directory, part, flags);
	if (fd < 0)
		tg_fail_errno(err, "cannot open");
	return fd;
}

/* Close a file that has become another than a regular one since. */
static int
keep_regular(int fd, const char *location, struct tg_err *err)
{
	struct stat st;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) != 0)
		tg_fail_errno(err, "cannot read");
	else if (S_ISREG(st.st_mode))
		return fd;
	else
		fail_kind(location, st.st_mode, err);
	close(fd);
	return -1;
}

/* Follow a location, whose slashes become zero bytes. */
static int
open_parts(int directory, char *location, struct tg_err *err)
{
	char *rest = location;
	int fd = -1;

	while (directory >= 0 && rest != NULL) {
		const char *part = strsep(&rest, "/");

		fd = open_part(directory, part, rest == NULL, err);
		close(directory);
		directory = fd;
	}
	return fd;
}

int
tg_open_beneath(const char *base, const char *location, struct tg_err *err)
{
	char shown[TG_ERR_PLACE], *parts;
	int fd;

	if (leads_elsewhere(location)) {
		tg_fail(err, TG_EDATA, TG_NOPOS,
			"it names the file \"%s\", which is not in its "
			"directory",
			tg_harmless(shown, sizeof(shown), location));
		return -1;
	}
	parts = strdup(location);
	if (parts == NULL) {
		tg_fail_memory(err, "a name");
		return -1;
	}
	fd = open_parts(open_directory_of(base, err), parts, err);
	fd = keep_regular(fd, location, err);
	free(parts);
	return fd;
}
