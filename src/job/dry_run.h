#ifndef TG_JOB_DRY_RUN_H
#define TG_JOB_DRY_RUN_H

#include "job/job.h"

/*
 * tg_job_dry_run - try all of a job without an output, and print one JSON line:
 * op, dim, shapes, dtype, format and bytes of the result, the smallest and the
 * largest index and how many are out of range. Warns as a job does.
 */
bool tg_job_dry_run(struct tg_job *job, struct tg_err *err);

#endif
