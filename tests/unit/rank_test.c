/*
 * Which rank a process is, as the variables of engines tell it: those that tell
 * all, and which of several engines counts. What each variable holds was looked
 * up in a run of the engine. The messages of what is refused are in the script
 * shard-usage.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "job/rank.h"
#include "tap.h"

#define VARIABLES 8

static const struct rank_case {
	const char *name;
	const char *set[VARIABLES]; /* "NAME=VALUE" */
	const char *engine;         /* NULL: refused */
	int64_t rank, nrank;
} cases[] = {
	{ "nothing", { NULL }, NULL, 0, 0 },
	{ "Open MPI", { "OMPI_COMM_WORLD_RANK=3", "OMPI_COMM_WORLD_SIZE=4" },
		"Open MPI", 3, 4 },
	{ "Open MPI, whose daemon a step of Slurm is",
		{ "OMPI_COMM_WORLD_RANK=3", "OMPI_COMM_WORLD_SIZE=4",
			"SLURM_JOB_ID=1", "SLURM_STEP_ID=0", "SLURM_PROCID=1",
			"SLURM_STEP_NUM_TASKS=2" },
		"Open MPI", 3, 4 },
	{ "PMI", { "PMI_RANK=0", "PMI_SIZE=2" }, "PMI", 0, 2 },
	{ "PMI in a batch script of Slurm",
		{ "PMI_RANK=1", "PMI_SIZE=2", "SLURM_JOB_ID=1",
			"SLURM_PROCID=0", "SLURM_NTASKS=2" },
		"PMI", 1, 2 },
	{ "a step of Slurm",
		{ "SLURM_JOB_ID=1", "SLURM_STEP_ID=0", "SLURM_PROCID=2",
			"SLURM_STEP_NUM_TASKS=3", "SLURM_NTASKS=3" },
		"Slurm", 2, 3 },
	{ "a step of Slurm in a job array",
		{ "SLURM_STEP_ID=0", "SLURM_PROCID=2", "SLURM_STEP_NUM_TASKS=3",
			"SLURM_ARRAY_TASK_ID=7" },
		"Slurm", 2, 3 },
	{ "the most ranks", { "PMI_RANK=999999", "PMI_SIZE=1000000" }, "PMI",
		999999, 1000000 },
	{ "one rank", { "PMI_RANK=0", "PMI_SIZE=1" }, "PMI", 0, 1 },
	{ "an empty variable is not set",
		{ "OMPI_COMM_WORLD_RANK=", "PMI_RANK=1", "PMI_SIZE=2" }, "PMI",
		1, 2 },
	{ "a batch script of Slurm",
		{ "SLURM_JOB_ID=1", "SLURM_PROCID=0", "SLURM_NTASKS=4" }, NULL,
		0, 0 },
	{ "a batch script handed in by the first task of a step",
		{ "SLURM_JOB_ID=4", "SLURM_STEP_ID=0", "SLURM_PROCID=0",
			"SLURM_STEP_NUM_TASKS=2", "SLURM_NTASKS=4" },
		NULL, 0, 0 },
	{ "a task of one in each element of an array",
		{ "SLURM_STEP_ID=0", "SLURM_PROCID=0", "SLURM_STEP_NUM_TASKS=1",
			"SLURM_ARRAY_TASK_ID=7" },
		NULL, 0, 0 },
	{ "one rank in each call of GNU parallel",
		{ "PMI_RANK=0", "PMI_SIZE=1", "PARALLEL_SEQ=3" }, NULL, 0, 0 },
	{ "a rank past the last", { "PMI_RANK=4", "PMI_SIZE=4" }, NULL, 0, 0 },
	{ "no ranks", { "PMI_RANK=0", "PMI_SIZE=0" }, NULL, 0, 0 },
	{ "too many ranks", { "PMI_RANK=0", "PMI_SIZE=1000001" }, NULL, 0, 0 },
	{ "no size", { "PMI_RANK=0" }, NULL, 0, 0 },
	{ "a word", { "PMI_RANK=zero", "PMI_SIZE=4" }, NULL, 0, 0 },
	{ "a blank", { "PMI_RANK= 0", "PMI_SIZE=4" }, NULL, 0, 0 },
	{ "below 0", { "PMI_RANK=-1", "PMI_SIZE=4" }, NULL, 0, 0 },
};

static void
set_variables(const struct rank_case *c)
{
	clearenv();
	for (int i = 0; i < VARIABLES && c->set[i] != NULL; i++)
		putenv((char *)(uintptr_t)c->set[i]);
}

static bool
finds(const struct rank_case *c)
{
	static struct tg_err err;
	const char *engine = NULL;
	int64_t rank = -1, nrank = -1;
	bool ok;

	memset(&err, 0, sizeof(err));
	set_variables(c);
	ok = tg_rank_find(&rank, &nrank, &engine, &err);
	if (c->engine == NULL)
		return !ok && err.code == TG_EUSAGE && err.nhelp > 0 &&
			strcmp(err.where, "--shard auto") == 0;
	return ok && rank == c->rank && nrank == c->nrank &&
		strcmp(engine, c->engine) == 0;
}

int
main(void)
{
	const char *asked = getenv("CASE");
	char *kept = asked != NULL ? strdup(asked) : NULL;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const bool ok = finds(&cases[i]);

		clearenv();
		if (kept != NULL)
			setenv("CASE", kept, 1);
		tap_ok(ok, cases[i].name);
	}
	free(kept);
	return tap_end();
}
