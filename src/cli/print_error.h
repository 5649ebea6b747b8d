#ifndef TG_CLI_PRINT_ERROR_H
#define TG_CLI_PRINT_ERROR_H

#include <stdio.h>

#include "base/error.h"

/* Print an error for people, made harmless for a terminal: see harmless.h. */
void tg_cli_print_error(FILE *to, const struct tg_err *err);

#endif
