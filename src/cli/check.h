#ifndef TG_CLI_CHECK_H
#define TG_CLI_CHECK_H

#include <stdbool.h>

#include "base/error.h"
#include "cli/options.h"

/*
 * tg_cli_check - complete options whose command line was read to its end.
 *
 *   operands   n of them, with room for one more
 *
 * Errors: TG_EUSAGE when something is missing, is too much, or does not go with
 * something else. Ownership: options borrow the operands.
 */
bool tg_cli_check(
	struct tg_options *options, int n, char **operands, struct tg_err *err);

#endif
