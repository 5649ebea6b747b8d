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
 * Errors: TG_EUSAGE, for all that is wrong whatever the files hold. If
 * options->guessed is true then, the job may add to the error which calls fit.
 * Ownership: options borrow from argv, whose operands are moved to its front;
 * the caller calls tg_cli_free, also after an error.
 */
bool tg_cli_parse(
	struct tg_options *options, int argc, char **argv, struct tg_err *err);

void tg_cli_free(struct tg_options *options);

#endif
