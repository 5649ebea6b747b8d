/*
 * Calls the targets with the files of the corpora, without libFuzzer, so that
 * any compiler and any sanitizer can do it.
 *
 *	fuzz_replay DIRECTORY        DIRECTORY/NAME/... for each target NAME
 *	fuzz_replay NAME FILE...
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fuzz.h"
#include "../unit/tap.h"

#define PATH     4096
#define PATIENCE 120 /* seconds for the files of a target */

/* The file of the child that replays, should it die. */
static char *current;

static bool
replay_file(const struct fuzz_target *target, const char *path)
{
	static unsigned char data[1 << 20];
	FILE *file = fopen(path, "rb");
	size_t len;

	if (file == NULL)
		return false;
	len = fread(data, 1, sizeof(data), file);
	fclose(file);
	snprintf(current, PATH, "%s", path);
	fuzz_run(target, data, len);
	return true;
}

static bool
replay_directory(const struct fuzz_target *target, const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;
	char file[PATH + 256];
	bool ok = directory != NULL;
	int n = 0;

	while (ok && (entry = readdir(directory)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
		ok = replay_file(target, file);
		n++;
	}
	if (directory != NULL)
		closedir(directory);
	return ok && n > 0;
}

/* In a child, so that it can be told which file it died of. */
static bool
replay_safely(const struct fuzz_target *target, const char *path)
{
	pid_t child;
	int status;

	snprintf(current, PATH, "%s", path);
	fflush(stdout);
	child = fork();
	if (child == 0) {
		alarm(PATIENCE);
		exit(!replay_directory(target, path));
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return false;
	if (status != 0)
		printf("# fuzz_replay %s %s\n", target->name, current);
	return status == 0;
}

static int
replay_all(const char *corpus)
{
	char path[PATH];

	for (const struct fuzz_target *t = fuzz_targets; t->name != NULL; t++) {
		if (!tap_asked(t->name))
			continue;
		snprintf(path, sizeof(path), "%s/%s", corpus, t->name);
		tap_ok(replay_safely(t, path), t->name);
	}
	return tap_end();
}

int
main(int argc, char **argv)
{
	const struct fuzz_target *target;

	current = mmap(NULL, PATH, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (current == MAP_FAILED)
		return 1;
	if (argc == 2)
		return replay_all(argv[1]);
	target = argc > 2 ? fuzz_target_by_name(argv[1]) : NULL;
	for (int i = 2; target != NULL && i < argc; i++)
		if (!replay_file(target, argv[i]))
			return 1;
	return target == NULL;
}
