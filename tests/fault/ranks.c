/*
 * Ranks, several of which make one result: those that come before the one that is
 * tried, and the one that comes after it.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "files.h"

static const struct fault none = { .how = FAULT_NONE };

void
fault_run(struct place *place, const struct job *job, const struct fault *fault,
	bool calls, struct outcome *outcome)
{
	struct job before = *job;

	fault_files_prepare(place, job);
	if (job->before != NULL) {
		before.arguments = job->before;
		fault_run_there(place, &before, &none, false, outcome);
		if (outcome->status != 0) {
			fprintf(stderr, "before %s: %s", job->name,
				outcome->err);
			exit(2);
		}
		outcome_free(outcome);
	}
	fault_run_there(place, job, fault, calls, outcome);
}

/* Is there the result, or none where none is due? */
static bool
is_result_right(const struct place *place, const struct job *job,
	const struct expected *expected)
{
	char path[8192];
	size_t len = 0;
	char *text;
	bool right;

	if (job->output == NULL)
		return true;
	snprintf(path, sizeof(path), "%s/%s", place->directory, job->output);
	text = fault_read_file(path, &len);
	right = text != NULL && len == expected->nfile &&
		memcmp(text, expected->file, len) == 0;
	free(text);
	return right;
}

/* How many files ranks have left. */
static int
count_files(const struct place *place)
{
	DIR *entries = fault_must(opendir(place->directory));
	struct dirent *entry;
	int n = 0;

	while ((entry = readdir(entries)) != NULL)
		n += fault_is_of_ranks(entry->d_name);
	closedir(entries);
	return n;
}

enum verdict
fault_start_again(struct place *place, const struct job *job,
	const struct expected *expected, enum verdict verdict, char why[200])
{
	const char *wrong = NULL;
	struct outcome outcome;

	if (verdict == FINDING)
		return verdict;
	fault_run_there(place, job, &none, false, &outcome);
	if (outcome.status != expected->outcome.status)
		wrong = "started again, it fails";
	else if (!is_result_right(place, job, expected))
		wrong = "started again, it does not make the result";
	else if (job->output != NULL && count_files(place) != 1)
		wrong = "started again, it leaves more than a record";
	outcome_free(&outcome);
	if (wrong != NULL)
		snprintf(why, 200, "%s", wrong);
	return wrong != NULL ? FINDING : verdict;
}
