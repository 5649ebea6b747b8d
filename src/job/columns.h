#ifndef TG_JOB_COLUMNS_H
#define TG_JOB_COLUMNS_H

#include "job/job.h"

/*
 * tg_job_name_columns - find out which column of INPUT each column of the result
 * is, if INPUT is a text table whose columns have names: where its rows are
 * picked, or its columns by index_select. Set job->columns, which is freed with
 * the job; it stays NULL where columns of the result have no names.
 *
 * Needs the plan and the shape of the result. Errors: TG_ESYS without memory.
 */
bool tg_job_name_columns(struct tg_job *job, struct tg_err *err);

#endif
