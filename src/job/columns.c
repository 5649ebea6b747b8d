/*
 * Which column of a text table each column of the result is, so that the result
 * can have the names, too. That is so only where columns stay whole: elsewhere
 * a name would say what is not true.
 */
#include "job/columns.h"

#include <stdlib.h>

#include "gather/resolve.h"
#include "tensor/text.h"

/* Rows were picked: each column is the one that it was. */
static bool
keeps_columns(const struct tg_job *job)
{
	const struct tg_axis *last = &job->plan.axis[job->plan.output.ndim - 1];

	return last->input == 1 && last->index == -1;
}

/* Columns were picked: in all rows the same ones. */
static bool
picks_columns(const struct tg_job *job)
{
	const struct tg_plan *plan = &job->plan;

	return job->options->call.op == TG_INDEX_SELECT &&
		plan->output.ndim == 2 && plan->ncomponent == 1 &&
		plan->component[0].dim == 1 && plan->axis[0].index == -1 &&
		plan->block == 1;
}

/*
 * Get the columns from the indices of the first row. False if one is out of
 * range, which those say who gather.
 */
static bool
resolve_columns(const struct tg_job *job, int64_t *columns, int64_t n)
{
	for (int64_t done = 0; done < n; done += TG_BATCH) {
		const int64_t left = n - done;
		const size_t some =
			left < TG_BATCH ? (size_t)left : (size_t)TG_BATCH;

		if (!tg_gather_resolve(
			    &job->gather, done, some, columns + done, NULL))
			return false;
	}
	return true;
}

bool
tg_job_name_columns(struct tg_job *job, struct tg_err *err)
{
	const struct tg_tensor *input = &job->input.tensor;
	const struct tg_shape *output = &job->plan.output;
	const int ndim = output->ndim;
	bool picks;
	int64_t n;

	free(job->columns);
	job->columns = NULL;
	if (input->text == NULL || input->text->header == NULL ||
		input->shape.ndim != 2 || ndim < 2 || job->result.ndim < 2 ||
		job->result.size[job->result.ndim - 1] !=
			output->size[ndim - 1])
		return true;
	n = output->size[ndim - 1];
	picks = picks_columns(job) && output->size[0] > 0;
	if (!picks && !keeps_columns(job))
		return true;
	if ((uint64_t)n < SIZE_MAX / sizeof(*job->columns))
		job->columns = malloc(((size_t)n + 1) * sizeof(*job->columns));
	if (job->columns == NULL)
		return tg_fail_memory(err, "the names of columns");
	for (int64_t i = 0; i < n; i++)
		job->columns[i] = i;
	if (picks && !resolve_columns(job, job->columns, n)) {
		free(job->columns);
		job->columns = NULL;
	}
	return true;
}
