/*
 * Prints --help from the table of options, so that no option can be missing
 * there or be said to take another value than it does.
 */
#include "cli/help.h"

#include <string.h>

#define USAGE "usage: tgather [OPTION]... --dim N INPUT [INDEX]\n"
#define INTRODUCTION                                                          \
	"Gather elements of a tensor along a dimension.\n"                    \
	"INPUT and INDEX: a file, FILE:NAME in it, - for standard input, or " \
	"JSON '[2,0]'.\n"                                                     \
	"No INDEX: standard input.\n"
#define EXAMPLE "tgather --dim 1 '[[1,2],[3,4]]' '[[0,0],[1,0]]'\n"

/* The columns where the help of an option begins, and where lines must end. */
#define LEFT  29
#define RIGHT 80

const char *
tg_help_of(char text[TG_HELP_TEXT], const struct tg_option *row)
{
	size_t before = strcspn(row->help, "%");
	char words[TG_CHOICES_TEXT] = "";

	if (row->help[before] == '\0') {
		snprintf(text, TG_HELP_TEXT, "%s", row->help);
		return text;
	}
	tg_choices_list(words, row->value->words);
	snprintf(text, TG_HELP_TEXT, "%.*s%s%s", (int)before, row->help, words,
		row->help + before + 1);
	return text;
}

/* Print text from column LEFT on; lines are broken between words. */
static void
print_wrapped(struct tg_printed *to, const char *text)
{
	size_t column = LEFT, n;

	for (; *text != '\0'; text += n + (text[n] == ' ')) {
		n = strcspn(text, " ");
		if (column > LEFT && column + 1 + n > RIGHT) {
			tg_print(to, "\n%*s", LEFT, "");
			column = LEFT;
		}
		if (column > LEFT) {
			tg_print_char(to, ' ');
			column++;
		}
		tg_print_bytes(to, text, n);
		column += n;
	}
	tg_print_char(to, '\n');
}

static void
print_row(struct tg_printed *to, const struct tg_option *row)
{
	char left[40], help[TG_HELP_TEXT], letter[] = "-x,";

	if (row->name == NULL) {
		tg_print(to, "\n%s:\n", row->help);
		return;
	}
	letter[1] = row->letter;
	snprintf(left, sizeof(left), "%3s --%s%s%s",
		row->letter != 0 ? letter : "", row->name,
		row->value != NULL && !row->value->optional ? " " : "",
		row->value != NULL ? row->value->argument : "");
	tg_print(to, "  %-*s", LEFT - 2, left);
	print_wrapped(to, tg_help_of(help, row));
}

static void
print_operations(struct tg_printed *to)
{
	static const char *const lines[TG_OPS] = {
		[TG_GATHER] = "output[i][j] = input[i][index[i][j]] for dim 1; "
			      "torch.gather",
		[TG_TAKE_ALONG_DIM] =
			"the same, and sizes of 1 are repeated, as in NumPy",
		[TG_INDEX_SELECT] = "whole slices, such as rows of a table "
				    "(embedding lookup)",
		[TG_PICK] = "one element along the dim at each place of the "
			    "others",
		[TG_TAKE] = "elements by their number in the flattened input",
		[TG_GATHER_ND] = "each row of the index is the coordinates of "
				 "an element",
	};

	tg_print_text(to, "\nOperations (--op):\n");
	for (int i = 0; i < TG_OPS; i++)
		tg_print(to, "  %-15s %s\n", tg_op_table[i].name, lines[i]);
}

void
tg_help_print(struct tg_printed *to)
{
	tg_print_text(to, USAGE INTRODUCTION);
	for (size_t i = 0; i < tg_option_count; i++)
		print_row(to, &tg_option_table[i]);
	print_operations(to);
	tg_print_text(to,
		"\nExamples:\n"
		"  " EXAMPLE "  echo '[2,0]' | tgather --dim 0 -o picks.npy "
		"'[1.5,2.5,3.5]'\n"
		"  tgather --info picks.npy\n");
}

void
tg_help_print_short(struct tg_printed *to)
{
	/* their rows take one line each */
	static const char *const names[] = { "dim", "batch-dims", "output",
		"explain", "info", "help" };

	tg_print_text(to, USAGE INTRODUCTION "\n");
	for (size_t i = 0; i < tg_option_count; i++)
		for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++)
			if (tg_option_table[i].name != NULL &&
				strcmp(tg_option_table[i].name, names[k]) == 0)
				print_row(to, &tg_option_table[i]);
	tg_print_text(to,
		"\n"
		"  " EXAMPLE "  echo '[2,0]' | tgather --dim 0 -o picks.npy "
		"'[1.5,2.5,3.5]'\n"
		"All options: tgather --help. Examples: man tgather.\n");
}

void
tg_help_print_brief(FILE *to)
{
	fputs(USAGE "try:   " EXAMPLE "more:  tgather --help, or man tgather\n",
		to);
}
