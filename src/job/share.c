/*
 * One rank of a job that many processes do: the way from two operands to a share
 * of the result, and from all shares to the result. What the ranks leave for each
 * other, and how it survives that some of them fail, is in shard/.
 */
#include "job/share.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "gather/resolve.h"
#include "shard/shard.h"

/* What one rank knows while it works. */
struct work {
	struct tg_share share;
	struct tg_shard shard;
	struct tg_shard_layout layout;
	struct tg_file_range range; /* of the one file, that is written */
	bool placed; /* in that; else in this rank's own file, to be joined: */
	char *part;  /* its path, or NULL */
};

static void
free_work(struct work *work)
{
	tg_share_free(&work->share);
	tg_shard_free(&work->shard);
	free(work->part);
	*work = (struct work){ .part = NULL };
}

/* Find out which share is this rank's, and what tells the job from others. */
static bool
begin_work(struct work *work, struct tg_job *job, bool passes_over,
	struct tg_err *err)
{
	const struct tg_shard_call *call = &job->options->shard;
	struct tg_share *share = &work->share;
	uint64_t key;

	if (!tg_share_make(share, &job->plan, job->format, &job->encoder,
		    passes_over, call->rank, call->nrank, err) ||
		!tg_share_key(&key, job, share, call->nrank, err) ||
		!tg_shard_open(&work->shard, job->output_path, key, call->rank,
			call->nrank, err))
		return false;
	work->layout = (struct tg_shard_layout){
		.joined = share->joined,
		.len = share->len,
		.ncrc = share->seal.end > 0 ? 2 : 0,
		.crc_at = { share->seal.at[0], share->seal.at[1] },
		.crc_begin = share->seal.begin,
		.crc_end = share->seal.end,
	};
	return true;
}

/*
 * How much of INPUT this rank reads, for people: more than it needs of a text,
 * where nothing tells where rows are, and of what is compressed.
 */
static const char *
part_of_input(const struct tg_job *job)
{
	const struct tg_tensor *tensor = &job->input.tensor;

	if (job->in_rows)
		return "reads INPUT up to its last row";
	return tensor->dtype.type == TG_TEXT || tensor->owned != NULL ||
			job->input.own.inflated
		? "reads all of INPUT"
		: "reads what it needs of INPUT";
}

/* With --verbose: tell something of this rank. */
static void
tell_of_rank(const struct tg_job *job, const char *what)
{
	const struct tg_shard_call *call = &job->options->shard;
	char engine[64] = "", text[256];

	if (call->engine != NULL)
		snprintf(engine, sizeof(engine), " (%s)", call->engine);
	snprintf(text, sizeof(text), "rank %" PRId64 " of %" PRId64 "%s: %s",
		call->rank, call->nrank, engine, what);
	tg_job_tell(job, "share", &job->result, text, job->format->name);
}

/* Tell what this rank makes. */
static void
tell_share(const struct tg_job *job, const struct work *work)
{
	const struct tg_share *share = &work->share;
	char elements[64] = "no elements", what[192];

	if (share->first < share->end)
		snprintf(elements, sizeof(elements),
			"elements %" PRId64 " to %" PRId64, share->first,
			share->end - 1);
	snprintf(what, sizeof(what), "%s of %" PRId64 ", %s", elements,
		job->plan.blocks.n * job->plan.block, part_of_input(job));
	tell_of_rank(job, what);
}

/*
 * Find out where this rank's share belongs: in the one file, if it is known by
 * now where it begins there; where it ends may be found out.
 */
static bool
find_place(struct work *work, struct tg_err *err)
{
	struct tg_file_range *range = &work->range;

	*range = work->share.range;
	work->placed = true;
	if (!work->layout.joined)
		return true;
	if (!tg_shard_find_place(
		    &work->shard, &work->placed, &range->begin, err))
		return false;
	range->at = range->begin;
	range->end = UINT64_MAX;
	return true;
}

