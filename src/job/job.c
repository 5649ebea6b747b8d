#include "job/job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/harmless.h"
#include "pipeline/source_sorted.h"
#include "job/out_of_range.h"
#include "job/info.h"
#include "pipeline/source_direct.h"
#include "job/suggest.h"

/* With --verbose: what was done, and how long after the start. */
static void
tell(const struct tg_job *job, const char *what, const struct tg_shape *shape,
	const char *name, const char *format)
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

/* Where the result goes, and under which name. */
static bool
split_output(struct tg_job *job, struct tg_err *err)
{
	const char *path = job->options->output, *colon;

	if (path == NULL || job->output_path != NULL)
		return true;
	colon = tg_format_name_colon(path);
	job->output_path = colon != NULL ? strndup(path, (size_t)(colon - path))
					 : strdup(path);
	if (job->output_path == NULL)
		return tg_fail_memory(err, "a name");
	job->output_name = colon != NULL ? colon + 1 : job->input.name;
	return true;
}

bool
tg_job_start(struct tg_job *job, struct tg_err *err)
{
	const char *fill = job->options->fill;

	return split_output(job, err) &&
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

void
tg_job_tell_input(const struct tg_job *job)
{
	tell(job, "input", &job->input.tensor.shape, job->options->input.text,
		job->input.format->name);
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
	tell(job, "index", &job->index.tensor.shape, o->index.text,
		job->index.format->name);
	return true;
}

bool
tg_job_load_text(struct tg_job *job, const char *name,
	const struct tg_bytes *text, struct tg_err *err)
{
	return tg_operand_load_text(
		&job->index, &job->options->index, name, text, err);
}

void
tg_job_drop_index(struct tg_job *job)
{
	tg_operand_free(&job->index);
}

/* The two shapes, below what is said about them. */
static void
add_shapes(const struct tg_job *job, struct tg_err *err)
{
	const struct tg_operand *operands[] = { &job->input, &job->index };
	char text[TG_SHAPE_TEXT], names[2][44];
	size_t width = 0;

	for (int i = 0; i < 2; i++) {
		tg_harmless(
			names[i], sizeof(names[i]), operands[i]->spec->text);
		if (strlen(names[i]) > width)
			width = strlen(names[i]);
	}
	for (int i = 0; i < 2; i++)
		tg_err_detail(err, "  %s  %-*s  %s", operands[i]->spec->role,
			(int)width, names[i],
			tg_shape_text(text, &operands[i]->tensor.shape));
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

/*
 * Without -o JSON; with it as the name says, else as the input came. What can
 * only be read becomes NPY.
 */
static bool
choose_format(struct tg_job *job, struct tg_err *err)
{
	const struct tg_options *o = job->options;
	const struct tg_format *format = o->output_format;

	if (format == NULL && !o->picture &&
		(job->output_path == NULL || o->each))
		format = &tg_format_json;
	if (format == NULL && !o->picture)
		format = tg_format_by_ending(job->output_path);
	if (format != NULL && format->encode == NULL)
		return tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"%s files can only be read", format->name);
	if (format == NULL)
		format = job->input.format;
	job->format = format->encode != NULL ? format : &tg_format_npy;
	return true;
}

static bool
prepare_encoder(struct tg_job *job, struct tg_err *err)
{
	const struct tg_options *o = job->options;
	struct tg_encoder *encoder = &job->encoder;
	int64_t numel;

	if (!choose_format(job, err))
		return false;
	job->result = job->plan.output;
	if (!tg_shape_numel(&job->result, &numel))
		return tg_fail_memory(err, "the result");
	if (o->has_output_shape) {
		job->result = o->output_shape;
		if (!tg_shape_settle(&job->result, numel, err)) {
			tg_err_where(err, "--output-shape");
			return false;
		}
	}
	*encoder = (struct tg_encoder){
		.name = job->output_name,
		.input = &job->input.tensor,
		.shape = job->result,
		.n = numel,
		.same_format = job->format == job->input.format,
		.pretty = o->pretty,
		.nan = o->nan,
	};
	if (job->format->prepare(encoder, err))
		return true;
	tg_operand_locate(&job->input, err);
	return false;
}

bool
tg_job_plan(struct tg_job *job, struct tg_err *err)
{
	const struct tg_options *o = job->options;
	const struct tg_tensor *input = &job->input.tensor;
	const struct tg_tensor *index = &job->index.tensor;

	if (!tg_plan_make(&job->plan, &o->call, input, index, err)) {
		add_shapes(job, err);
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
	return prepare_encoder(job, err);
}

bool
tg_job_open_output(struct tg_job *job, struct tg_err *err)
{
	if (!job->output.open &&
		!tg_output_open(&job->output, job->output_path, err))
		return false;
	if (job->options->picture)
		return true;
	if (job->format->begin != NULL &&
		!tg_output_can_discard(&job->output)) {
		tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"an archive (%s) is only written to a file with -o",
			job->format->name);
		return false;
	}
	if (!job->format->binary || !tg_output_is_terminal(&job->output))
		return true;
	tg_fail(err, TG_EUSAGE, TG_NOPOS,
		"binary data is not written to a terminal");
	tg_err_help(err, "name a file with -o, or use a pipe");
	return false;
}

/* Complete what a run says: which index, or where in INPUT. */
static bool
complete_error(const struct tg_job *job, struct tg_err *err)
{
	if (err->element > 0)
		tg_out_of_range_report(
			err, &job->gather, &job->index, job->options->each);
	else
		tg_operand_locate(&job->input, err);
	return false;
}

static struct tg_source *
choose_source(const struct tg_job *job, struct tg_source_direct *slices,
	struct tg_source_sorted *cold)
{
	tg_source_direct_make(
		slices, &job->gather, job->input.bytes, job->index.bytes);
	if (slices->input_bytes == NULL &&
		tg_source_sorted_make(cold, &job->gather, job->input.bytes))
		return &cold->source;
	return &slices->source;
}

bool
tg_job_check(struct tg_job *job, struct tg_err *err)
{
	if (!tg_gather_check(&job->gather, err))
		return complete_error(job, err);
	tg_job_warn(job);
	return true;
}

bool
tg_job_write(struct tg_job *job, struct tg_err *err)
{
	struct tg_source_direct slices;
	struct tg_source_sorted cold;
	struct tg_source *source = choose_source(job, &slices, &cold);

	if (!tg_pipeline_run(source, &job->gather, job->format, &job->encoder,
		    &job->output, err))
		return complete_error(job, err);
	tg_job_warn(job);
	return true;
}

bool
tg_job_dry_run(struct tg_job *job, struct tg_err *err)
{
	struct tg_buffer line = { 0 };
	struct tg_source_direct slices;
	int64_t bytes;
	bool ok;

	tg_source_direct_make(
		&slices, &job->gather, job->input.bytes, job->index.bytes);
	if (!tg_pipeline_dry_run(&slices.source, &job->gather, job->format,
		    &job->encoder, &bytes, err))
		return complete_error(job, err);
	tg_job_warn(job);
	ok = tg_info_job(&line, job, bytes, err) &&
		tg_output_print(line.data, line.len, err);
	tg_buffer_free(&line);
	return ok;
}

bool
tg_job_commit(struct tg_job *job, struct tg_err *err)
{
	if (!tg_output_commit(&job->output, err))
		return false;
	tell(job, "output", &job->result, tg_output_name(&job->output),
		job->options->picture         ? TG_PICTURE_FORMAT
			: job->format != NULL ? job->format->name
					      : "json");
	return true;
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
