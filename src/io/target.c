/*
 * What is to be known of a file before a result takes its name, for one process
 * and for several that make one result: where links lead, and whose the file is.
 */
#include "io/target.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *
tg_target_follow(const char *path)
{
	char *name = strdup(path), link[4096];
	struct stat st;

	for (int i = 0; name != NULL; i++) {
		char *dir, *next;
		ssize_t n;

		if (lstat(name, &st) != 0 || !S_ISLNK(st.st_mode))
			return name;
		n = readlink(name, link, sizeof(link) - 1);
		if (n < 0 || i == 40) {
			errno = n < 0 ? errno : ELOOP;
			break;
		}
		link[n] = '\0';
		dir = link[0] == '/' ? "" : dirname(name);
		next = malloc(strlen(dir) + (size_t)n + 2);
		if (next != NULL)
			sprintf(next, "%s%s%s", dir, *dir != '\0' ? "/" : "",
				link);
		free(name);
		name = next;
	}
	free(name);
	return NULL;
}

bool
tg_target_is_standard_output(const struct stat *st)
{
	struct stat out;

	return fstat(STDOUT_FILENO, &out) == 0 && st->st_dev == out.st_dev &&
		st->st_ino == out.st_ino;
}

/*
 * The owner comes first: changing it may take away bits of the mode. Not
 * everybody may give files away, and not every file system has all modes.
 */
bool
tg_target_keep_attributes(const char *target, int fd)
{
	struct stat old, new;

	if (stat(target, &old) != 0 || fstat(fd, &new) != 0)
		return true;
	if ((old.st_uid != new.st_uid || old.st_gid != new.st_gid) &&
		fchown(fd, old.st_uid, old.st_gid) != 0)
		errno = 0; /* the file is then the user's */
	return fchmod(fd, old.st_mode & 07777) == 0 ||
		(new.st_mode & 07777 & ~old.st_mode) == 0;
}
