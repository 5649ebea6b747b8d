#ifndef TG_EXPLAIN_EXPLAIN_H
#define TG_EXPLAIN_EXPLAIN_H

#include "job/job.h"

/*
 * tg_explain - plan a job whose operands are loaded, check every index, and
 * print for people what it would gather; nothing is gathered. Of a job that
 * fails, what can be said is printed all the same.
 *
 *   n   how many elements of output are traced
 *
 * Errors: as planning and checking the job, after the explanation was printed;
 * TG_ESYS when it cannot be printed.
 * Cost: one pass over the index; of a binary input only what is shown is read.
 */
bool tg_explain(struct tg_job *job, int64_t n, struct tg_err *err);

#endif
