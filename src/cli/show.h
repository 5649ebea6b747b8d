#ifndef TG_CLI_SHOW_H
#define TG_CLI_SHOW_H

#include <stdbool.h>

#include "base/error.h"
#include "cli/options.h"

/* The Makefile reads it here. */
#define TG_VERSION "0.1.0"

/*
 * tg_cli_show - print what an action asks for that needs no files: help, the
 * version, a completion. After the help for a call without any argument,
 * err->code is TG_EUSAGE and all has been said.
 *
 * Errors: TG_ESYS when it cannot be written, or there is no memory for it.
 */
bool tg_cli_show(const struct tg_options *options, struct tg_err *err);

#endif
