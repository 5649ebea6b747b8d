#ifndef TG_JOB_RANK_H
#define TG_JOB_RANK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/*
 * tg_rank_find - ask the engine that started this process which rank it is, of
 * how many: Open MPI, those with PMI's variables (MPICH, Intel MPI), and Slurm's
 * steps, the first of them that there is.
 *
 *   *rank, *nrank   receive 0 <= rank < nrank <= TG_MAX_RANKS
 *   *engine         receives its name, for people; static
 *
 * Errors: TG_EUSAGE if there is none, if it does not tell the number of ranks,
 * or if it tells of one process where there are many; help then says what to
 * write. TG_EUSAGE, too, if what it tells means nothing.
 */
bool tg_rank_find(
	int64_t *rank, int64_t *nrank, const char **engine, struct tg_err *err);

#endif
