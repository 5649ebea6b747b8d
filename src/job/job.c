/*
 * One call of the program, as the struct that its steps fill in part after part.
 * The steps are in the files beside this one, so that explanations, pictures and
 * streams of indices can take those that they need.
 */
#include "job/job.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/error_form.h"
#include "base/harmless.h"
#include "cli/print_error.h"

void
tg_job_tell(const struct tg_job *job, const char *what,
	const struct tg_shape *shape, const char *name, const char *format)
{
	char text[TG_SHAPE_TEXT], harmless[TG_ERR_PLACE];
	struct timespec now;
	int64_t microseconds;

	if (!job->options->verbose)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	microseconds = (int64_t)(now.tv_sec - job->start.tv_sec) * 1000000 +
		(now.tv_nsec - job->start.tv_nsec) / 1000;
	if (tg_errors_are_json()) {
		tg_cli_print_step_json(what, microseconds, shape, format, name);
		return;
	}
	fprintf(stderr, "tgather: %8.3f ms  %-6s  %s  %s  %s\n",
		(double)microseconds / 1e3, what, tg_shape_text(text, shape),
		format, tg_harmless(harmless, sizeof(harmless), name));
}

static void
tell_operand(const struct tg_job *job, const struct tg_operand *operand,
	bool in_parts)
{
	char format[64];

	snprintf(format, sizeof(format), "%s%s", operand->format->name,
		in_parts ? " in parts" : "");
	tg_job_tell(job, operand->spec->role, &operand->tensor.shape,
		operand->spec->text, format);
}

void
tg_job_tell_input(const struct tg_job *job)
{
	tell_operand(job, &job->input, job->in_rows || job->in_window);
}

void
tg_job_tell_index(const struct tg_job *job)
{
	tell_operand(job, &job->index, job->index_in_parts);
}

void
tg_job_free(struct tg_job *job)
{
	tg_output_free(&job->output);
	free(job->output_path);
	job->output_path = NULL;
	free(job->columns);
	job->columns = NULL;
	tg_source_rows_free(&job->rows);
	tg_source_index_free(&job->index_parts);
	tg_source_window_free(&job->window);
	tg_keys_free(&job->keys);
	tg_operand_free(&job->index);
	tg_fill_value_free(&job->fill);
	tg_operand_free(&job->input);
	tg_ahead_drop(&job->ahead);
}
