#ifndef TG_JOB_KNOWN_CONTENT_H
#define TG_JOB_KNOWN_CONTENT_H

#include "job/operand.h"

/*
 * tg_known_content - after an operand could not be read: if its content is known
 * to be something that is not read at all, say that instead, and what to do.
 * Where shape and dtype were given, the error stays and only help is added,
 * since any bytes can be raw data.
 *
 *   err   TG_EDATA; of another error nothing is changed
 *
 * Returns false.
 */
bool tg_known_content(const struct tg_operand *operand, struct tg_err *err);

#endif
