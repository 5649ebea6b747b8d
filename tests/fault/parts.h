#ifndef PARTS_H
#define PARTS_H

#include "fault.h"

enum fault_part {
	PART_ALLOCATIONS,
	PART_CALLS,
	PART_SIGNALS,
	PART_MEMORY,
	PART_LIMITS,
	PART_THREADS,
	PART_TRUNCATE,
	PART_PIPES,
	PART_BOMBS,
	PART_KILLS,
	FAULT_PARTS
};

struct run {
	enum fault_part part;
	const struct job *job;
	const struct expected *expected;
	struct fault fault;
};

struct list {
	struct run *runs;
	long n;
};

/* How many runs ended how. */
struct tally {
	long runs, verdicts[FINDING + 1];
};

const char *fault_part_name(int part);

/*
 * Add the runs of a part, by its name; with "all-" before the name, those of
 * the long form. False when there is no such part.
 */
bool fault_list_part(struct list *list, struct place *place, const char *name);

/* What a job does undisturbed; kept for later calls. */
const struct expected *fault_expect(struct place *place, const struct job *job);

#endif
