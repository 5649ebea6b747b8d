#include <stdlib.h>

#include "cli.h"
#include "job.h"
#include "process.h"
#include "stream.h"

static bool
gather_once(struct tg_job *job, struct tg_err *err)
{
	return tg_job_load_input(job, err) && tg_job_load_index(job, err) &&
		tg_job_plan(job, err) && tg_job_open_output(job, err) &&
		tg_job_write(job, err) && tg_job_commit(job, err);
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
gather_texts(struct tg_job *job, const char *name, struct tg_stream *stream,
	struct tg_err *err)
{
	struct tg_bytes text;

	for (;;) {
		if (!tg_stream_next(stream, &text, err))
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
	struct tg_stream stream = { 0 };
	char *path = NULL;
	bool ok;

	job->format = &tg_format_json;
	ok = tg_operand_name(&path, &name, text, err) &&
		tg_stream_open(&stream, is_stdin ? NULL : path, err) &&
		tg_job_load_input(job, err) && tg_job_open_output(job, err) &&
		gather_texts(job, name, &stream, err) &&
		tg_job_commit(job, err);
	tg_stream_free(&stream);
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
	free(options.kept);
	if (err.code != TG_OK)
		tg_cli_print_error(stderr, &err);
	return (int)err.code;
}
