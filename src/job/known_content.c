/*
 * Says what a file is that is no tensor, such as a page of HTML under the name
 * of a model, and which command makes one of it.
 */
#include "job/known_content.h"

#include <inttypes.h>
#include <stdlib.h>
#include <stdio.h>
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

/* Add an option of the operand of a role, "" for INPUT or "index-". */
static void
add_option(struct tg_argv *argv, const char *role, const char *name,
	const char *value)
{
	tg_argv_print(argv, "--%s%s", role, name);
	tg_argv_add(argv, value);
}

/* Add the options with which an operand is read as the raw data that it is. */
static void
add_raw_options(struct tg_argv *argv, const struct tg_fixed_head *head,
	const char *role)
{
	char text[TG_SHAPE_TEXT];

	/* the brackets are blanks, and removed */
	tg_shape_list(text, head->shape.size, head->shape.ndim, "  ,");
	text[strlen(text) - 1] = '\0';
	add_option(argv, role, "shape", text + 1);
	add_option(argv, role, "dtype", tg_dtype_name(&head->dtype));
	snprintf(text, sizeof(text), "%" PRId64, head->offset);
	add_option(argv, role, "offset", text);
	if (head->fortran)
		add_option(argv, role, "order", "F");
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

/* The user's call with INPUT at path, and the options for raw data. */
static void
add_raw_call(struct tg_argv *call, const struct tg_operand *operand,
	const struct tg_fixed_head *head, const char *path)
{
	static const char program[] = "tgather";
	struct tg_argv more = { 0 };
	struct tg_options o;

	tg_argv_add(call, program);
	if (operand->listing) {
		tg_argv_add(call, "--info");
		add_raw_options(call, head, "");
		tg_argv_add(call, path);
		return;
	}
	add_raw_options(call, head, "");
	o = *operand->options;
	o.input.text = path;
	tg_command_words(&more, &(struct tg_command){ .options = &o });
	if (more.text.failed)
		call->text.failed = true;
	else
		tg_argv_append(call, &more, 1);
	tg_argv_free(&more);
}

/* What is packed has to be unpacked first, by another program. */
static void
help_with_unpacking(const struct tg_argv *call, const char *path,
	const char *reason, struct tg_err *err)
{
	struct tg_printed line = { 0 };

	tg_print_text(&line, "gzip -dc ");
	if (!tg_operand_is_stdin(path)) {
		tg_shell_word(&line, path);
		tg_print_text(&line, " ");
	}
	tg_print_text(&line, "| ");
	tg_argv_shell(&line, call->text.text, call->n);
	if (!line.failed)
		tg_err_help_shell(err, line.text, reason);
	tg_printed_free(&line);
}

/* The options alone, and which file has the elements if it is another one. */
static void
help_with_options(const struct tg_argv *options, const char *path,
	const char *reason, struct tg_err *err)
{
	struct tg_printed text = { 0 };

	tg_argv_shell(&text, options->text.text, options->n);
	if (path != NULL)
		tg_print(&text, " for %s", path);
	if (!text.failed)
		tg_err_help(err, "%s: %s", reason, text.text);
	tg_printed_free(&text);
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
	const bool packed = operand->bytes->inflated;
	struct tg_argv argv = { 0 };
	struct tg_fixed_head head;
	const char *reason;
	char *path;

	if (operand->path == NULL || !tg_fixed_head_read(&head, operand->bytes))
		return;
	reason = head.scaled ? "its elements can be read as raw data, without "
			       "the scaling that its head asks for"
			     : "its elements can be read as raw data";
	path = path_of_elements(operand, &head);
	if (path != NULL && knows_call(operand))
		add_raw_call(&argv, operand, &head, packed ? "-" : path);
	else if (path != NULL && !packed)
		add_raw_options(
			&argv, &head, operand->spec->index ? "index-" : "");
	if (argv.text.failed || argv.n == 0)
		; /* nothing is suggested */
	else if (!knows_call(operand))
		help_with_options(
			&argv, head.beside ? path : NULL, reason, err);
	else if (packed)
		help_with_unpacking(&argv, path, reason, err);
	else
		tg_err_help_call(err, &argv, "%s", reason);
	tg_argv_free(&argv);
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
		tg_fail(err, TG_ELACK, TG_NOPOS, "this is %s", content->what);
	}
	help_with_raw(operand, err);
	help_with_step(operand, content, err);
	return false;
}
