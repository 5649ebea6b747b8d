#ifndef TG_JOB_WARN_ENDING_H
#define TG_JOB_WARN_ENDING_H

#include "job/job.h"
#include "job/warn_dropped.h"

/*
 * Write a warning to text if the output of a planned job has an ending of no
 * format, and nothing else says the format. Returns false if there is nothing to
 * warn of.
 */
bool tg_job_warn_ending(char text[TG_WARNING_MAX], const struct tg_job *job);

#endif
