/*
 * tgather: gather on files. The story in one screen: read the command line,
 * then gather, list or show.
 */
#include <stdlib.h>

#include "cli/environment.h"
#include "cli/errors_option.h"
#include "cli/parse.h"
#include "cli/print_error.h"
#include "cli/show.h"
#include "explain/explain.h"
#include "io/confine.h"
#include "io/signals.h"
#include "job/dry_run.h"
#include "job/each.h"
#include "job/info.h"
#include "job/job.h"
#include "job/rank.h"
#include "job/share.h"
#include "job/shard_status.h"
#include "picture/picture.h"

/*
 * Without --dim, operands are only read to tell what it may be. If that fails it
 * is still the command that is wrong, whatever the files hold.
 */
static void
blame_command(struct tg_err *err)
{
	if (err->code == TG_EUSAGE)
		return;
	tg_err_clear(err);
	tg_fail(err, TG_EUSAGE, TG_NOPOS, "%s", TG_LACKS_DIM);
}

static bool
gather(const struct tg_options *options, struct tg_err *err)
{
	struct tg_job *job = calloc(1, sizeof(*job));
	bool ok;

	if (job == NULL)
		return tg_fail_memory(err, "the job");
	job->options = options;
	if (options->each)
		ok = tg_job_each(job, err);
	else if (options->explain)
		ok = tg_explain(job, options->traced, err);
	else if (options->picture)
		ok = tg_picture(job, err);
	else if (options->dry_run)
		ok = tg_job_dry_run(job, err);
	else if (options->shard.what != TG_SHARD_NONE)
		ok = tg_job_gather_share(job, err);
	else
		ok = tg_job_gather(job, err);
	tg_job_free(job);
	free(job);
	if (!ok && options->call.lacks_dim)
		blame_command(err);
	return ok;
}

/* Whoever leaves it to an engine which rank this is asks it here. */
static bool
find_rank(struct tg_shard_call *shard, struct tg_err *err)
{
	return shard->what != TG_SHARD_AUTO ||
		tg_rank_find(&shard->rank, &shard->nrank, &shard->engine, err);
}

static bool
run(const struct tg_options *options, struct tg_err *err)
{
	switch (options->action) {
	case TG_ACTION_GATHER:
		return gather(options, err);
	case TG_ACTION_INFO:
		return tg_info_list(options, err);
	case TG_ACTION_SHARD_STATUS:
		return tg_job_shard_status(options, err);
	case TG_ACTION_SHARD_CLEAN:
		return tg_job_shard_clean(options, err);
	default:
		return tg_cli_show(options, err);
	}
}

/* Where a wrong call lacks --dim, too, the job tells which calls would fit. */
static void
suggest_calls(const struct tg_options *options, struct tg_err *err)
{
	static struct tg_err lacks_dim;

	if (!gather(options, &lacks_dim) && lacks_dim.code == TG_EUSAGE)
		tg_err_take_help(err, &lacks_dim);
}

static bool
parse(struct tg_options *options, int argc, char **argv, struct tg_err *err)
{
	if (tg_cli_parse(options, argc, argv, err))
		return true;
	if (options->guessed)
		suggest_calls(options, err);
	return false;
}

int
main(int argc, char **argv)
{
	struct tg_options options = { 0 };
	static struct tg_err err;

	tg_signals_setup();
	tg_errors_option_apply(argv + (argc > 0));
	tg_confine_set(true);
	if (!tg_environment_read(&err) || !parse(&options, argc, argv, &err) ||
		!find_rank(&options.shard, &err) || !run(&options, &err))
		tg_cli_print_error(stderr, &err);
	tg_cli_free(&options);
	return (int)err.code;
}
