/*
 * One call of the program: how two operands become a result, told from the
 * first step to the last. Each step is a function in this folder, so that
 * explanations, pictures and streams of indices can call those that they need.
 */
#include "job/job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gather/resolve.h"
#include "job/out_of_range.h"
#include "job/suggest.h"
#include "tensor/based.h"

void
tg_job_tell(const struct tg_job *job, const char *what,
	const struct tg_shape *shape, const char *name, const char *format)
{
	char text[TG_SHAPE_TEXT];
	struct timespec now;

	if (!job->options->verbose)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	fprintf(stderr, "tgather: %8.3f ms  %-6s  %s  %s  %s\n",
		(double)(now.tv_sec - job->start.tv_sec) * 1e3 +
			(double)(now.tv_nsec - job->start.tv_nsec) / 1e6,
		what, tg_shape_text(text, shape), format, name);
}

void
tg_job_tell_input(const struct tg_job *job)
{
	tg_job_tell(job, "input", &job->input.tensor.shape,
		job->options->input.text, job->input.format->name);
}

bool
tg_job_start(struct tg_job *job, struct tg_err *err)
{
	const char *fill = job->options->fill;

	return tg_job_name_output(job, err) &&
		(fill == NULL ||
			tg_fill_value_read(
				&job->fill, fill, &job->input.tensor, err));
}

bool
tg_job_open_input(struct tg_job *job, struct tg_err *err)
{
	clock_gettime(CLOCK_MONOTONIC, &job->start);
	return tg_operand_open(&job->input, &job->options->input, NULL, err);
}

bool
tg_job_load_input(struct tg_job *job, struct tg_err *err)
{
	const struct tg_options *o = job->options;

	if (job->input.spec == NULL && !tg_job_open_input(job, err))
		return false;
	if (!tg_operand_load(&job->input, &o->input, NULL, err))
		return false;
	tg_job_tell_input(job);
	return tg_job_start(job, err);
}

bool
tg_job_load_index(struct tg_job *job, struct tg_err *err)
{
	const struct tg_options *o = job->options;

	if (job->index.tensor.data != NULL)
		return true;
	if (!tg_operand_load(&job->index, &o->index, &job->input, err))
		return false;
	tg_job_tell(job, "index", &job->index.tensor.shape, o->index.text,
		job->index.format->name);
	return true;
}

bool
tg_job_load_to_look(struct tg_job *job, struct tg_err *err)
{
	return tg_job_load_input(job, err) && tg_job_load_index(job, err) &&
		tg_tensor_widen(&job->input.tensor, err);
}

/* Add the names and shapes of the two operands to an error about them. */
static void
add_operand_shapes(const struct tg_job *job, struct tg_err *err)
{
	const struct tg_operand *operands[] = { &job->input, &job->index };
	char text[TG_SHAPE_TEXT], names[2][44];
	size_t width = 0;

	for (int i = 0; i < 2; i++) {
		const char *name = operands[i]->spec->text;

		snprintf(names[i], sizeof(names[i]), "%.40s%s", name,
			strlen(name) > 40 ? "..." : "");
		/* a name may have control characters, such as newlines */
		for (char *p = names[i]; *p != '\0'; p++)
			if ((unsigned char)*p < 0x20)
				*p = '?';
		if (strlen(names[i]) > width)
			width = strlen(names[i]);
	}
	for (int i = 0; i < 2; i++)
		tg_err_detail(err, "  %s  %-*s  %s", operands[i]->spec->role,
			(int)width, names[i],
			tg_shape_text(text, &operands[i]->tensor.shape));
}

bool
tg_job_plan(struct tg_job *job, struct tg_err *err)
{
	const struct tg_options *o = job->options;
	const struct tg_tensor *input = &job->input.tensor;
	const struct tg_tensor *index = &job->index.tensor;

	if (!tg_plan_make(&job->plan, &o->call, input, index, err)) {
		add_operand_shapes(job, err);
		tg_suggest(err, o, input, index);
		if (err->help[0] == '\0' && !o->explain && !o->each)
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
	return tg_job_prepare_encoder(job, err);
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

void
tg_job_complete_error(const struct tg_job *job, struct tg_err *err)
{
	if (err->element > 0)
		tg_out_of_range_report(
			err, &job->gather, &job->index, job->options->each);
	else
		tg_operand_locate(&job->input, err);
}

void
tg_job_warn(struct tg_job *job)
{
	char text[TG_WARNING_MAX];

	if (job->options->quiet || job->warned ||
		!tg_warn_dropped(text, &job->options->call, &job->input.tensor,
			&job->index.tensor))
		return;
	fprintf(stderr, "tgather: warning: %s\n", text);
	job->warned = true;
}

bool
tg_job_check(struct tg_job *job, struct tg_err *err)
{
	if (!tg_gather_check(&job->gather, err)) {
		tg_job_complete_error(job, err);
		return false;
	}
	tg_job_warn(job);
	return true;
}

static enum tg_outcome
run_pipeline(struct tg_job *job, struct tg_err *err)
{
	const struct tg_task task = tg_job_task(job);
	enum tg_outcome outcome;

	if (!tg_job_open_output(job, err))
		return TG_FAILED;
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
	if (outcome == TG_AGAIN_WHOLE && tg_job_learn_dtype(job, err))
		outcome = run_pipeline(job, err);
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
		tg_job_tell_input(job);
	}
	tg_job_warn(job);
	return tg_job_commit(job, err);
}

void
tg_job_free(struct tg_job *job)
{
	tg_output_free(&job->output);
	free(job->output_path);
	tg_operand_free(&job->index);
	tg_fill_value_free(&job->fill);
	tg_operand_free(&job->input);
}
