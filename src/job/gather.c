/*
 * The way from two operands to a result: read, choose a source, write. An INPUT
 * that turns out to be other than its first row let expect is read again as a
 * whole, here and nowhere else.
 */
#include "job/job.h"

static enum tg_outcome
run_pipeline(struct tg_job *job, struct tg_err *err)
{
	const struct tg_task task = tg_job_task(job);
	enum tg_outcome outcome;

	if (!tg_job_open_output(job, err))
		return TG_FAILED;
	if (job->source->once && !tg_output_can_discard(&job->output))
		tg_output_keep(&job->output);
	outcome = tg_pipeline_run(&task, &job->output, err);
	if (outcome == TG_FAILED)
		tg_job_complete_error(job, err);
	return outcome;
}

bool
tg_job_write(struct tg_job *job, struct tg_err *err)
{
	tg_job_choose_source(job);
	if (run_pipeline(job, err) != TG_DONE)
		return false;
	tg_job_warn(job);
	return true;
}

/*
 * A pipeline first tries everything before it writes what cannot be discarded.
 * So if something has been written, and INPUT then is not as expected, its file
 * was changed meanwhile.
 */
static enum tg_outcome
fail_input_changed(const struct tg_job *job, struct tg_err *err)
{
	tg_fail(err, TG_ESYS, TG_NOPOS, "was changed while it was read");
	tg_err_where(err, "%s", job->input.bytes->name);
	return TG_FAILED;
}

/*
 * INPUT has come from a pipe, and is right, but has another shape than its first
 * row and INDEX let expect. With that shape the plan is refused.
 */
static enum tg_outcome
refuse_shape(struct tg_job *job, struct tg_err *err)
{
	struct tg_tensor *input = &job->input.tensor;

	input->shape = job->rows.found;
	tg_shape_strides(&input->shape, input->stride);
	if (tg_job_plan(job, err))
		tg_fail(err, TG_ESYS, TG_NOPOS,
			"a pipe cannot be read again: name a file");
	return TG_FAILED;
}

/*
 * Read, plan and write. TG_AGAIN_WHOLE if that has to be done again, with INPUT
 * read as a whole.
 */
static enum tg_outcome
read_and_write(struct tg_job *job, struct tg_err *err)
{
	enum tg_outcome outcome;

	if (!tg_job_read(job, err))
		return TG_FAILED;
	tg_job_choose_source(job);
	outcome = run_pipeline(job, err);
	if (outcome == TG_AGAIN_WHOLE && job->source->once)
		return refuse_shape(job, err);
	if (outcome == TG_AGAIN_WHOLE && tg_job_may_learn(job)) {
		tg_job_drop_output(job);
		if (tg_job_learn(job, err))
			outcome = run_pipeline(job, err);
	}
	if (outcome == TG_AGAIN_WHOLE && job->output.seen)
		outcome = fail_input_changed(job, err);
	return outcome;
}

bool
tg_job_gather(struct tg_job *job, struct tg_err *err)
{
	enum tg_outcome outcome = read_and_write(job, err);

	if (outcome == TG_AGAIN_WHOLE) {
		tg_job_forget_rows(job);
		outcome = read_and_write(job, err);
	}
	if (outcome != TG_DONE)
		return false;
	if (job->in_rows) {
		job->input.tensor.shape = job->rows.found;
		if (job->rows.any_rows)
			job->result.size[0] = job->rows.found.size[0];
		tg_job_tell_input(job);
	}
	tg_job_warn(job);
	return tg_job_commit(job, err);
}
