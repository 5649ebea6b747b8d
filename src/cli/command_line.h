#ifndef TG_CLI_COMMAND_LINE_H
#define TG_CLI_COMMAND_LINE_H

#include "cli/options.h"
#include "gather/plan.h"

/*
 * tg_command_line - write a call as one types it into a shell, with the other
 * options and the operands that the user gave.
 *
 *   call          the operation, dim and batch dims to write
 *   index_shape   value of --index-shape; NULL: the user's, if there is one
 *   output_shape  value of --output-shape, where the user gave none; or NULL
 *
 * Returns NULL without memory. Ownership: the text is malloc'ed, the caller's.
 */
char *tg_command_line(const struct tg_options *options,
	const struct tg_call *call, const struct tg_shape *index_shape,
	const struct tg_shape *output_shape);

#endif
