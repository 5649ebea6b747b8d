/*
 * --each: INDEX is a stream of JSON texts, or of lines of a text table. Each is
 * answered with a line of output as soon as it is complete, so that a program
 * that waits for the answer can send the next one. INPUT is read once.
 */
#include "job/each.h"

#include <stdlib.h>

#include "format/json/text_stream.h"
#include "format/text/recognise.h"
#include "io/terminal.h"

/* True if the text was a line without an index: a blank one, or a comment. */
static bool
has_no_index(const struct tg_job *job)
{
	const struct tg_tensor *index = &job->index.tensor;

	return tg_text_is_format(job->index.format) && index->shape.ndim == 1 &&
		index->shape.size[0] == 0;
}

/* Gather with text number n of the stream; after an error say which it is. */
static bool
gather_text(struct tg_job *job, const char *name, const struct tg_bytes *text,
	size_t n, struct tg_err *err)
{
	bool ok = tg_job_load_text(job, name, text, err);
	const bool is_line = tg_text_is_format(job->index.format);

	ok = ok &&
		(has_no_index(job) ||
			(tg_job_plan(job, err) && tg_job_write(job, err)));
	tg_operand_free(&job->index);
	if (!ok && !is_line)
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

bool
tg_job_each(struct tg_job *job, struct tg_err *err)
{
	const char *text = job->options->index.text, *name = NULL;
	bool is_stdin = tg_operand_is_stdin(text);
	struct tg_text_stream stream = {
		.lines = tg_text_is_format(job->options->index.format),
	};
	char *path = NULL;
	bool ok;

	job->format = &tg_format_json;
	if (is_stdin && !job->options->quiet)
		tg_terminal_prompt("indices");
	ok = tg_operand_name(&path, &name, text, err) &&
		tg_text_stream_open(&stream, is_stdin ? NULL : path, err) &&
		tg_job_load_input(job, err) && tg_job_open_output(job, err) &&
		gather_texts(job, name, &stream, err) &&
		tg_job_commit(job, err);
	tg_text_stream_free(&stream);
	free(path);
	return ok;
}