/* Open what this rank writes its share to. */
static bool
open_part(struct work *work, struct tg_job *job, struct tg_err *err)
{
	int fd;

	job->output.goes_on = true;
	if (!find_place(work, err))
		return false;
	if (work->placed)
		return tg_shard_open_part(
			       &work->shard, &work->layout, &fd, err) &&
			tg_output_open_range(&job->output, fd, job->output_path,
				&work->range, err);
	work->part = tg_shard_part_path(&work->shard);
	if (work->part == NULL)
		return tg_fail_memory(err, "a name");
	if (!tg_output_open(&job->output, work->part, err))
		return false;
	/* people know no other name */
	job->output.file.name = job->output_path;
	return true;
}

/*
 * A rank without a range leaves the checks to those that have one. Of a result
 * without elements nobody looks an index up: so the first rank checks them all.
 */
static bool
check_empty(const struct work *work, struct tg_job *job, struct tg_err *err)
{
	if (!work->share.leads || job->plan.blocks.n > 0 ||
		tg_gather_check(&job->gather, err))
		return true;
	tg_job_complete_error(job, err);
	return false;
}

/* Make the share and write it. TG_AGAIN_WHOLE as tg_pipeline_run. */
static enum tg_outcome
write_share(struct work *work, struct tg_job *job, struct tg_err *err)
{
	struct tg_task task;
	enum tg_outcome outcome;

	if (!open_part(work, job, err))
		return TG_FAILED;
	if (work->share.empty)
		return check_empty(work, job, err) ? TG_DONE : TG_FAILED;
	tg_job_choose_source(job);
	task = tg_job_task(job);
	task.share = &work->share;
	outcome = tg_pipeline_run(&task, &job->output, err);
	if (outcome == TG_FAILED)
		tg_job_complete_error(job, err);
	return outcome;
}

/* The operands must be the same as when the share was begun. */
static bool
check_key(const struct work *work, const struct tg_job *job, struct tg_err *err)
{
	uint64_t key;

	if (!tg_share_key(&key, job, &work->share, work->shard.nrank, err))
		return false;
	if (key == work->shard.key)
		return true;
	tg_fail(err, TG_ECHANGED, TG_NOPOS,
		"INPUT or INDEX was changed while it was read");
	tg_err_where(err, "%s", job->output_path);
	tg_err_help(err, "start all ranks again when it stays as it is");
	return false;
}

/* The share is written: let the others know. */
static bool
leave_marker(struct work *work, struct tg_job *job, struct tg_err *err)
{
	const bool joined = work->layout.joined;
	const struct tg_shard_share made = {
		.placed = work->placed,
		.begin = work->placed ? work->range.begin : 0,
		.end = joined ? tg_output_length(&job->output)
			      : work->range.end,
		.crc = tg_output_crc(&job->output),
	};

	return tg_output_commit(&job->output, err) &&
		tg_shard_leave(&work->shard, job->output.file.fd, &work->layout,
			&made, err);
}

/*
 * Leave the share, if the operands are still what they were. If it cannot be left
 * since another process of this rank was faster, and what it has made is in the
 * result, then nothing has to be left any more.
 */
static bool
leave_share(struct work *work, struct tg_job *job, struct tg_err *err)
{
	bool committed;

	if (!tg_job_is_still_whole(job, err) || !check_key(work, job, err))
		return false;
	if (leave_marker(work, job, err))
		return true;
	if (!tg_shard_is_committed(&work->shard, &committed, NULL) ||
		!committed)
		return false;
	tg_err_clear(err);
	return true;
}

/*
 * The result waits for other ranks, and needs what this one has made. Where that
 * is missing it may have gone into the result just now: the record tells, since it
 * is there before anything is removed.
 */
static bool
check_still_made(
	struct work *work, const struct tg_job *job, struct tg_err *err)
{
	const enum tg_shard_state state = tg_shard_look(&work->shard, err);
	bool committed;

