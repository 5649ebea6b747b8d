/*
 * Makes, renames and removes files with temporary names, for results. A
 * signal must neither leave such a file behind nor remove a file of somebody
 * else that got the name: so signals wait while a name begins or ends to be
 * ours.
 */
#include "io/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "io/signals.h"

/* A name that exists is not taken; so many others are tried then. */
#define TRIES 100

#define LETTERS "XXXXXX"

/* Put other letters at the end of a name, each time and in each process. */
static void
choose_letters(char *name)
{
	static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcd"
				      "efghijklmnopqrstuvwxyz";
	const size_t n = sizeof(LETTERS) - 1;
	struct timespec now;
	uint64_t random;

	clock_gettime(CLOCK_REALTIME, &now);
	random = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
	random ^= (uint64_t)getpid() << 40;
	random *= 0x9E3779B97F4A7C15u;
	random ^= random >> 29;
	name += strlen(name) - n;
	for (size_t i = 0; i < n; i++) {
		name[i] = letters[random % (sizeof(letters) - 1)];
		random /= sizeof(letters) - 1;
	}
}

/* DIR/.NAME.XXXXXX beside the target; NULL without memory. */
static char *
name_beside(const char *target)
{
	const char *slash = strrchr(target, '/');
	const char *base = slash != NULL ? slash + 1 : target;
	size_t len = strlen(target) + sizeof(".." LETTERS);
	char *name = malloc(len);

	if (name != NULL)
		/* file systems limit the length of a name: a long one is cut */
		snprintf(name, len, "%.*s.%.200s." LETTERS,
			(int)(base - target), target, base);
	return name;
}

int
tg_temporary_open(char **name, const char *target)
{
	sigset_t before;
	int fd = -1;

	*name = name_beside(target);
	if (*name == NULL)
		return -1;
	tg_signals_hold(&before);
	errno = EEXIST;
	for (int i = 0; fd < 0 && errno == EEXIST && i < TRIES; i++) {
		choose_letters(*name);
		fd = open(*name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
	}
	if (fd >= 0)
		tg_signals_remove(*name);
	tg_signals_release(&before);
	if (fd < 0) {
		free(*name);
		*name = NULL;
	}
	return fd;
}

char *
tg_temporary_name(const char *path)
{
	char *name = name_beside(path);
	bool linked = false;
	sigset_t before;
	int why;

	if (name == NULL)
		return NULL;
	tg_signals_hold(&before);
	errno = EEXIST;
	for (int i = 0; !linked && errno == EEXIST && i < TRIES; i++) {
		choose_letters(name);
		linked = link(path, name) == 0;
	}
	why = errno;
	if (linked)
		tg_signals_remove(name);
	tg_signals_release(&before);
	if (!linked) {
		free(name);
		name = NULL;
	}
	errno = why;
	return name;
}

bool
tg_temporary_rename(char *name, const char *target)
{
	if (rename(name, target) != 0)
		return false;
	tg_signals_remove(NULL);
	free(name);
	return true;
}

void
tg_temporary_remove(char *name)
{
	sigset_t before;

	if (name == NULL)
		return;
	tg_signals_hold(&before);
	unlink(name);
	tg_signals_remove(NULL);
	tg_signals_release(&before);
	free(name);
}

bool
tg_temporary_link(const char *link, const char *target)
{
	char *name = name_beside(target);
	bool linked = false, done;
	int why;

	if (name == NULL)
		return false;
	errno = EEXIST;
	for (int i = 0; !linked && errno == EEXIST && i < TRIES; i++) {
		choose_letters(name);
		linked = linkat(AT_FDCWD, link, AT_FDCWD, name,
				 AT_SYMLINK_FOLLOW) == 0;
	}
	done = linked && rename(name, target) == 0;
	why = errno;
	if (linked && !done)
		unlink(name);
	free(name);
	errno = why;
	return done;
}
