/*
 * Which rank is this process? Engines tell what they start in variables of the
 * environment. Some of them stay set where they mean nothing: in a batch script
 * of Slurm, which runs once, SLURM_PROCID is 0 as in the first task of a step.
 * Whoever believed that would take itself for rank 0 of four, and the other three
 * would never come. Others tell a number, but not how many there are. So where
 * the ranks are not certain, the line to write is told instead.
 */
#include "job/rank.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/integer.h"
#include "shard/shard.h"

/* A variable's value, or NULL; an empty one counts as not set. */
static const char *
variable(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0' ? value : NULL;
}

static bool
is_set(const char *name)
{
	return variable(name) != NULL;
}

/* Read a variable that has to be a number from first to last. */
static bool
read_number(int64_t *to, const char *name, int64_t first, int64_t last,
	struct tg_err *err)
{
	const char *value = variable(name);

	if (value == NULL)
		return tg_fail(err, TG_EUSAGE, TG_NOPOS, "%s is not set", name);
	if (tg_integer_parse(to, value) == TG_INTEGER && *to >= first &&
		*to <= last)
		return true;
	return tg_fail(err, TG_EUSAGE, TG_NOPOS,
		"%s is \"%s\", and not a number from %" PRId64 " to %" PRId64,
		name, value, first, last);
}

/* Engines that tell both numbers. One applies where its mark is set. */
static const struct engine {
	const char *name, *mark, *rank, *nrank;
} engines[] = {
	{ "Open MPI", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_RANK",
		"OMPI_COMM_WORLD_SIZE" },
	{ "PMI", "PMI_RANK", "PMI_RANK", "PMI_SIZE" },
	{ "Slurm", "SLURM_STEP_ID", "SLURM_PROCID", "SLURM_STEP_NUM_TASKS" },
};

/*
 * A step has as many tasks as SLURM_NTASKS says. A batch script that was handed in
 * from within a step has that step's variables, but a SLURM_NTASKS of its own.
 */
static bool
is_inherited(const struct engine *engine)
{
	const char *here = variable("SLURM_NTASKS"), *step;

	if (strcmp(engine->mark, "SLURM_STEP_ID") != 0)
		return false;
	step = variable(engine->nrank);
	return here != NULL && step != NULL && strcmp(here, step) != 0;
}

static const struct engine *
find_engine(void)
{
	for (size_t i = 0; i < sizeof(engines) / sizeof(engines[0]); i++)
		if (is_set(engines[i].mark) && !is_inherited(&engines[i]))
			return &engines[i];
	return NULL;
}

/* True if an array is FIRST to FIRST+N-1, all of it, as far as one can tell. */
static bool
is_whole_array(int64_t *first, int64_t *n)
{
	int64_t last;

	return read_number(
		       first, "SLURM_ARRAY_TASK_MIN", 0, TG_MAX_RANKS, NULL) &&
		read_number(&last, "SLURM_ARRAY_TASK_MAX", *first + 1,
			*first + TG_MAX_RANKS - 1, NULL) &&
		read_number(n, "SLURM_ARRAY_TASK_COUNT", last - *first + 1,
			last - *first + 1, NULL);
}

/*
 * A job array. An element that is run again is an array of its own, and its count
 * is 1: it would make all of the result, as rank 0 of 1, and the other ranks would
 * wait for theirs for ever.
 */
static bool
fail_array(struct tg_err *err)
{
	int64_t first, n;

	tg_fail(err, TG_EUSAGE, TG_NOPOS,
		"a job array of Slurm does not tell how many ranks there are, "
		"since it is smaller when elements of it are run again");
	if (!is_whole_array(&first, &n))
		tg_err_help(err,
			"give it: --shard $SLURM_ARRAY_TASK_ID/16, where all "
			"of it was "
			"--array=0-15");
	else if (first == 0)
		tg_err_help(err,
			"give it: --shard $SLURM_ARRAY_TASK_ID/%" PRId64, n);
	else
		tg_err_help(err,
			"give it: --shard $((SLURM_ARRAY_TASK_ID - %" PRId64
			"))/%" PRId64 ", since ranks count from 0 and "
			"SLURM_ARRAY_TASK_MIN is %" PRId64,
			first, n, first);
	return false;
}

static bool
fail_kubernetes(struct tg_err *err)
{
	tg_fail(err, TG_EUSAGE, TG_NOPOS,
		"an indexed Job of Kubernetes does not tell how many ranks "
		"there are");
	tg_err_help(err,
		"give it: --shard $JOB_COMPLETION_INDEX/8, where its spec has "
		"completions: 8");
	return false;
}

static bool
fail_parallel(struct tg_err *err)
{
	tg_fail(err, TG_EUSAGE, TG_NOPOS,
		"GNU parallel does not tell how many ranks there are");
	tg_err_help(
		err, "give it: seq 0 15 | parallel tgather --shard {}/16 ...");
	return false;
}

/* Engines that tell a number, but not of how many. */
static bool
fail_for_want_of_total(struct tg_err *err)
{
	if (is_set("SLURM_ARRAY_TASK_ID"))
		return fail_array(err);
	if (is_set("JOB_COMPLETION_INDEX"))
		return fail_kubernetes(err);
	if (is_set("PARALLEL_SEQ"))
		return fail_parallel(err);
	return true;
}

/* In a job of Slurm, but not in a step, this runs once. */
static bool
fail_without_step(struct tg_err *err)
{
	tg_fail(err, TG_EUSAGE, TG_NOPOS,
		"this is a job of Slurm, but srun did not start this process: "
		"there is only one of it");
	tg_err_help(err, "let it do so: srun tgather --shard auto ...");
	return false;
}

static bool
fail_without_engine(struct tg_err *err)
{
	tg_fail(err, TG_EUSAGE, TG_NOPOS,
		"no engine tells which rank this process is: neither mpirun "
		"nor srun has started it");
	if (is_set("RANK") && is_set("WORLD_SIZE"))
		tg_err_help(err,
			"give it, under torchrun: --shard $RANK/$WORLD_SIZE");
	else
		tg_err_help(err,
			"give it: --shard I/N, where I is 0 to N-1, for one "
			"process each");
	return false;
}

static bool
ask_engine(int64_t *rank, int64_t *nrank, const struct engine *engine,
	struct tg_err *err)
{
	if (!read_number(nrank, engine->nrank, 1, TG_MAX_RANKS, err) ||
		!read_number(rank, engine->rank, 0, *nrank - 1, err)) {
		tg_err_help(err, "%s has to set both %s and %s", engine->name,
			engine->rank, engine->nrank);
		return false;
	}
	/* each of many may be alone within something that started it */
	return *nrank > 1 || fail_for_want_of_total(err);
}

bool
tg_rank_find(
	int64_t *rank, int64_t *nrank, const char **engine, struct tg_err *err)
{
	const struct engine *found = find_engine();
	bool ok;

	if (found != NULL)
		ok = ask_engine(rank, nrank, found, err);
	else
		ok = fail_for_want_of_total(err) &&
			(is_set("SLURM_JOB_ID") || is_set("SLURM_PROCID")
					? fail_without_step(err)
					: fail_without_engine(err));
	if (ok)
		*engine = found->name;
	else
		tg_err_where_option(err, "--shard auto");
	return ok;
}
