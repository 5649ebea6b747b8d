#ifndef TG_CLI_COMMAND_LINE_H
#define TG_CLI_COMMAND_LINE_H

#include "base/argv.h"
#include "cli/options.h"
#include "gather/plan.h"

/* A call as the user made it, and what is other in it. */
struct tg_command {
	const struct tg_options *options;
	const struct tg_call *call; /* operation, dim and batch dims; NULL: the
				       user's */
	const struct tg_shape *index_shape; /* value of --index-shape; NULL: the
					       user's, if there is one */
	const struct tg_shape
		*output_shape;   /* value of --output-shape, where the
						user gave none; or NULL */
	const char *const *more; /* words that the call has, too */
	size_t nmore;
	const char *instead_of; /* an option that is left out; or NULL */
};

/* Write a call as its words, with the other options and the operands that the
 * user gave. argv->text.failed tells that there was no memory. */
void tg_command_words(struct tg_argv *argv, const struct tg_command *command);

/*
 * tg_command_line - write a call as one types it into a shell.
 *
 *   call   the operation, dim and batch dims to write
 *
 * Returns NULL without memory. Ownership: the text is malloc'ed, the caller's.
 */
char *tg_command_line(
	const struct tg_options *options, const struct tg_call *call);

/*
 * tg_command_help_option - add to an error that the user's call would do with
 * one more option. People are shown the option, programs the whole call.
 *
 *   option   its name, "mode"; what the user gave of it is left out
 *   value    or NULL
 *   reason   "to take the nearest end"
 */
void tg_command_help_option(struct tg_err *err,
	const struct tg_options *options, const char *option, const char *value,
	const char *reason);

#endif
