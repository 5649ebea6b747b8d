#ifndef TG_CLI_RANK_TEXT_H
#define TG_CLI_RANK_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/*
 * tg_rank_parse - read I/N, the value of --shard: rank I of N, counted from 0.
 *
 *   *rank, *nrank   receive 0 <= rank < nrank <= TG_MAX_RANKS
 *
 * Errors: TG_EUSAGE.
 */
bool tg_rank_parse(
	int64_t *rank, int64_t *nrank, const char *text, struct tg_err *err);

#endif
