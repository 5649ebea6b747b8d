/*
 * Writes a call of tgather, as words for programs and as a line for the shell,
 * so that the calls that messages suggest can be made as they are.
 */
#include "cli/command_line.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void
add_shape_option(
	struct tg_argv *argv, const char *option, const struct tg_shape *shape)
{
	char text[TG_SHAPE_TEXT];

	/* the brackets are blanks, and removed */
	tg_shape_list(text, shape->size, shape->ndim, "  ,");
	text[strlen(text) - 1] = '\0';
	tg_argv_add(argv, option);
	tg_argv_add(argv, text + 1);
}

static void
add_call(struct tg_argv *argv, const struct tg_call *call)
{
	if (tg_call_has_dim(call)) {
		tg_argv_add(argv, "--dim");
		tg_argv_print(argv, "%" PRId64, call->dim);
	}
	/* --batch-dims alone means index_select, gather is the default */
	if (call->op != TG_GATHER &&
		(call->op != TG_INDEX_SELECT || call->batch_dims == 0)) {
		tg_argv_add(argv, "--op");
		tg_argv_add(argv, tg_op_name(call->op));
	}
	if (call->batch_dims != 0) {
		tg_argv_add(argv, "--batch-dims");
		tg_argv_print(argv, "%" PRId64, call->batch_dims);
	}
}

static bool
is_like_option(const char *operand)
{
	return operand[0] == '-' && !tg_operand_is_stdin(operand);
}

/* Add an option that the user gave, with its value. */
static void
add_given(struct tg_argv *argv, const struct tg_given *given)
{
	const char *name = given->option->name;

	if (given->value != NULL && tg_option_is_optional(given->option)) {
		tg_argv_print(argv, "--%s=%s", name, given->value);
		return;
	}
	tg_argv_print(argv, "--%s", name);
	if (given->value != NULL)
		tg_argv_add(argv, given->value);
}

static void
add_operands(struct tg_argv *argv, const struct tg_options *o)
{
	if (is_like_option(o->input.text) || is_like_option(o->index.text))
		tg_argv_add(argv, "--");
	tg_argv_add(argv, o->input.text);
	if (!o->index_left_out)
		tg_argv_add(argv, o->index.text);
}

void
tg_command_words(struct tg_argv *argv, const struct tg_command *command)
{
	const struct tg_options *o = command->options;
	const struct tg_shape *index_shape = command->index_shape;

	if (index_shape == NULL && o->index.has_shape)
		index_shape = &o->index.shape;
	tg_argv_add(argv, "tgather");
	add_call(argv, command->call != NULL ? command->call : &o->call);
	if (index_shape != NULL)
		add_shape_option(argv, "--index-shape", index_shape);
	if (command->output_shape != NULL)
		add_shape_option(argv, "--output-shape", command->output_shape);
	for (size_t i = 0; i < command->nmore; i++)
		tg_argv_add(argv, command->more[i]);
	for (const struct tg_given *g = o->given; g->option != NULL; g++) {
		if (g->option->use == TG_OF_CALL ||
			(command->instead_of != NULL &&
				strcmp(g->option->name, command->instead_of) ==
					0))
			continue;
		add_given(argv, g);
	}
	add_operands(argv, o);
}

char *
tg_command_line(const struct tg_options *options, const struct tg_call *call)
{
	const struct tg_command command = { .options = options, .call = call };
	struct tg_argv argv = { 0 };
	struct tg_printed line = { 0 };

	tg_command_words(&argv, &command);
	if (!argv.text.failed)
		tg_argv_shell(&line, argv.text.text, argv.n);
	tg_argv_free(&argv);
	if (line.failed)
		tg_printed_free(&line);
	return line.text;
}

void
tg_command_help_option(struct tg_err *err, const struct tg_options *options,
	const char *option, const char *value, const char *reason)
{
	char name[40];
	const char *const more[] = { name, value };
	const struct tg_command command = {
		.options = options,
		.instead_of = option,
		.more = more,
		.nmore = value != NULL ? 2 : 1,
	};
	struct tg_argv argv = { 0 };
	size_t at = 0;
	const char *word;

	snprintf(name, sizeof(name), "--%s", option);
	tg_command_words(&argv, &command);
	/* it is no value of the options before it */
	for (word = argv.text.text;
		!argv.text.failed && strcmp(word, name) != 0;
		word += strlen(word) + 1)
		at++;
	tg_err_help_option(err, &argv, at, command.nmore, reason);
	tg_argv_free(&argv);
}
