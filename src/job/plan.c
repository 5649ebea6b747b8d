/*
 * Plans a job: whether its shapes, types and indices fit, and what a person is
 * told where they do not.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/print_error.h"
#include "gather/packs.h"
#include "gather/resolve.h"
#include "job/job.h"
#include "job/out_of_range.h"
#include "job/suggest.h"
#include "job/warn_dropped.h"
#include "job/warn_ending.h"

/* Add the names and shapes of the two operands to an error about them. */
static void
add_operand_shapes(const struct tg_job *job, struct tg_err *err)
{
	const struct tg_operand *operands[] = { &job->input, &job->index };

	for (int i = 0; i < 2; i++) {
		const struct tg_shape *shape = &operands[i]->tensor.shape;

		tg_err_add_operand(err, operands[i]->spec->role,
			operands[i]->spec->text, shape->size, shape->ndim);
	}
}

/* Fail: there must be a name for each position along dim. */
static bool
fail_other_number_of_keys(
	const struct tg_job *job, int dim, int64_t size, struct tg_err *err)
{
	tg_fail(err, TG_ESHAPE, TG_NOPOS,
		"%zu names, but dimension %d of INPUT has size %" PRId64,
		job->keys.n, dim, size);
	tg_err_where(err, "%s", job->keys.source);
	return false;
}

/*
 * Look up the names of INDEX, if it has any. A dim that INPUT does not have is
 * refused by the plan, for which names do as well as numbers.
 */
static bool
resolve_names(struct tg_job *job, struct tg_err *err)
{
	const struct tg_shape *input = &job->input.tensor.shape;
	const int64_t dim = job->options->call.dim;
	const int64_t at = dim < 0 ? dim + input->ndim : dim;

	if (job->index.names == TG_NO_NAMES || at < 0 || at >= input->ndim)
		return true;
	if (job->index.names == TG_NAMES
			? !tg_keys_of_file(&job->keys, err)
			: !tg_keys_of_header(&job->keys, job->input.bytes->name,
				  &job->input.tensor, err))
		return false;
	if (job->keys.n != (uint64_t)input->size[at])
		return fail_other_number_of_keys(
			job, (int)at, input->size[at], err);
	return tg_keys_resolve(
		&job->keys, &job->index, job->options->fill != NULL, err);
}

bool
tg_job_plan(struct tg_job *job, struct tg_err *err)
{
	const struct tg_options *o = job->options;
	const struct tg_tensor *input = &job->input.tensor;
	const struct tg_tensor *index = &job->index.tensor;

	if (!resolve_names(job, err))
		return false;
	if (!tg_plan_make(&job->plan, &o->call, input, index, err)) {
		add_operand_shapes(job, err);
		/* calls are tried before they are suggested: not with names */
		if (job->index.names == TG_NO_NAMES)
			tg_suggest(err, job);
		if (err->nhelp == 0 && !o->explain && !o->each)
			tg_err_help(
				err, "--explain shows the shapes dim by dim");
		return false;
	}
	job->gather = (struct tg_gather){
		.plan = &job->plan,
		.input = input,
		.index = index,
		.fill = o->fill != NULL ? job->fill.element : NULL,
		.policy = o->policy,
	};
	return tg_packs_check(&job->gather, err) &&
		tg_job_prepare_encoder(job, err);
}

void
tg_job_complete_error(const struct tg_job *job, struct tg_err *err)
{
	if (err->element > 0 && job->index_in_parts)
		tg_out_of_range_say(err, job, &job->index_parts.survey);
	else if (err->element > 0)
		tg_out_of_range_report(err, job);
	else
		tg_operand_locate(&job->input, err);
}

void
tg_job_warn(struct tg_job *job)
{
	char text[TG_WARNING_MAX];

	if (job->options->quiet || job->warned)
		return;
	if (tg_job_warn_ending(text, job))
		tg_cli_print_warning(text);
	if (!tg_warn_dropped(text, &job->options->call, &job->input.tensor,
		    &job->index.tensor))
		return;
	tg_cli_print_warning(text);
	job->warned = true;
}

bool
tg_job_check(struct tg_job *job, struct tg_err *err)
{
	if (!tg_gather_check(&job->gather, err) ||
		!tg_gather_check_rows(&job->gather, err)) {
		tg_job_complete_error(job, err);
		return false;
	}
	tg_job_warn(job);
	return true;
}
