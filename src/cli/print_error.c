/*
 * Prints an error for the person who called the program: where, what, what was
 * compared, and what to do next. Names and values in it may come from anybody's
 * file, so everything is made harmless for a terminal on its way.
 */
#include "cli/print_error.h"

#include <string.h>

#include "base/error_form.h"
#include "base/harmless.h"
#include "tensor/shape.h"

/* At most so many bytes of an operand are shown. */
#define OPERAND_SHOWN 44

static void
print_text(FILE *to, const char *text)
{
	tg_harmless_print(to, text, strlen(text));
}

/* Print lines that each end with a newline. */
static void
print_lines(FILE *to, const char *lines)
{
	while (*lines != '\0') {
		const size_t len = strcspn(lines, "\n");

		tg_harmless_print(to, lines, len);
		putc('\n', to);
		lines += len + 1;
	}
}

static void
print_where(FILE *to, const struct tg_err *err)
{
	if (err->where[0] == '\0')
		return;
	print_text(to, err->where);
	if (err->line > 0)
		fprintf(to, ":%zu:%zu", err->line, err->column);
	fputs(": ", to);
}

/* Print the shapes of both operands, one below the other. */
static void
print_operands(FILE *to, const struct tg_err *err)
{
	char name[TG_ERR_OPERANDS][OPERAND_SHOWN], text[TG_SHAPE_TEXT];
	size_t width = 0;

	for (int i = 0; i < err->noperand; i++) {
		tg_harmless(name[i], sizeof(name[i]), err->operand[i].text);
		if (strlen(name[i]) > width)
			width = strlen(name[i]);
	}
	for (int i = 0; i < err->noperand; i++) {
		const struct tg_err_operand *operand = &err->operand[i];
		struct tg_shape shape = { .ndim = operand->ndim };

		memcpy(shape.size, operand->size,
			(size_t)shape.ndim * sizeof(shape.size[0]));
		fprintf(to, "  %s  %-*s  %s\n", operand->role, (int)width,
			name[i], tg_shape_text(text, &shape));
	}
}

/* Print what an item of help has beside its reason. */
static void
print_words(FILE *to, const struct tg_err *err, const struct tg_help *item)
{
	const char *words = err->help_text + item->words;
	struct tg_printed line = { 0 };

	if (item->is != TG_HELP_CALL) {
		print_text(to, words);
		return;
	}
	for (size_t i = 0; i < item->shown; i++)
		words += strlen(words) + 1;
	tg_argv_shell(
		&line, words, item->nshown > 0 ? item->nshown : item->nwords);
	/* without memory for the quotes it is shown what the words are */
	if (!line.failed)
		print_text(to, line.text);
	tg_printed_free(&line);
}

static void
print_help(FILE *to, const struct tg_err *err)
{
	for (int i = 0; i < err->nhelp; i++) {
		const struct tg_help *item = &err->help[i];

		fputs(i == 0 ? "help: " : "      ", to);
		print_text(to, tg_err_help_reason(err, i));
		if (item->nwords > 0) {
			fputs(item->below ? ":\n        " : ": ", to);
			print_words(to, err, item);
		}
		putc('\n', to);
	}
}

static void
print_error_text(FILE *to, const struct tg_err *err)
{
	fputs("tgather: ", to);
	print_where(to, err);
	print_text(to, err->what);
	putc('\n', to);
	print_operands(to, err);
	print_lines(to, err->detail);
	print_help(to, err);
	if (err->nhelp == 0 && err->code == TG_EUSAGE)
		fputs("Try 'tgather --help'.\n", to);
}

void
tg_cli_print_warning(const char *text)
{
	if (tg_errors_are_json())
		tg_cli_print_warning_json(text);
	else
		fprintf(stderr, "tgather: warning: %s\n", text);
}

void
tg_cli_print_error(FILE *to, const struct tg_err *err)
{
	if (tg_errors_are_json())
		tg_cli_print_error_json(to, err);
	else
		print_error_text(to, err);
}
