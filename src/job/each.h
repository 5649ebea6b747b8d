#ifndef TG_JOB_EACH_H
#define TG_JOB_EACH_H

#include "job/job.h"

/*
 * tg_job_each - gather with each index of a stream of JSON texts, and write
 * each result on a line before the next index is waited for.
 *
 * Errors: as for a single index; err also names the number of the text and its
 * line. What was written before stays.
 */
bool tg_job_each(struct tg_job *job, struct tg_err *err);

#endif
