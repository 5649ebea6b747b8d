#ifndef TG_GATHER_OP_ELSEWHERE_H
#define TG_GATHER_OP_ELSEWHERE_H

#include <stdbool.h>

#include "base/error.h"

/*
 * tg_op_help_elsewhere - if other libraries have an operation of a name, add to
 * the error what to write for it here: "GatherND is --op gather_nd here".
 *
 * Returns false, and adds nothing, if the name is none that is known.
 */
bool tg_op_help_elsewhere(const char *name, struct tg_err *err);

#endif
