#include <stdlib.h>

#include "cli/environment.h"
#include "cli/parse.h"
#include "cli/print_error.h"
#include "cli/show.h"
#include "explain/explain.h"
#include "job/info.h"
#include "job/job.h"
#include "picture/picture.h"
#include "io/signals.h"
#include "format/json/text_stream.h"
#include "pipeline/source_rows.h"

static bool
gather_once(struct tg_job *job, struct tg_err *err)
{
	const struct tg_options *options = job->options;
	bool done;

	if (!tg_job_open_input(job, err) || !tg_tandem(job, &done, err))
		return false;
	if (done)
		return tg_job_commit(job, err);
	if (!tg_job_load_input(job, err) || !tg_job_load_index(job, err))
		return false;
	if ((options->explain || options->picture) &&
		!tg_tensor_widen(&job->input.tensor, err))
		return false;
	if (options->explain)
		return tg_explain(job, options->traced, err);
	if (options->picture)
		return tg_picture(job, err);
	if (!tg_job_plan(job, err))
		return false;
	if (options->dry_run)
		return tg_job_dry_run(job, err);
	return tg_job_open_output(job, err) && tg_job_write(job, err) &&
		tg_job_commit(job, err);
}

/* One text of the stream; which one is said where it fails. */
static bool
gather_text(struct tg_job *job, const char *name, const struct tg_bytes *text,
	size_t n, struct tg_err *err)
{
	bool ok = tg_job_load_text(job, name, text, err) &&
		tg_job_plan(job, err) && tg_job_write(job, err);

	tg_job_drop_index(job);
	if (!ok)
		tg_err_detail(err, "  in text %zu of %s, from line %zu on", n,
			text->name, text->lines_before + 1);
	return ok;
}

static bool
gather_texts(struct tg_job *job, const char *name,
	struct tg_text_stream *stream, struct tg_err *err)
{
	struct tg_bytes text;

	for (;;) {
		if (!tg_text_stream_next(stream, &text, err))
			return false;
		if (text.len == 0)
			return true;
		if (!gather_text(job, name, &text, stream->n, err))
			return false;
	}
}

static bool
gather_each(struct tg_job *job, struct tg_err *err)
{
	const char *text = job->options->index.text, *name = NULL;
	bool is_stdin = tg_operand_is_stdin(text);
	struct tg_text_stream stream = { 0 };
	char *path = NULL;
	bool ok;

	job->format = &tg_format_json;
	ok = tg_operand_name(&path, &name, text, err) &&
		tg_text_stream_open(&stream, is_stdin ? NULL : path, err) &&
		tg_job_load_input(job, err) && tg_job_open_output(job, err) &&
		gather_texts(job, name, &stream, err) &&
		tg_job_commit(job, err);
	tg_text_stream_free(&stream);
	free(path);
	return ok;
}

static bool
gather(const struct tg_options *options, struct tg_err *err)
{
	struct tg_job job = { .options = options };
	bool ok =
		options->each ? gather_each(&job, err) : gather_once(&job, err);

	tg_job_free(&job);
	return ok;
}

/* A file that cannot be read does not keep the others from being listed. */
static bool
list_files(const struct tg_options *options, struct tg_err *err)
{
	struct tg_buffer lines = { 0 };
	enum tg_code worst = TG_OK;

	bool ok;

	for (char **file = options->operands; *file != NULL; file++) {
		if (tg_info_file(&lines, options, *file, err))
			continue;
		tg_cli_print_error(stderr, err);
		worst = err->code > worst ? err->code : worst;
		err->code = TG_OK;
	}
	ok = tg_output_print(lines.data, lines.len, err);
	tg_buffer_free(&lines);
	if (ok) /* what went wrong has been said */
		err->code = worst;
	return ok;
}

static bool
run(const struct tg_options *options, struct tg_err *err)
{
	switch (options->action) {
	case TG_ACTION_GATHER:
		return gather(options, err);
	case TG_ACTION_INFO:
		return list_files(options, err);
	default:
		return tg_cli_show(options, err);
	}
}

int
main(int argc, char **argv)
{
	struct tg_options options = { 0 };
	static struct tg_err err;

	tg_signals_setup();
	if (!tg_environment_read(&err) ||
		!tg_cli_parse(&options, argc, argv, &err) ||
		!run(&options, &err))
		tg_cli_print_error(stderr, &err);
	free(options.kept);
	return (int)err.code;
}
