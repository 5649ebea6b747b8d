#ifndef TG_JOB_OUT_OF_RANGE_H
#define TG_JOB_OUT_OF_RANGE_H

#include "base/error.h"
#include "gather/survey.h"
#include "job/job.h"

/*
 * tg_out_of_range_report - an index is out of range: replace the error by one
 * that helps the user. It tells how many indices are wrong, the first ones of
 * them with their subscripts and their positions in the file, the valid range,
 * the options that would accept them, and the other dim that they fit.
 *
 *   err   err->element was set by the gather that failed
 *   job   with all of index in memory, and job->gather of it
 */
void tg_out_of_range_report(struct tg_err *err, const struct tg_job *job);

/*
 * The same for what a survey has found, where index can be read no more: one
 * index at least is wrong.
 */
void tg_out_of_range_say(struct tg_err *err, const struct tg_job *job,
	const struct tg_survey *survey);

/*
 * Write the valid range of an index, along a dim of a size that is not 0, as
 * "0 to 20" or "-21 to -1 and 1 to 21". Returns text.
 */
const char *tg_out_of_range_valid(
	char text[120], const struct tg_policy *policy, int64_t size);

#endif
