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

/*
 * The shapes fit, but an index is out of range: add the same call along another
 * dim, if all indices are in range there. Returns true if it uses all of INPUT
 * there, so that it may well have been meant.
 *
 * Cost: a plan and a pass over the index for each dim.
 */
bool tg_suggest_other_dim(struct tg_err *err, const struct tg_job *job);

#endif
