/*
 * Says what a file is that is no tensor, such as a page of HTML under the name
 * of a model, and which command makes one of it.
 */
#include "job/known_content.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/print.h"
#include "base/shell_word.h"
#include "format/contents.h"
#include "format/fixed_head.h"
#include "cli/command_line.h"

/* The command that makes something readable of the content. */
static void
print_step(struct tg_printed *to, const struct tg_content *content,
	const char *path)
{
	const char *before =
		content->next == TG_NEXT_PYTHON ? "python3 -c '" : "";
	const char *behind = content->next == TG_NEXT_PYTHON ? "' " : " ";

	tg_print_text(to, before);
	tg_print_text(to, content->step);
	if (content->next == TG_NEXT_SAID)
		return;
	if (content->next == TG_NEXT_FILTER && path == NULL) {
		tg_print_text(to, " | tgather ...");
		return;
	}
	tg_print_text(to, behind);
	if (path == NULL)
		tg_print_text(to, "FILE");
	else
		tg_shell_word(to, path);
	if (content->next == TG_NEXT_FILTER)
		tg_print_text(to, " | tgather ..., with - in its place");
}

static void
help_with_step(const struct tg_operand *operand,
	const struct tg_content *content, struct tg_err *err)
{
	const char *path = operand->path;
	struct tg_printed step = { 0 };

	if (path != NULL && tg_operand_is_stdin(path))
		path = NULL;
	print_step(&step, content, path);
	if (!step.failed)
		tg_err_help(err, "%s", step.text);
	tg_printed_free(&step);
}

/* Add the options with which an operand is read as the raw data that it is. */
static void
print_raw_options(struct tg_printed *to, const struct tg_fixed_head *head,
	const char *role)
{
	char shape[TG_SHAPE_TEXT];

	/* the brackets are blanks: one separates, the other is removed */
	tg_shape_list(shape, head->shape.size, head->shape.ndim, "  ,");
	shape[strlen(shape) - 1] = '\0';
	tg_print(to, " --%sshape%s --%sdtype ", role, shape, role);
	tg_shell_word(to, tg_dtype_name(&head->dtype));
	tg_print(to, " --%soffset %" PRId64, role, head->offset);
	if (head->fortran)
		tg_print(to, " --%sorder F", role);
}

/*
 * The path of the file that has the elements: NAME.img beside NAME.hdr. Returns
 * NULL if that is not known, or without memory; else it is malloc'ed.
 */
static char *
path_of_elements(
	const struct tg_operand *operand, const struct tg_fixed_head *head)
{
	char *path = NULL;

	if (!head->beside || tg_format_ends_with(operand->path, ".hdr"))
		path = strdup(operand->path);
	if (path != NULL && head->beside)
		memcpy(path + strlen(path) - strlen("img"), "img", 3);
	return path;
}

/* The user's call, with the options for raw data; INPUT is the elements' path. */
static void
print_raw_call(struct tg_printed *to, const struct tg_operand *operand,
	const struct tg_fixed_head *head, const char *path)
{
	static const char program[] = "tgather";
	const bool packed = operand->bytes->inflated;
	struct tg_options o;
	char *line;

	if (operand->listing) {
		tg_print(to, "%s --info", program);
		print_raw_options(to, head, "");
		tg_print_text(to, " ");
		tg_shell_word(to, path);
		return;
	}
	o = *operand->options;
	o.input.text = packed ? "-" : path;
	line = tg_command_line(&o, &o.call, NULL, NULL);
	if (line == NULL) {
		to->failed = true;
		return;
	}
	if (packed) {
		tg_print_text(to, "gzip -dc ");
		if (!tg_operand_is_stdin(path))
			tg_shell_word(to, path);
		tg_print_text(to, tg_operand_is_stdin(path) ? "| " : " | ");
	}
	tg_print_text(to, program);
	print_raw_options(to, head, "");
	tg_print_text(to, line + strlen(program));
	free(line);
}

/* True if a call can be told, and not only options. */
static bool
knows_call(const struct tg_operand *operand)
{
	const struct tg_operand_spec *spec = operand->spec;
	const struct tg_options *o = operand->options;

	if (spec->index || spec->has_shape || spec->has_dtype ||
		spec->has_offset || spec->layout != TG_LAYOUT_UNSAID ||
		spec->format != NULL)
		return false;
	if (operand->listing)
		return !operand->bytes->inflated;
	/* inflated, INPUT is standard input */
	return o != NULL && !o->each &&
		!(operand->bytes->inflated &&
			(o->index_left_out ||
				tg_operand_is_stdin(o->index.text)));
}

/* If the elements of an image are raw data in the file, say how to read them. */
static void
help_with_raw(const struct tg_operand *operand, struct tg_err *err)
{
	struct tg_printed text = { 0 };
	struct tg_fixed_head head;
	char *path;

	if (operand->path == NULL || !tg_fixed_head_read(&head, operand->bytes))
		return;
	path = path_of_elements(operand, &head);
	if (path != NULL && knows_call(operand)) {
		print_raw_call(&text, operand, &head, path);
	} else if (path != NULL && !operand->bytes->inflated) {
		print_raw_options(
			&text, &head, operand->spec->index ? "index-" : "");
		if (head.beside)
			tg_print(&text, " for %s", path);
	}
	if (!text.failed && text.len > 0) {
		tg_err_help(err, "its elements can be read as raw data%s:",
			head.scaled
				? ", without the scaling that its head asks for"
				: "");
		tg_err_help(
			err, "  %s", text.text + (*text.text == ' ' ? 1 : 0));
	}
	tg_printed_free(&text);
	free(path);
}

/* True if the user said all that raw data needs, so that this may be some. */
static bool
may_be_raw(const struct tg_operand *operand)
{
	return operand->format == &tg_format_raw && operand->spec->has_shape &&
		operand->spec->has_dtype;
}

bool
tg_known_content(const struct tg_operand *operand, struct tg_err *err)
{
	const struct tg_content *content;

	if (err->code != TG_EDATA || operand->bytes == NULL ||
		tg_operand_is_inline(operand->spec) ||
		tg_format_by_content(operand->bytes, false) != NULL)
		return false;
	content = tg_content_find(operand->bytes);
	if (content == NULL ||
		(content->format != NULL && content->format == operand->format))
		return false;
	if (may_be_raw(operand)) {
		tg_err_help(err, "by its content, this is %s", content->what);
	} else {
		tg_err_clear(err);
		tg_fail(err, TG_EDATA, TG_NOPOS, "this is %s", content->what);
	}
	help_with_raw(operand, err);
	help_with_step(operand, content, err);
	return false;
}
