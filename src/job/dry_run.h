#ifndef TG_JOB_DRY_RUN_H
#define TG_JOB_DRY_RUN_H

#include "job/job.h"

/*
 * tg_job_dry_run - try all of a job without writing its result, and print one
 * JSON line: op, dim, the shapes, dtype, format and number of bytes of the
 * result, the smallest and the largest index, and how many are out of range.
 * Calls tg_job_warn.
 */
bool tg_job_dry_run(struct tg_job *job, struct tg_err *err);

#endif
