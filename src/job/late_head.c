/*
 * The head of a result that tells how many rows there are, where these are
 * counted only while it is made: it is written with more rows than there can be,
 * and written over at the end.
 */
#include "job/job.h"

/*
 * The bytes of the head of a result with so many rows, if it has dims; SIZE_MAX
 * if it cannot be made.
 */
static size_t
length_of_head(const struct tg_job *job, int64_t rows, struct tg_err *err)
{
	struct tg_encoder encoder = job->encoder;
	struct tg_buffer head = { 0 };
	size_t len = 0;

	if (encoder.shape.ndim > 0)
		encoder.shape.size[0] = rows;
	if (job->format->head != NULL)
		len = job->format->head(&encoder, &head, err) ? head.len
							      : SIZE_MAX;
	tg_buffer_free(&head);
	return len;
}

bool
tg_job_can_have_head(const struct tg_job *job, struct tg_err *err)
{
	return length_of_head(job, job->encoder.shape.size[0], err) < SIZE_MAX;
}

bool
tg_job_head_can_wait(const struct tg_job *job, struct tg_err *err)
{
	const struct tg_format *format = job->format;
	const size_t most =
		length_of_head(job, job->encoder.shape.size[0], err);

	return format->seal == NULL &&
		!(format->binary && format->tail != NULL) && most < SIZE_MAX &&
		length_of_head(job, 1, err) == most;
}

bool
tg_job_write_head_over(struct tg_job *job, struct tg_err *err)
{
	struct tg_buffer head = { 0 };
	const bool ok = job->format->head(&job->encoder, &head, err) &&
		tg_output_write_over(&job->output, head.data, head.len, err);

	tg_buffer_free(&head);
	return ok;
}
