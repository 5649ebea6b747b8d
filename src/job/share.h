#ifndef TG_JOB_SHARE_H
#define TG_JOB_SHARE_H

#include "job/job.h"

/*
 * tg_job_gather_share - do what one of several ranks has to do for a job: read
 * what its share needs of the operands, write the share beside the result, and
 * give the result its name if all other shares are there. See shard/shard.h.
 *
 * The bytes of the result, and errors, are those of tg_job_gather. Errors:
 * TG_EDATA also if the result would replace an operand; TG_ESYS if an operand has
 * changed meanwhile.
 */
bool tg_job_gather_share(struct tg_job *job, struct tg_err *err);

/* In share_key.c. */

/*
 * tg_share_key - what tells this job from any other, on whatever machine: ranks
 * of one key make one result. What the operands hold is asked for anew.
 *
 * Errors: TG_ESYS.
 */
bool tg_share_key(uint64_t *key, const struct tg_job *job,
	const struct tg_share *share, int64_t nrank, struct tg_err *err);

/* In share_operands.c. */

/*
 * tg_share_check_operands - fail if the result would replace a file that an operand
 * was read from, or named by.
 *
 * Errors: TG_EDATA; TG_ESYS without memory.
 */
bool tg_share_check_operands(const struct tg_job *job, struct tg_err *err);

#endif
