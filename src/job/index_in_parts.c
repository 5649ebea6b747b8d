/*
 * A long INDEX along dim 0 that is read part by part while the result is made,
 * so that memory does not grow with it. Its first row tells what to plan for.
 */
#include "job/job.h"

#include "base/memory_limit.h"
#include "base/threads.h"
#include "gather/leading.h"
#include "job/operand_file.h"

/* True if blocks of INPUT may have to be sorted by where they are in the file. */
static bool
may_be_sorted(const struct tg_bytes *input)
{
	return tg_memory_may_lack(input->len) &&
		input->len >= tg_memory_limit() / 2;
}

/* True if INDEX is a file with a long text, and nothing is said of it but its format. */
static bool
is_long_text(const struct tg_job *job)
{
	const struct tg_operand_spec *spec = &job->options->index;
	const struct tg_operand *index = &job->index;

	return index->format->open_chunks != NULL &&
		!tg_operand_is_inline(spec) &&
		index->bytes != job->input.bytes &&
		(index->own.coming != NULL ||
			index->bytes->len > (size_t)tg_threads_piece()) &&
		(index->own.coming == NULL ||
			tg_operand_looks_like_no_other(index)) &&
		!spec->has_shape && !spec->has_dtype && !spec->has_offset;
}

/* True if INDEX is binary and still comes, and its head may say all of it. */
static bool
is_binary_that_comes(const struct tg_job *job)
{
	const struct tg_operand *index = &job->index;

	return index->format->expect != NULL && index->own.coming != NULL &&
		(index->format->recognise != NULL ||
			tg_operand_looks_like_no_other(index));
}

static bool
open_index(struct tg_job *job, struct tg_err *err)
{
	struct tg_source_index *parts = &job->index_parts;
	size_t begin;

	if (is_long_text(job)) {
		job->index.tensor.dtype = tg_dtype_of(TG_INT64);
		return tg_source_index_open(parts, err);
	}
	return tg_operand_expect(&job->index, &begin, err) &&
		tg_source_index_open_binary(
			parts, &job->index.tensor, begin, err);
}

bool
tg_job_may_read_index_in_parts(struct tg_job *job, struct tg_err *err)
{
	struct tg_source_index *parts = &job->index_parts;
	struct tg_shape leading;
	bool ok;

	if (job->as_a_whole || job->options->dry_run ||
		job->index.names != TG_NO_NAMES ||
		!(is_long_text(job) || is_binary_that_comes(job)) ||
		may_be_sorted(job->input.bytes))
		return false;
	*parts = (struct tg_source_index){
		.index_format = job->index.format,
		.bytes = job->index.bytes,
		.once = job->index.own.coming != NULL ? &job->index.own : NULL,
		.at_once = job->options->unbuffered,
		.request = tg_operand_request(&job->index),
	};
	ok = open_index(job, err) &&
		!tg_leading_dims(&leading, &job->options->call, &parts->shape);
	tg_err_clear(err);
	if (!ok) {
		tg_tensor_free(&job->index.tensor);
		tg_source_index_free(parts);
	}
	return ok;
}

/* Plan for the shape of INDEX that is expected. */
static bool
plan_for_expected_index(struct tg_job *job, struct tg_err *err)
{
	struct tg_tensor *index = &job->index.tensor;

	/* all indices of a pack may have to be compared: see gather/packs.h */
	if (job->input.tensor.dtype.packing != NULL)
		return false;
	index->shape = job->index_parts.shape;
	tg_shape_strides(&index->shape, index->stride);
	/* what would fit instead is found by looking at all indices */
	return tg_plan_make(&job->plan, &job->options->call, &job->input.tensor,
		       index, err) &&
		tg_job_plan(job, err) &&
		tg_source_index_bind(&job->index_parts, &job->gather);
}

/* Expect so many rows; false if they are none. */
static bool
expect_rows(struct tg_job *job, int64_t n)
{
	job->index_parts.any_rows = false;
	job->index_parts.shape.size[0] = n;
	return n > 0;
}

/* True if the beginning of the result can still be written over at the end. */
static bool
can_be_corrected(struct tg_job *job, struct tg_err *err)
{
	if (job->index_parts.once != NULL)
		return true;
	if (tg_job_open_output(job, err))
		return tg_output_can_discard(&job->output);
	tg_err_clear(err);
	return false;
}

/*
 * True if the number of rows stands at the beginning of the result, and has to
 * be known before.
 */
static bool
needs_number_of_rows(struct tg_job *job, struct tg_err *err)
{
	return job->format->binary && job->format->head != NULL &&
		(!tg_job_head_can_wait(job, err) ||
			!can_be_corrected(job, err));
}

/* Count the rows, unless they can be read only once. */
static bool
count_rows(struct tg_job *job, struct tg_err *err)
{
	return job->index_parts.once == NULL &&
		expect_rows(job, tg_source_index_count(&job->index_parts, err));
}

bool
tg_job_plan_index_in_parts(struct tg_job *job, struct tg_err *err)
{
	if ((!job->options->has_output_shape || count_rows(job, err)) &&
		plan_for_expected_index(job, err) &&
		(!job->index_parts.any_rows ||
			!needs_number_of_rows(job, err) ||
			(count_rows(job, err) &&
				plan_for_expected_index(job, err)))) {
		job->index_in_parts = true;
		return true;
	}
	tg_err_clear(err);
	tg_tensor_free(&job->index.tensor);
	tg_source_index_free(&job->index_parts);
	return false;
}

bool
tg_job_may_plan_again(const struct tg_job *job)
{
	return job->index_in_parts && !job->index_parts.any_rows &&
		job->index_parts.found > 0 && !job->output.seen;
}

bool
tg_job_plan_again(struct tg_job *job, struct tg_err *err)
{
	const bool ok = expect_rows(job, job->index_parts.found) &&
		plan_for_expected_index(job, err);

	tg_err_clear(err);
	return ok;
}

bool
tg_job_corrects_head(const struct tg_job *job)
{
	return job->index_in_parts && job->index_parts.any_rows &&
		job->format->binary && job->format->head != NULL;
}

bool
tg_job_correct_head(struct tg_job *job, struct tg_err *err)
{
	if (!tg_job_corrects_head(job))
		return true;
	job->encoder.shape.size[0] = job->index_parts.found;
	return tg_job_write_head_over(job, err);
}

void
tg_job_forget_index_in_parts(struct tg_job *job)
{
	tg_job_drop_output(job);
	tg_tensor_free(&job->index.tensor);
	job->index_in_parts = false;
	job->as_a_whole = true;
}

void
tg_job_tell_index_in_parts(struct tg_job *job)
{
	job->index.tensor.shape.size[0] = job->index_parts.found;
	if (job->index_parts.any_rows)
		job->result.size[0] = job->index_parts.found;
	tg_job_tell_index(job);
}
