#include "base/memory_limit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static uint64_t known;

void
tg_memory_limit_set(uint64_t bytes)
{
	known = bytes;
}

/* The number in a file that holds one; "max" and no file are no limit. */
static uint64_t
read_limit(const char *path)
{
	uint64_t limit = UINT64_MAX;
	FILE *file = fopen(path, "re");

	if (file == NULL)
		return limit;
	if (fscanf(file, "%" SCNu64, &limit) != 1)
		limit = UINT64_MAX;
	fclose(file);
	return limit;
}

/* A group's limit, and those of the groups around it. */
static uint64_t
group_limit(const char *root, char *group, const char *name)
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

/* A line of /proc/self/cgroup is NUMBER:CONTROLLERS:GROUP. */
static uint64_t
line_limit(char *line)
{
	char *group;

	line[strcspn(line, "\n")] = '\0';
	group = strstr(line, ":memory:");
	if (group != NULL)
		return group_limit("/sys/fs/cgroup/memory", group + 8,
			"memory.limit_in_bytes");
	if (strncmp(line, "0::", 3) == 0)
		return group_limit("/sys/fs/cgroup", line + 3, "memory.max");
	return UINT64_MAX;
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
		uint64_t limit = line_limit(line);

		known = limit < known ? limit : known;
	}
	if (file != NULL)
		fclose(file);
	return known;
}
