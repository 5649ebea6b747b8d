#ifndef TG_JOB_MASK_H
#define TG_JOB_MASK_H

#include "job/job.h"

/*
 * tg_mask_help - INDEX could not be read: if it is a mask, whose elements are
 * all true or false, add to err's help how its positions become an index, and
 * the call that picks them.
 *
 *   job   its INPUT is read, or nothing is added; its INDEX has bytes
 *
 * Cost: one pass over INDEX.
 */
void tg_mask_help(struct tg_err *err, const struct tg_job *job);

#endif
