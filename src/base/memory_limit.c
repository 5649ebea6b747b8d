/*
 * Finds out how much memory this process may use. In a container that is less
 * than the machine has, and only the files of its control group say how much.
 */
#include "base/memory_limit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Any machine, and any control group this program is of use in, has this much. */
#define SMALL ((uint64_t)16 << 20)

/* What was found out or set; 0: nothing yet. */
static uint64_t known;

void
tg_memory_limit_set(uint64_t bytes)
{
	known = bytes;
}

/* The number that a file holds; UINT64_MAX if it holds "max", or is not there. */
static uint64_t
read_limit(const char *path)
{
	char text[32], *end = text;
	FILE *file = fopen(path, "re");
	uint64_t limit = UINT64_MAX;

	if (file == NULL)
		return limit;
	if (fgets(text, sizeof(text), file) != NULL)
		limit = strtoull(text, &end, 10);
	fclose(file);
	return end > text ? limit : UINT64_MAX;
}

/*
 * The least limit of a group and of all groups that it is in. The path of the
 * group is shortened on the way.
 */
static uint64_t
limit_of_group(const char *root, char *group, const char *name)
{
	uint64_t least = UINT64_MAX;

	for (;;) {
		char path[4600], *slash = strrchr(group, '/');
		uint64_t limit;

		snprintf(path, sizeof(path), "%s%s/%s", root, group, name);
		limit = read_limit(path);
		least = limit < least ? limit : least;
		if (slash == NULL)
			return least;
		*slash = '\0';
	}
}

/* The limit that follows from a line NUMBER:CONTROLLERS:GROUP of
 * /proc/self/cgroup. */
static uint64_t
limit_of_line(char *line)
{
	char *group;

	line[strcspn(line, "\n")] = '\0';
	group = strstr(line, ":memory:");
	if (group != NULL)
		return limit_of_group("/sys/fs/cgroup/memory", group + 8,
			"memory.limit_in_bytes");
	if (strncmp(line, "0::", 3) == 0)
		return limit_of_group("/sys/fs/cgroup", line + 3, "memory.max");
	return UINT64_MAX;
}

bool
tg_memory_may_lack(uint64_t bytes)
{
	return known > 0 || bytes > SMALL;
}

uint64_t
tg_memory_limit(void)
{
	char line[4200];
	FILE *file;

	if (known > 0)
		return known;
	known = (uint64_t)sysconf(_SC_PHYS_PAGES) *
		(uint64_t)sysconf(_SC_PAGESIZE);
	file = fopen("/proc/self/cgroup", "re");
	while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
		uint64_t limit = limit_of_line(line);

		known = limit < known ? limit : known;
	}
	if (file != NULL)
		fclose(file);
	return known;
}
