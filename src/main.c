#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli.h"
#include "process.h"
#include "run.h"

/* Everything one call works with, in the order it comes to be. */
struct job {
	const struct tg_options *options;
	struct tg_operand input;
	struct tg_operand index;
	struct tg_plan plan;
	struct tg_gather gather;
	const struct tg_format *format;
	struct tg_encoder encoder;
	struct tg_output output;
	struct timespec start;
};

/* With --verbose: what was done, and how long after the start. */
static void
tell(const struct job *job, const char *what, const struct tg_shape *shape,
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

static bool
load(struct job *job, struct tg_err *err)
{
	const struct tg_options *o = job->options;

	if (!tg_operand_load(&job->input, &o->input, NULL, err))
		return false;
	tell(job, "input", &job->input.tensor.shape, o->input.text,
		job->input.format->name);
	if (!tg_operand_load(&job->index, &o->index, &job->input, err))
		return false;
	tell(job, "index", &job->index.tensor.shape, o->index.text,
		job->index.format->name);
	return true;
}

/* The two shapes, below what is said about them. */
static void
add_shapes(const struct job *job, struct tg_err *err)
{
	const char *input = job->options->input.text;
	const char *index = job->options->index.text;
	char text[TG_SHAPE_TEXT];
	int width = (int)strlen(input);

	if ((int)strlen(index) > width)
		width = (int)strlen(index);
	width = width > 40 ? 40 : width;
	tg_err_detail(err, "  input  %-*s  %s", width, input,
		tg_shape_text(text, &job->input.tensor.shape));
	tg_err_detail(err, "  index  %-*s  %s", width, index,
		tg_shape_text(text, &job->index.tensor.shape));
}

static bool
plan(struct job *job, struct tg_err *err)
{
	const struct tg_options *o = job->options;

	if (!tg_plan_make(&job->plan, &o->call, &job->input.tensor,
		    &job->index.tensor, err)) {
		add_shapes(job, err);
		return false;
	}
	job->gather = (struct tg_gather){ &job->plan, &job->input.tensor,
		&job->index.tensor, o->policy };
	return true;
}

/* Without -o JSON; with it as the name says, else as the input came. */
static const struct tg_format *
choose_format(const struct job *job)
{
	const struct tg_options *o = job->options;
	const struct tg_format *format = o->output_format;

	if (format == NULL && o->output == NULL)
		return &tg_format_json;
	if (format == NULL)
		format = tg_format_by_ending(o->output);
	return format != NULL ? format : job->input.format;
}

static bool
prepare(struct job *job, struct tg_err *err)
{
	const struct tg_options *o = job->options;
	struct tg_encoder *encoder = &job->encoder;

	job->format = choose_format(job);
	*encoder = (struct tg_encoder){
		.input = &job->input.tensor,
		.shape = job->plan.output,
		.same_format = job->format == job->input.format,
		.pretty = o->pretty,
		.nan = o->nan,
	};
	if (!tg_shape_numel(&encoder->shape, &encoder->n))
		return tg_fail_memory(err, "the result");
	if (o->has_output_shape) {
		encoder->shape = o->output_shape;
		if (!tg_shape_settle(&encoder->shape, encoder->n, err)) {
			tg_err_where(err, "--output-shape");
			return false;
		}
	}
	if (!job->format->prepare(encoder, err)) {
		tg_operand_locate(&job->input, err);
		return false;
	}
	return true;
}

static bool
write_result(struct job *job, struct tg_err *err)
{
	if (!tg_output_open(&job->output, job->options->output, err))
		return false;
	if (job->format->binary && tg_output_is_terminal(&job->output)) {
		tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"binary data is not written to a terminal");
		tg_err_help(err, "name a file with -o, or use a pipe");
		return false;
	}
	if (!tg_run(&job->gather, job->format, &job->encoder, &job->output,
		    err)) {
		tg_operand_locate(
			err->element > 0 ? &job->index : &job->input, err);
		return false;
	}
	if (!tg_output_commit(&job->output, err))
		return false;
	tell(job, "output", &job->encoder.shape, job->output.name,
		job->format->name);
	return true;
}

static bool
gather(const struct tg_options *options, struct tg_err *err)
{
	struct job job = { .options = options };
	bool ok;

	clock_gettime(CLOCK_MONOTONIC, &job.start);
	ok = load(&job, err) && plan(&job, err) && prepare(&job, err) &&
		write_result(&job, err);
	tg_output_free(&job.output);
	tg_operand_free(&job.index);
	tg_operand_free(&job.input);
	return ok;
}

int
main(int argc, char **argv)
{
	struct tg_options options = { 0 };
	static struct tg_err err;

	tg_process_setup();
	if (tg_cli_parse(&options, argc, argv, &err)) {
		if (options.action == TG_ACTION_GATHER)
			gather(&options, &err);
		else
			tg_cli_show(options.action, &err);
	}
	if (err.code != TG_OK)
		tg_cli_print_error(stderr, &err);
	return err.code;
}
