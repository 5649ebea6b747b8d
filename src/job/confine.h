#ifndef TG_JOB_CONFINE_H
#define TG_JOB_CONFINE_H

#include "cli/options.h"

/*
 * tg_job_confine - give up the file system but for what this command line
 * names: the files of the operands, and the place of the output. It is done
 * before any of them is read, and for the rest of the process, so that only
 * main calls it. A command line without a file has nothing that might be
 * hostile, and pays nothing.
 */
void tg_job_confine(const struct tg_options *options);

#endif