	if (state != TG_SHARD_DUE)
		return state != TG_SHARD_FAILED;
	if (!tg_shard_is_committed(&work->shard, &committed, err))
		return false;
	if (committed)
		return true;
	tg_fail(err, TG_ECHANGED, TG_NOPOS,
		"what this rank has made was removed before the result was "
		"whole");
	tg_err_where(err, "%s", job->output_path);
	tg_err_help(err, "start this rank again");
	return false;
}

/* Give the result its name if all ranks are done, and tell what there is. */
static bool
commit_result(struct work *work, const struct tg_job *job, struct tg_err *err)
{
	char what[64];
	int64_t done;

	switch (tg_shard_commit(&work->shard, &done, err)) {
	case TG_SHARD_COMMITTED:
		tg_job_tell(job, "output", &job->result, job->output_path,
			job->format->name);
		return true;
	case TG_SHARD_WAITING:
		if (!check_still_made(work, job, err))
			return false;
		snprintf(what, sizeof(what),
			"%" PRId64 " of %" PRId64 " ranks are done", done,
			work->shard.nrank);
		tg_job_tell(
			job, "share", &job->result, what, job->format->name);
		return true;
	default:
		return false;
	}
}

/* Make the share if that is due, and commit. */
static enum tg_outcome
go_on(struct work *work, struct tg_job *job, enum tg_shard_state state,
	struct tg_err *err)
{
	enum tg_outcome outcome;

	switch (state) {
	case TG_SHARD_COMMITTED:
		tell_of_rank(job, "the result is complete already");
		return TG_DONE;
	case TG_SHARD_DUE:
		tell_share(job, work);
		outcome = write_share(work, job, err);
		if (outcome != TG_DONE)
			return outcome;
		if (job->options->shard.rank == 0)
			tg_job_warn(job);
		if (!leave_share(work, job, err))
			return TG_FAILED;
		break;
	default:
		tell_of_rank(job, "its share was made before");
		break;
	}
	return commit_result(work, job, err) ? TG_DONE : TG_FAILED;
}

static enum tg_outcome
do_work(struct work *work, struct tg_job *job, struct tg_err *err)
{
	const enum tg_shard_state state = tg_shard_look(&work->shard, err);
	enum tg_outcome outcome;

	if (state == TG_SHARD_FAILED)
		return TG_FAILED;
	outcome = go_on(work, job, state, err);
	/* whatever part of the system has failed, this is what to do next */
	if (outcome == TG_FAILED && err->code == TG_ESYS && err->nhelp == 0)
		tg_shard_help(&work->shard, err);
	return outcome;
}

/*
 * True if ranks pass over the rows of INPUT before their share. It does not depend
 * on the rank, since only the beginning of INPUT has been read.
 */
static bool
passes_over_rows(const struct tg_job *job)
{
	return job->in_rows && job->input.format == &tg_format_json &&
		job->rows.request.shape == NULL;
}

/*
 * Read, and do the work. passes_over is found out at first; it stays what it is
 * where INPUT is read again as a whole, since other ranks do not know of that.
 */
static enum tg_outcome
read_and_work(
	struct tg_job *job, bool again, bool *passes_over, struct tg_err *err)
{
	struct work work = { .part = NULL };
	enum tg_outcome outcome = TG_FAILED;

	if (tg_job_read(job, err) && tg_share_check_operands(job, err)) {
		if (!again)
			*passes_over = passes_over_rows(job);
		if (begin_work(&work, job, *passes_over, err))
			outcome = do_work(&work, job, err);
	}
	tg_output_free(&job->output);
	free_work(&work);
	return outcome;
}

bool
tg_job_gather_share(struct tg_job *job, struct tg_err *err)
{
	bool passes_over = false;
	enum tg_outcome outcome = read_and_work(job, false, &passes_over, err);

	if (outcome == TG_AGAIN_WHOLE) {
		tg_job_forget_rows(job);
		outcome = read_and_work(job, true, &passes_over, err);
	}
	return outcome == TG_DONE;
}
