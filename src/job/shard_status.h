#ifndef TG_JOB_SHARD_STATUS_H
#define TG_JOB_SHARD_STATUS_H

#include <stdbool.h>

#include "base/error.h"
#include "cli/options.h"

/*
 * tg_job_shard_status - do --shard status: print a line for each job that has left
 * something beside the output, and commit those whose ranks are all done.
 *
 * Errors: TG_EDATA, after the lines, if there is a job that is not complete, or
 * neither a job nor a result. TG_EUSAGE for an output that cannot be one of
 * ranks; TG_ESYS.
 */
bool tg_job_shard_status(const struct tg_options *options, struct tg_err *err);

/*
 * tg_job_shard_clean - do --shard clean: remove what jobs have left beside the
 * output, and print how many files that were. --quiet prints nothing.
 *
 * Errors: TG_EUSAGE, TG_ESYS.
 */
bool tg_job_shard_clean(const struct tg_options *options, struct tg_err *err);

#endif
