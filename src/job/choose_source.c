/*
 * Chooses where the pieces of a result come from, once for each job, by what is
 * known of INPUT, INDEX and the plan. All sources give the same bytes;
 * they differ in the memory and the time that they need.
 */
#include "job/job.h"

#include "base/threads.h"
#include "gather/leading.h"
#include "gather/resolve.h"
#include "job/operand_file.h"
#include "tensor/text.h"

/* True if only a share of the result is made, by one of several ranks. */
static bool
makes_share(const struct tg_job *job)
{
	return job->options->shard.what != TG_SHARD_NONE;
}

/* True if INPUT could be read in rows, whatever INDEX is. */
static bool
may_be_read_in_rows(const struct tg_job *job)
{
	const struct tg_options *o = job->options;

	return !job->as_a_whole && !o->dry_run &&
		o->input.dtype.packing == NULL &&
		job->input.format->open_chunks != NULL &&
		(job->input.own.coming != NULL ||
			job->input.bytes->len > (size_t)tg_threads_piece()) &&
		(job->input.own.coming == NULL ||
			tg_operand_looks_like_no_other(&job->input));
}

/*
 * True if INDEX is in the bytes of INPUT that are read only once. It can be read
 * then only if it comes first, so that it was met on the way to INPUT.
 */
static bool
index_comes_with_input(const struct tg_job *job)
{
	return job->rows.once != NULL && job->index.bytes == job->input.bytes;
}

/* Find out where in its bytes the tensor of INPUT begins. */
static bool
find_input(struct tg_job *job, struct tg_err *err)
{
	job->rows = (struct tg_source_rows){
		.text_format = job->input.format,
		.bytes = job->input.bytes,
		.once = job->input.own.coming != NULL ? &job->input.own : NULL,
		.at_once = job->options->unbuffered,
		.request = tg_operand_request(&job->input),
	};
	return tg_source_rows_find(&job->rows, err) &&
		(!index_comes_with_input(job) || job->ahead.kept != NULL);
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

	ok = tg_leading_dims(
		&leading, &job->options->call, &job->index.tensor.shape);
	/*
	 * What is read or shown once must be sure to fit: only in dim 0 it is. So
	 * must what a rank finds, which does not read as far as where it is told.
	 */
	if (ok &&
		(((job->rows.once != NULL || job->options->unbuffered) &&
			 op->sizes != TG_SIZES_EQUAL) ||
			makes_share(job)))
		leading.ndim = 1;
	return ok &&
		tg_source_rows_open(
			&job->rows, &leading, &job->input.tensor, err);
}

/*
 * True if the shape of the result is other than expected, or wrong, if INPUT has
 * fewer rows than are expected where any number may come.
 */
static bool
reshapes_any_rows(const struct tg_job *job)
{
	const struct tg_shape *shape = &job->options->output_shape;

	return job->rows.any_rows && job->options->has_output_shape &&
		(shape->ndim != 1 || shape->size[0] >= 0);
}

/*
 * True if nothing can fail when INPUT is read but INPUT itself and the encoding
 * of its elements. What is read once cannot be tried, and its errors come before
 * those of others.
 */
static bool
can_be_read_once(const struct tg_job *job, struct tg_err *err)
{
	return job->rows.once == NULL ||
		(!reshapes_any_rows(job) &&
			tg_gather_check(&job->gather, NULL) &&
			(job->rows.any_rows ? tg_job_head_can_wait(job, err)
					    : tg_job_can_have_head(job, err)));
}

/*
 * Let what comes be kept if its end may change the tensor or the dtype of the
 * result.
 */
static void
keep_what_is_uncertain(struct tg_job *job)
{
	if (job->rows.once != NULL &&
		(tg_source_rows_in_object(&job->rows) ||
			(job->format->binary &&
				!job->input.tensor.text->typed)))
		tg_source_rows_keep(&job->rows);
}

static bool
bind_rows(struct tg_job *job)
{
	const struct tg_op_row *op = &tg_op_table[job->options->call.op];

	return tg_source_rows_bind(&job->rows, &job->gather, job->format,
		&job->encoder, op->sizes == TG_SIZES_WITHIN);
}

/*
 * The head of a binary file tells the number of rows, so may --output-shape, and
 * so does a share. If only the text tells that, it has to be looked at as a whole
 * before. One that is read once cannot be: its head is completed at last.
 */
static bool
learn_number_of_rows(struct tg_job *job, struct tg_err *err)
{
	return job->rows.once != NULL || !job->rows.any_rows ||
		(!job->format->binary && !reshapes_any_rows(job) &&
			!makes_share(job)) ||
		tg_job_learn(job, err);
}

/*
 * True if a rank that makes a share finds the same dtype of the result as others,
 * which read other rows: it depends on none of them.
 */
static bool
has_dtype_of_others(const struct tg_job *job)
{
	return !makes_share(job) || !job->format->binary ||
		job->input.tensor.text->typed;
}

/* Undo what was read of INDEX, as far as it cannot stay. */
static void
forget_index(struct tg_job *job)
{
	if (job->index.loaded && !index_comes_with_input(job))
		return;
	tg_tensor_free(&job->index.tensor);
	job->index.loaded = false;
	tg_ahead_drop(&job->ahead);
	if (job->index.format == NULL)
		tg_operand_free(&job->index);
}

