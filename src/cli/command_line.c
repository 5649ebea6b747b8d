/*
 * Writes a call of tgather as a line for the shell, so that people can copy the
 * suggestions in error messages and explanations.
 */
#include "cli/command_line.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/print.h"
#include "base/shell_word.h"

static void
add_argument(struct tg_printed *line, const char *text)
{
	tg_print_text(line, " ");
	tg_shell_word(line, text);
}

static void
add_shape_option(struct tg_printed *line, const char *option,
	const struct tg_shape *shape)
{
	char text[TG_SHAPE_TEXT];

	/* the brackets are blanks: one separates, the other is removed */
	tg_shape_list(text, shape->size, shape->ndim, "  ,");
	text[strlen(text) - 1] = '\0';
	tg_print_text(line, option);
	tg_print_text(line, text);
}

static void
add_call(struct tg_printed *line, const struct tg_call *call)
{
	if (tg_call_has_dim(call))
		tg_print(line, " --dim %" PRId64, call->dim);
	/* --batch-dims alone means index_select, gather is the default */
	if (call->op != TG_GATHER &&
		(call->op != TG_INDEX_SELECT || call->batch_dims == 0)) {
		tg_print_text(line, " --op ");
		tg_print_text(line, tg_op_name(call->op));
	}
	if (call->batch_dims != 0)
		tg_print(line, " --batch-dims %" PRId64, call->batch_dims);
}

static bool
is_like_option(const char *operand)
{
	return operand[0] == '-' && !tg_operand_is_stdin(operand);
}

char *
tg_command_line(const struct tg_options *o, const struct tg_call *call,
	const struct tg_shape *index_shape, const struct tg_shape *output_shape)
{
	struct tg_printed printed = { 0 }, *line = &printed;

	if (index_shape == NULL && o->index.has_shape)
		index_shape = &o->index.shape;
	tg_print_text(line, "tgather");
	add_call(line, call);
	if (index_shape != NULL)
		add_shape_option(line, " --index-shape", index_shape);
	if (output_shape != NULL)
		add_shape_option(line, " --output-shape", output_shape);
	for (const struct tg_given *g = o->given; g->option != NULL; g++) {
		if (g->option->use == TG_OF_CALL)
			continue;
		tg_print_text(line, " --");
		tg_print_text(line, g->option->name);
		if (g->value == NULL)
			continue;
		tg_print_text(
			line, tg_option_is_optional(g->option) ? "=" : " ");
		tg_shell_word(line, g->value);
	}
	if (is_like_option(o->input.text) || is_like_option(o->index.text))
		tg_print_text(line, " --");
	add_argument(line, o->input.text);
	if (!o->index_left_out)
		add_argument(line, o->index.text);
	if (line->failed)
		tg_printed_free(line);
	return line->text;
}
