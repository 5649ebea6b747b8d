/*
 * --dry-run: tries a job, with every index and every conversion, but writes no
 * result. Scripts get one JSON line about what the job would give.
 */
#include "job/dry_run.h"

#include "gather/survey.h"
#include "io/output.h"
#include "job/json_line.h"

/* Print the line; whether there was memory is asked of the text. */
static bool
print_line_about_job(struct tg_printed *to, const struct tg_job *job,
	int64_t bytes, struct tg_err *err)
{
	const struct tg_component *component = &job->plan.component[0];
	const enum tg_op op = job->options->call.op;
	struct tg_json_line line = tg_json_line_begin(to);
	struct tg_dtype dtype = job->encoder.dtype;
	struct tg_survey survey;

	tg_gather_survey(&job->gather, &survey);
	tg_json_line_text(&line, "op", tg_op_name(op));
	if (tg_call_has_dim(&job->options->call))
		tg_json_line_integer(&line, "dim", component->dim);
	else
		tg_json_line_text(&line, "dim", NULL);
	tg_json_line_shape(&line, "input_shape", &job->input.tensor.shape);
	tg_json_line_shape(&line, "index_shape", &job->index.tensor.shape);
	tg_json_line_shape(&line, "output_shape", &job->result);
	/* on its way to a text, what is unpacked has the order of this machine */
	if (job->encoder.unpack != NULL && !job->format->binary)
		dtype.big_endian = false;
	if (dtype.type != TG_TEXT)
		tg_json_line_text(&line, "dtype", tg_dtype_name(&dtype));
	else if (!tg_json_line_dtype(&line, &job->input.tensor, err))
		return false;
	tg_json_line_text(&line, "format", job->format->name);
	tg_json_line_integer(&line, "bytes", bytes);
	tg_json_line_raw(&line, "smallest_index",
		survey.n > 0 ? survey.smallest : "null");
	tg_json_line_raw(
		&line, "largest_index", survey.n > 0 ? survey.largest : "null");
	tg_json_line_integer(&line, "out_of_range", survey.noutside);
	tg_json_line_end(&line);
	return !to->failed || tg_fail_memory(err, "a line");
}

bool
tg_job_dry_run(struct tg_job *job, struct tg_err *err)
{
	struct tg_printed line = { 0 };
	struct tg_task task;
	int64_t bytes;
	bool ok;

	if (!tg_job_read(job, err))
		return false;
	tg_job_choose_source(job);
	if (!tg_job_try_output(job, err))
		return false;
	task = tg_job_task(job);
	if (!tg_pipeline_try(&task, &bytes, err)) {
		tg_job_complete_error(job, err);
		return false;
	}
	tg_job_warn(job);
	ok = print_line_about_job(&line, job, bytes, err) &&
		tg_job_is_still_whole(job, err) &&
		tg_output_print(line.text, line.len, err);
	tg_printed_free(&line);
	return ok;
}