/*
 * Make a plan for an INPUT that is only expected, not read. If anything fails,
 * all of it is undone, except that the bytes of INDEX stay. INPUT is then read
 * as a whole, and if something is wrong, the error is found and worded there.
 */
static bool
plan_for_expected_input(struct tg_job *job, struct tg_err *err)
{
	if (find_input(job, err) && tg_job_load_index(job, err) &&
		set_expected_input(job, err) && tg_job_read_fill(job, err) &&
		tg_job_plan(job, err) && has_dtype_of_others(job) &&
		bind_rows(job) && can_be_read_once(job, err) &&
		learn_number_of_rows(job, err)) {
		keep_what_is_uncertain(job);
		return true;
	}
	forget_index(job);
	tg_fill_value_free(&job->fill);
	tg_tensor_free(&job->input.tensor);
	tg_source_rows_free(&job->rows);
	return false;
}

/*
 * True if INPUT is binary and still comes, and its head may say all of it but its
 * elements.
 */
static bool
may_be_read_in_window(const struct tg_job *job)
{
	const struct tg_operand *input = &job->input;

	return !job->as_a_whole && input->own.coming != NULL &&
		job->index.bytes != input->bytes &&
		input->format->expect != NULL &&
		(input->format->recognise != NULL ||
			tg_operand_looks_like_no_other(input));
}

/* As plan_for_expected_input, for a binary INPUT that comes. */
static bool
plan_for_window(struct tg_job *job, struct tg_err *err)
{
	struct tg_source_window *window = &job->window;
	size_t begin;

	*window = (struct tg_source_window){
		.coming = {
			.bytes = &job->input.own,
			.format = job->input.format,
			.request = tg_operand_request(&job->input),
		},
		.index_bytes = job->index.bytes,
		.at_once = job->options->unbuffered,
	};
	if (tg_job_load_index(job, err) &&
		tg_operand_expect(&job->input, &begin, err) &&
		tg_job_read_fill(job, err) && tg_job_plan(job, err)) {
		window->coming.begin = begin;
		if (tg_source_window_open(window, &job->gather, err))
			return true;
	}
	forget_index(job);
	tg_fill_value_free(&job->fill);
	tg_tensor_free(&job->input.tensor);
	tg_source_window_free(window);
	return false;
}

/*
 * Plan for an INPUT of which only the beginning was read, if that is enough. A rank
 * for which the system fails here must not go another way than others: then err
 * says so.
 */
static bool
plan_for_beginning(struct tg_job *job, struct tg_err *err)
{
	if (may_be_read_in_rows(job))
		job->in_rows = plan_for_expected_input(job, err);
	else if (may_be_read_in_window(job))
		job->in_window = plan_for_window(job, err);
	if (!job->in_rows && !job->in_window &&
		!(makes_share(job) && err->code == TG_ESYS))
		tg_err_clear(err);
	return job->in_rows || job->in_window;
}

/*
 * Plan for an INDEX of which only the beginning was read, if that is enough:
 * index_in_parts tells. Of one that need not be waited for more is read until
 * the beginning says what it is.
 */
static bool
try_index_in_parts(struct tg_job *job, struct tg_err *err)
{
	bool more = true;

	/* a rank needs the shape of all, and so does a window, to see if it fits */
	if (makes_share(job) || may_be_read_in_window(job))
		return true;
	while (more) {
		if (tg_job_may_read_index_in_parts(job, err)) {
			if (!tg_job_load_input(job, err))
				return false;
			(void)tg_job_plan_index_in_parts(job, err);
			return true;
		}
		if (!tg_operand_read_on(&job->index, &more, err))
			return false;
	}
	return true;
}

bool
tg_job_read(struct tg_job *job, struct tg_err *err)
{
	bool more;

	job->input.in_parts = job->index.in_parts =
		!job->as_a_whole && !job->options->dry_run && !makes_share(job);
	job->input.at_once = job->index.at_once = job->options->unbuffered;
	if (!tg_job_open(job, err) || !try_index_in_parts(job, err))
		return false;
	if (job->index_in_parts)
		return true;
	/* who has read all of INPUT for that has read it as a whole */
	more = !job->input.loaded;
	while (more) {
		if (plan_for_beginning(job, err))
			return true;
		if (err->code == TG_ESYS)
			return false;
		if (!tg_operand_read_on(&job->input, &more, err))
			return false;
	}
	return (job->input.loaded || tg_job_load_input(job, err)) &&
		tg_job_load_index(job, err) && tg_job_plan(job, err);
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

	/* INDEX is a long text whose parts are needed one after the other */
	if (job->index_in_parts) {
		job->source = &job->index_parts.source;
		return;
	}

	/* INPUT is a binary file that comes from a pipe */
	if (job->in_window) {
		job->source = &job->window.source;
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
	forget_index(job);
	tg_fill_value_free(&job->fill);
	tg_tensor_free(&job->input.tensor);
	tg_source_rows_free(&job->rows);
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
