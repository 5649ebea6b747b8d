#ifndef TG_CLI_CHECK_SHARD_H
#define TG_CLI_CHECK_SHARD_H

#include <stdbool.h>

#include "base/error.h"
#include "cli/options.h"

/*
 * tg_check_shard - refuse what a rank cannot do: ranks make a file together
 * that has a name, of operands that each of them can read.
 *
 *   options   the operands are set
 *
 * Errors: TG_EUSAGE.
 */
bool tg_check_shard(const struct tg_options *options, struct tg_err *err);

/*
 * tg_check_shard_action - complete a call of --shard status or --shard clean,
 * which have no operands, and no option but those that concern them.
 *
 *   operands   n of them
 *
 * Errors: TG_EUSAGE.
 */
bool tg_check_shard_action(
	struct tg_options *options, int n, char **operands, struct tg_err *err);

#endif
