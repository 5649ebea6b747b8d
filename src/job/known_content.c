/*
 * Says what a file is that is no tensor, such as a page of HTML under the name
 * of a model, and which command makes one of it.
 */
#include "job/known_content.h"

#include "base/print.h"
#include "format/contents.h"
#include "job/command_line.h"

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
		tg_command_line_word(to, path);
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
		tg_operand_is_inline(operand->spec->text) ||
		tg_format_by_content(operand->bytes, false) != NULL)
		return false;
	content = tg_content_find(operand->bytes);
	if (content == NULL ||
		(content->format != NULL && content->format == operand->format))
		return false;
	if (may_be_raw(operand)) {
		tg_err_help(err, "the content looks like %s", content->what);
	} else {
		tg_err_clear(err);
		tg_fail(err, TG_EDATA, TG_NOPOS, "this is %s", content->what);
	}
	help_with_step(operand, content, err);
	return false;
}
