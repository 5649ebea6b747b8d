#ifndef TG_JOB_COMMAND_LINE_H
#define TG_JOB_COMMAND_LINE_H

#include "cli/options.h"
#include "gather/plan.h"

/*
 * tg_command_line - a call as it is typed into a shell, with all that the user
 * said beside it: other options and the operands.
 *
 *   index_shape   what --index-shape says; NULL: what the user said, if so
 *
 * Ownership: the text is malloc'ed; NULL without memory.
 */
char *tg_command_line(const struct tg_options *options,
	const struct tg_call *call, const struct tg_shape *index_shape);

#endif
