/*
 * What a confined process can still do, and that it can do nothing else: a child
 * gives up its rights and tries. Where the kernel has no Landlock nothing is
 * given up, and there is nothing to try.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/confine.h"
#include "tap.h"

static bool
can_open(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0666);

	if (fd < 0)
		return false;
	close(fd);
	return true;
}

static bool
is_denied(const char *path, int flags)
{
	return !can_open(path, flags) && errno == EACCES;
}

static bool
reads_what_is_allowed(void)
{
	return can_open("input", O_RDONLY) && can_open("below/file", O_RDONLY);
}

static bool
reads_nothing_else(void)
{
	return is_denied("other", O_RDONLY) &&
		is_denied("/proc/self/environ", O_RDONLY) &&
		is_denied("output/file", O_RDONLY);
}

static bool
can_shorten(const char *path)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool ok = fd >= 0 && ftruncate(fd, 0) == 0;

	close(fd);
	return ok;
}

static bool
replaces_a_file(void)
{
	return can_open("output/new", O_WRONLY | O_CREAT | O_EXCL) &&
		can_shorten("output/new") &&
		rename("output/new", "output/file") == 0 &&
		can_open("output/new", O_WRONLY | O_CREAT | O_EXCL) &&
		unlink("output/new") == 0;
}

static bool
writes_nothing_else(void)
{
	return is_denied("input", O_WRONLY) && is_denied("other", O_WRONLY) &&
		is_denied("new", O_WRONLY | O_CREAT) &&
		rename("other", "input") != 0 && unlink("other") != 0 &&
		mkdir("output/directory", 0777) != 0 &&
		symlink("other", "output/link") != 0;
}

static bool
is_not_confined(void)
{
	return can_open("other", O_RDWR);
}

static void
confine(void)
{
	struct tg_confinement confinement;

	tg_confine_set(true);
	tg_confine_begin(&confinement);
	tg_confine_allow(&confinement, "input", TG_ALLOW_READ);
	tg_confine_allow(&confinement, "absent", TG_ALLOW_READ);
	tg_confine_allow(&confinement, "below", TG_ALLOW_READ);
	tg_confine_allow(&confinement, "output", TG_ALLOW_REPLACE);
	tg_confine_end(&confinement);
}

static void
confine_unwanted(void)
{
	struct tg_confinement confinement;

	tg_confine_set(false);
	tg_confine_begin(&confinement);
	tg_confine_end(&confinement);
}

static void
confine_and_give_up(void)
{
	struct tg_confinement confinement;

	tg_confine_set(true);
	tg_confine_begin(&confinement);
	tg_confine_give_up(&confinement);
	tg_confine_allow(&confinement, "input", TG_ALLOW_READ);
	tg_confine_end(&confinement);
}

/* Try something in a child that has first called prepare. */
static void
check(const char *name, void (*prepare)(void), bool (*holds)(void))
{
	int status;
	pid_t child;

	if (!tap_asked(name))
		return;
	child = fork();
	if (child == 0) {
		prepare();
		_exit(holds() ? 0 : 1);
	}
	tap_ok(child > 0 && waitpid(child, &status, 0) == child && status == 0,
		name);
}

static bool
make_files(const char *directory)
{
	return chdir(directory) == 0 && mkdir("below", 0777) == 0 &&
		mkdir("output", 0777) == 0 &&
		can_open("input", O_WRONLY | O_CREAT) &&
		can_open("other", O_WRONLY | O_CREAT) &&
		can_open("below/file", O_WRONLY | O_CREAT) &&
		can_open("output/file", O_WRONLY | O_CREAT);
}

static void
remove_files(const char *directory)
{
	static const char *const names[] = { "below/file", "output/file",
		"below", "output", "input", "other" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)remove(names[i]);
	(void)rmdir(directory);
}

static bool
kernel_confines(void)
{
	struct tg_confinement confinement;
	bool can;

	tg_confine_set(true);
	tg_confine_begin(&confinement);
	can = confinement.ruleset >= 0;
	tg_confine_give_up(&confinement);
	return can;
}

int
main(void)
{
	char directory[] = "/tmp/confine_test.XXXXXX";

	if (mkdtemp(directory) == NULL || !make_files(directory)) {
		printf("Bail out! no directory %s\n", directory);
		return 1;
	}
	check("not wanted: the process stays as it is", confine_unwanted,
		is_not_confined);
	check("given up: the process stays as it is", confine_and_give_up,
		is_not_confined);
	if (kernel_confines()) {
		check("what is allowed is read", confine,
			reads_what_is_allowed);
		check("nothing else is read", confine, reads_nothing_else);
		check("a file is replaced", confine, replaces_a_file);
		check("nothing else is written", confine, writes_nothing_else);
	}
	remove_files(directory);
	return tap_end();
}
