/*
 * Tries other calls than the one that does not fit, as plans, which need no
 * elements of input, and words those that fit as suggestions.
 */
#include "job/trial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gather/packs.h"
#include "gather/resolve.h"
#include "cli/command_line.h"

/* At most so many calls are suggested. */
#define SUGGESTIONS 3

/*
 * A result is offered if it has at most so many elements for each of input and
 * index, or so many in all: a larger one is hardly what was meant.
 */
#define GROWTH     16
#define SMALL_SIZE (1 << 22)

/* More indices than these would take long to read, once for each trial. */
#define INDICES_READ (1 << 26)

bool
tg_trial_can_read(const struct tg_tensor *index)
{
	int64_t n;

	return tg_shape_numel(&index->shape, &n) && n <= INDICES_READ;
}

/* The user's call with another operation and no batch dims. */
struct tg_trial
tg_trial_of(const struct tg_search *s, enum tg_op op)
{
	struct tg_trial trial = {
		.call = s->options->call,
		.index_shape = s->index->shape,
	};

	trial.call.op = op;
	trial.call.batch_dims = 0;
	/* a dim that was meant for another operation */
	if (!tg_op_table[op].has_dim && op != s->options->call.op)
		trial.call.has_dim = false;
	return trial;
}

/*
 * The first dim other than --dim where a gather leaves out a part of input; -1
 * if there is none.
 */
int
tg_trial_dropped_dim(const struct tg_call *call, const struct tg_tensor *input,
	const struct tg_shape *index)
{
	int n = input->shape.ndim;
	int64_t dim = call->dim < 0 ? call->dim + n : call->dim;

	if (tg_op_table[call->op].sizes != TG_SIZES_WITHIN || index->ndim != n)
		return -1;
	for (int i = 0; i < n; i++)
		if (i != dim && index->size[i] < input->shape.size[i])
			return i;
	return -1;
}

/* Fail, so that the trial is dropped, if a result is far larger than what it is
 * made of. */
static bool
check_size(const struct tg_search *s, const struct tg_shape *output)
{
	int64_t n, from, index;

	if (tg_shape_numel(output, &n) &&
		tg_shape_numel(&s->input->shape, &from) &&
		tg_shape_numel(&s->index->shape, &index) &&
		(n <= SMALL_SIZE || n / GROWTH <= from ||
			n / GROWTH - from <= index))
		return true;
	return tg_fail(s->ignored, TG_EDATA, TG_NOPOS, "a large result");
}

/* The shape that the call has in the end: the user may reshape the result. */
static bool
set_result_shape(const struct tg_search *s, const struct tg_trial *trial,
	struct tg_shape *output)
{
	const struct tg_shape *wanted = trial->reshapes_output
		? &trial->output_shape
		: &s->options->output_shape;
	int64_t n;

	if (!trial->reshapes_output && !s->options->has_output_shape)
		return true;
	if (!tg_shape_numel(output, &n))
		return false;
	*output = *wanted;
	return tg_shape_settle(output, n, s->ignored);
}

/*
 * True if the indices are right for a plan, as far as they can be looked at: a
 * reshaped index has its elements where they were only if it is dense.
 */
static bool
indices_fit(const struct tg_search *s, const struct tg_trial *trial,
	const struct tg_plan *plan, const struct tg_tensor *shape)
{
	struct tg_tensor index = *s->index;
	const struct tg_gather gather = {
		.plan = plan,
		.input = s->input,
		.index = &index,
		.policy = s->options->policy,
	};

	if (trial->reshaped && !tg_tensor_is_contiguous(s->index))
		return true;
	if (trial->reshaped) {
		index.shape = shape->shape;
		memcpy(index.stride, shape->stride, sizeof(index.stride));
	}
	return tg_packs_check(&gather, s->ignored) &&
		(!s->in_range || tg_gather_check(&gather, s->ignored));
}

/*
 * True if the result can be written. A text may be written as anything that its
 * elements are, which are not looked at here.
 */
