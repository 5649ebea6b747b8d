#ifndef TG_JOB_SUGGEST_H
#define TG_JOB_SUGGEST_H

#include "job/job.h"

/*
 * tg_suggest - the job has no plan because the shapes do not fit: try other calls,
 * and add those that fit to err's help, the most likely first, three at most.
 * Each is a complete command line, with the user's other options, and with the
 * shape of its result.
 *
 * Cost: a few plans; no elements are read.
 */
void tg_suggest(struct tg_err *err, const struct tg_job *job);

#endif
