/*
 * Chooses where the pieces of a result come from, once for each job, by what is
 * known of INPUT, INDEX and the plan. All three sources give the same bytes;
 * they differ in the memory and the time that they need.
 */
#include "job/job.h"

#include "base/threads.h"
#include "gather/leading.h"
#include "gather/resolve.h"
#include "job/operand_file.h"
#include "tensor/text.h"

/* True if INPUT could be read in rows, whatever INDEX is. */
static bool
may_be_read_in_rows(const struct tg_job *job)
{
	const struct tg_options *o = job->options;

	return !job->as_a_whole && !o->dry_run &&
		o->input.dtype.packing == NULL &&
		job->input.format->open_chunks != NULL &&
		(job->input.own.coming != NULL ||
			job->input.bytes->len > (size_t)tg_threads_piece());
}

/*
 * Set the tensor of INPUT to what its first row and the shape of INDEX let
 * expect, without reading the rest. False if that is not possible.
 */
static bool
set_expected_input(struct tg_job *job, struct tg_err *err)
{
	const struct tg_op_row *op = &tg_op_table[job->options->call.op];
	struct tg_shape leading;
	bool ok;

	job->rows = (struct tg_source_rows){
		.text_format = job->input.format,
		.bytes = job->input.bytes,
		.once = job->input.own.coming != NULL ? &job->input.own : NULL,
		.request = tg_operand_request(&job->input),
	};
	ok = tg_leading_dims(
		&leading, &job->options->call, &job->index.tensor.shape);
	/* what is read once must be sure to fit: only in dim 0 it is */
	if (ok && job->rows.once != NULL && op->sizes != TG_SIZES_EQUAL)
		leading.ndim = 1;
	return ok &&
		tg_source_rows_open(
			&job->rows, &leading, &job->input.tensor, err);
}

/*
 * True if nothing can fail when INPUT is read but INPUT itself. What is read
 * once cannot be tried, and its errors come before those of others.
 */
static bool
can_be_read_once(const struct tg_job *job)
{
	return job->rows.once == NULL ||
		(!job->encoder.can_fail && tg_gather_check(&job->gather, NULL));
}

static bool
bind_rows(struct tg_job *job)
{
	const struct tg_op_row *op = &tg_op_table[job->options->call.op];

	return tg_source_rows_bind(&job->rows, &job->gather, job->format,
		&job->encoder, op->sizes == TG_SIZES_WITHIN);
}

/*
 * The head of a binary file tells the number of rows. If only the text tells
 * that, it has to be looked at as a whole before.
 */
static bool
learn_number_of_rows(struct tg_job *job, struct tg_err *err)
{
	return !job->rows.any_rows || !job->format->binary ||
		tg_job_learn(job, err);
}

/*
 * Make a plan for an INPUT that is only expected, not read. If anything fails,
 * all of it is undone, except that the bytes of INDEX stay. INPUT is then read
 * as a whole, and if something is wrong, the error is found and worded there.
 */
static bool
plan_for_expected_input(struct tg_job *job, struct tg_err *err)
{
	if (!tg_job_load_index(job, err)) {
		tg_tensor_free(&job->index.tensor);
		if (job->index.format == NULL)
			tg_operand_free(&job->index);
		return false;
	}
	if (set_expected_input(job, err) && tg_job_read_fill(job, err) &&
		tg_job_plan(job, err) && bind_rows(job) &&
		can_be_read_once(job) && learn_number_of_rows(job, err))
		return true;
	tg_fill_value_free(&job->fill);
	tg_tensor_free(&job->input.tensor);
	tg_source_rows_free(&job->rows);
	return false;
}

bool
tg_job_read(struct tg_job *job, struct tg_err *err)
{
	job->input.in_parts = !job->as_a_whole && !job->options->dry_run;
	if (!tg_job_open(job, err))
		return false;
	if (may_be_read_in_rows(job)) {
		job->in_rows = plan_for_expected_input(job, err);
		if (job->in_rows)
			return true;
		tg_err_clear(err);
	}
	return tg_job_load_input(job, err) && tg_job_load_index(job, err) &&
		tg_job_plan(job, err);
}

void
tg_job_choose_source(struct tg_job *job)
{
	const struct tg_bytes *input = job->input.bytes;

	/* INPUT is a long text whose rows go together with those of INDEX */
	if (job->in_rows) {
		job->source = &job->rows.source;
		return;
	}

	/* INPUT is in memory, or mapped and read as it is needed */
	tg_source_direct_make(
		&job->direct, &job->gather, input, job->index.bytes);
	job->source = &job->direct.source;

	/* INPUT does not fit into memory, and many blocks are all over it */
	if (job->direct.input_bytes == NULL &&
		tg_source_sorted_make(&job->sorted, &job->gather, input))
		job->source = &job->sorted.source;
}

void
tg_job_forget_rows(struct tg_job *job)
{
	tg_job_drop_output(job);
	tg_fill_value_free(&job->fill);
	tg_tensor_free(&job->input.tensor);
	job->in_rows = false;
	job->as_a_whole = true;
}

struct tg_task
tg_job_task(const struct tg_job *job)
{
	return (struct tg_task){
		.source = job->source,
		.gather = &job->gather,
		.format = job->format,
		.encoder = &job->encoder,
	};
}

bool
tg_job_learn(struct tg_job *job, struct tg_err *err)
{
	struct tg_task task;
	bool ok;

	job->source = &job->rows.source;
	task = tg_job_task(job);
	ok = tg_pipeline_look(&task, err) == TG_DONE;
	if (ok)
		tg_source_rows_learn(&job->rows, &job->input.tensor);
	ok = ok && tg_job_plan(job, err) && bind_rows(job);
	tg_err_clear(err);
	return ok;
}

bool
tg_job_may_learn(const struct tg_job *job)
{
	return job->in_rows && job->format->binary &&
		!job->input.tensor.text->typed && !job->output.seen;
}