static bool
can_be_written(const struct tg_search *s, const struct tg_shape *output)
{
	return s->input->dtype.type == TG_TEXT ||
		tg_job_could_write(s->job, output, s->ignored);
}

/*
 * Fail, so that the trial is dropped, if INDEX has names and they would name
 * nothing in it: those of --keys are as many as a dim has positions, those of
 * columns are looked up by the user's own operation only.
 */
static bool
check_names(const struct tg_search *s, const struct tg_call *call)
{
	const struct tg_keys *keys = &s->job->keys;
	const struct tg_call *own = &s->options->call;
	const struct tg_shape *input = &s->input->shape;
	const int64_t dim = call->dim < 0 ? call->dim + input->ndim : call->dim;
	bool fit;

	if (keys->sorted == NULL)
		return true;
	if (s->options->keys.text != NULL)
		fit = tg_op_table[call->op].has_dim &&
			keys->n == (uint64_t)input->size[dim];
	else
		fit = call->op == own->op && call->dim == own->dim;
	return fit ||
		tg_fail(s->ignored, TG_EDATA, TG_NOPOS, "names of nothing");
}

/* True if a trial is valid and drops no data; *output is its shape if valid. */
bool
tg_trial_fits(const struct tg_search *s, const struct tg_trial *trial,
	struct tg_shape *output)
{
	struct tg_tensor index = { .shape = trial->index_shape };
	struct tg_plan plan;

	memset(s->ignored, 0, sizeof(*s->ignored));
	if (trial->reshaped)
		tg_shape_strides(&index.shape, index.stride);
	else
		memcpy(index.stride, s->index->stride, sizeof(index.stride));
	if (!tg_plan_make(&plan, &trial->call, s->input, &index, s->ignored))
		return false;
	*output = plan.output;
	if (!check_size(s, output) || !set_result_shape(s, trial, output))
		return false;
	if (s->job != NULL &&
		(!check_names(s, &trial->call) ||
			!indices_fit(s, trial, &plan, &index) ||
			!can_be_written(s, output)))
		return false;
	return tg_trial_dropped_dim(&trial->call, s->input, &index.shape) < 0;
}

/* Suggest a call that another index has to be given to: it is none to make as
 * it is. */
static void
suggest_for_other_indices(struct tg_search *s, const struct tg_argv *argv,
	const char *reason, const char *shape)
{
	struct tg_printed line = { 0 }, why = { 0 };

	tg_print(
		&why, "to %s, giving %s, with indices in range", reason, shape);
	if (!argv->text.failed)
		tg_argv_shell(&line, argv->text.text, argv->n);
	if (!line.failed && !why.failed && line.len > 0)
		tg_err_help_shell(s->err, line.text, why.text);
	tg_printed_free(&why);
	tg_printed_free(&line);
}

/* Suggest a trial: say what it does, and how to call it. */
void
tg_trial_suggest(struct tg_search *s, const struct tg_trial *trial,
	const char *reason, const struct tg_shape *output)
{
	const struct tg_command command = {
		.options = s->options,
		.call = &trial->call,
		.index_shape = trial->reshaped ? &trial->index_shape : NULL,
		.output_shape =
			trial->reshapes_output ? &trial->output_shape : NULL,
	};
	char shape[TG_SHAPE_TEXT];
	struct tg_argv argv = { 0 };

	if (s->found++ >= SUGGESTIONS)
		return;
	tg_command_words(&argv, &command);
	tg_shape_text(shape, output);
	if (s->in_range)
		tg_err_help_call(
			s->err, &argv, "to %s, giving %s", reason, shape);
	else
		suggest_for_other_indices(s, &argv, reason, shape);
	tg_argv_free(&argv);
}

void
tg_trial_suggest_if_it_fits(
	struct tg_search *s, const struct tg_trial *trial, const char *reason)
{
	struct tg_shape output;

	if (tg_trial_fits(s, trial, &output))
		tg_trial_suggest(s, trial, reason, &output);
}
