#ifndef TG_CLI_PARSE_H
#define TG_CLI_PARSE_H

#include <stdbool.h>

#include "base/error.h"
#include "cli/options.h"

/*
 * tg_cli_parse - read the command line. Long options may be cut short as long
 * as they stay unique, options may stand anywhere, -- ends them; "-" and
 * "-:NAME" are operands.
 *
 * Errors: TG_EUSAGE, for all that is wrong whatever the files hold.
 * Ownership: options borrow from argv, whose operands are moved to its front.
 */
bool tg_cli_parse(
	struct tg_options *options, int argc, char **argv, struct tg_err *err);

#endif
