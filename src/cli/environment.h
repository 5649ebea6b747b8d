#ifndef TG_CLI_ENVIRONMENT_H
#define TG_CLI_ENVIRONMENT_H

#include <stdbool.h>

#include "base/error.h"

/*
 * tg_environment_read - set what the variables TGATHER_* say. They change how
 * fast tgather is, never what it writes; an empty one counts as not set.
 *
 * Errors: TG_EUSAGE for a value that means nothing.
 */
bool tg_environment_read(struct tg_err *err);

#endif
