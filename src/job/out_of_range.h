#ifndef TG_JOB_OUT_OF_RANGE_H
#define TG_JOB_OUT_OF_RANGE_H

#include "base/error.h"
#include "gather/survey.h"
#include "job/operand.h"

/*
 * tg_out_of_range_report - an index is out of range: replace what err says by what
 * a person needs. How many are wrong, the first ones with their coordinates
 * and places in the file, the valid range, and the policy that would accept
 * them.
 *
 *   gather   the job that failed with err->element
 *   index    the operand its index came from
 *   stream   it is one of several
 */
void tg_out_of_range_report(struct tg_err *err, const struct tg_gather *gather,
	const struct tg_operand *index, bool stream);

/*
 * "0 to 20", or "-21 to -1 and 1 to 21": what an index may be along a dim of
 * that size, which is not 0. Returns text.
 */
const char *tg_out_of_range_valid(
	char text[120], const struct tg_policy *policy, int64_t size);

#endif
