/*
 * The way from two operands to a result: read, choose a source, write. An operand
 * that turns out to be other than its first row let expect is read again as a
 * whole, here and nowhere else.
 */
#include "job/job.h"

/*
 * True if the head of the result can only be completed when all of INPUT has been
 * read, and is written over then.
 */
static bool
completes_head(const struct tg_job *job)
{
	return job->in_rows && job->source->once && job->rows.any_rows &&
		job->format->binary && job->format->head != NULL;
}

/*
 * True if the head of the result, which may be other than expected, depends on
 * all of an operand that can be read only once.
 */
static bool
has_late_head(const struct tg_job *job)
{
	return completes_head(job) || tg_job_corrects_head(job) ||
		(job->in_rows && job->rows.kept && job->format->binary);
}

static enum tg_outcome
run_pipeline(struct tg_job *job, struct tg_err *err)
{
	const struct tg_task task = tg_job_task(job);
	enum tg_outcome outcome;

	if (!tg_job_open_output(job, err))
		return TG_FAILED;
	job->output.at_once = job->options->unbuffered && !has_late_head(job);
	if (job->source->once && !tg_output_can_discard(&job->output) &&
		!job->output.at_once)
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
 * So if something has been written, and an operand then is not as expected, its file
 * was changed meanwhile.
 */
static enum tg_outcome
fail_changed(const struct tg_job *job, struct tg_err *err)
{
	const struct tg_operand *changed =
		job->index_in_parts ? &job->index : &job->input;

	tg_fail(err, TG_ECHANGED, TG_NOPOS, "was changed while it was read");
	tg_err_where(err, "%s", changed->bytes->name);
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

	input->text->classes = job->rows.classes;
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
	if (outcome == TG_AGAIN_WHOLE && job->rows.kept) {
		if (!tg_bytes_put_back(&job->input.own, err))
			return TG_FAILED;
	} else if (outcome == TG_AGAIN_WHOLE && job->source->once) {
		return refuse_shape(job, err);
	} else if (outcome == TG_AGAIN_WHOLE && tg_job_may_learn(job)) {
		tg_job_drop_output(job);
		if (tg_job_learn(job, err))
			outcome = run_pipeline(job, err);
	}
	if (outcome == TG_AGAIN_WHOLE && tg_job_may_plan_again(job)) {
		tg_job_drop_output(job);
		if (tg_job_plan_again(job, err))
			outcome = run_pipeline(job, err);
	}
	if (outcome == TG_AGAIN_WHOLE && job->output.at_once)
		tg_output_begin_again(&job->output);
	else if (outcome == TG_AGAIN_WHOLE && job->output.seen)
		outcome = fail_changed(job, err);
	return outcome;
}

/*
 * All rows of an INPUT were read of which any number was expected: plan with
 * what was found, and let the head of a binary result tell it.
 */
static bool
complete_head(struct tg_job *job, struct tg_err *err)
{
	const bool completes = completes_head(job);

	if (!job->rows.any_rows)
		return true;
	tg_source_rows_learn(&job->rows, &job->input.tensor);
	return tg_job_plan(job, err) &&
		(!completes || tg_job_write_head_over(job, err));
}

bool
tg_job_gather(struct tg_job *job, struct tg_err *err)
{
	enum tg_outcome outcome = read_and_write(job, err);

	if (outcome == TG_AGAIN_WHOLE) {
		if (job->index_in_parts)
			tg_job_forget_index_in_parts(job);
		else
			tg_job_forget_rows(job);
		outcome = read_and_write(job, err);
	}
	if (outcome != TG_DONE)
		return false;
	if (job->in_rows) {
		job->input.tensor.shape = job->rows.found;
		if (!complete_head(job, err))
			return false;
	}
	if (job->in_rows || job->in_window)
		tg_job_tell_input(job);
	if (job->index_in_parts) {
		if (!tg_job_correct_head(job, err))
			return false;
		tg_job_tell_index_in_parts(job);
	}
	tg_job_warn(job);
	return tg_job_commit(job, err);
}
