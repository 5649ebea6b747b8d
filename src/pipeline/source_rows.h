#ifndef TG_PIPELINE_SOURCE_ROWS_H
#define TG_PIPELINE_SOURCE_ROWS_H

#include "job/job.h"

/*
 * tg_tandem - do a job whose input is a long text, chunk by chunk, in constant
 * memory: rows of input and index go together in their leading dims, so that
 * what a chunk of input gives is known from it and its rows of the index.
 *
 * INPUT is opened, and not yet read. *done is set when all is done but
 * tg_job_commit. It is not when the job is of another kind, or anything went
 * wrong: the job is then as it was, but that INDEX may have been read and a
 * pipe be open for the result, and has to be done the other way, which also
 * says what is wrong.
 *
 * Errors: TG_ESYS from reading and writing, and once a part of the result was
 * written where it cannot be taken back.
 */
bool tg_tandem(struct tg_job *job, bool *done, struct tg_err *err);

#endif
