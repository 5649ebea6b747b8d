#ifndef TG_JOB_CONFINE_H
#define TG_JOB_CONFINE_H

#include "job/job.h"

/*
 * tg_job_confine - give up the file system but for the place of the output, once
 * the operands are open and before a byte of them is looked at. It holds for the
 * rest of the process. A job whose operands are on the command line has nothing
 * that might be hostile, and pays nothing.
 */
void tg_job_confine(const struct tg_job *job);

/*
 * The same for --info, which writes no file: one file is open already; if there
 * are others, files can still be read.
 */
void tg_info_confine(bool others);

#endif
