#ifndef TG_CLI_PARSE_H
#define TG_CLI_PARSE_H

#include <stdbool.h>
#include <stdio.h>

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

/*
 * tg_cli_show - print what an action asks for that needs no files: help, the
 * version, a completion. After the help for a call without any argument,
 * err->code is TG_EUSAGE and all has been said.
 *
 * Errors: TG_ESYS when it cannot be written.
 */
bool tg_cli_show(const struct tg_options *options, struct tg_err *err);

/* Print an error for people, control characters made visible. */
void tg_cli_print_error(FILE *to, const struct tg_err *err);

#endif
