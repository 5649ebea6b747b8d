/*
 * Prints completion scripts. What options there are comes from their table, and
 * the shell's own code from src/cli/shell/, so that no option has to be written
 * down once more for each shell.
 */
#include "cli/completion.h"

#include <string.h>

#include "cli/help.h"

/* The Makefile makes these headers from the scripts in src/cli/shell/. */
static const char *const bash_lines[] = {
#include "cli/shell/tgather.bash.h"
	NULL,
};
static const char *const zsh_lines[] = {
#include "cli/shell/tgather.zsh.h"
	NULL,
};
static const char *const fish_lines[] = {
#include "cli/shell/tgather.fish.h"
	NULL,
};

/*
 * A script for sed -nE that prints the names of tensors in the lines of --info.
 * A name that has an escape other than \" and \\ holds a control character; it
 * cannot be typed, and is left out.
 */
static const char names_of_info[] =
	"/\",\"name\":\"/!d;"
	"s/.*\",\"name\":\"(.*)\",\"format\":\".*/\\1/;"
	"/^([^\\\\]|\\\\[\"\\\\])*$/{s/\\\\(.)/\\1/g;p;}";

/* Print text that stands between single quotes, with a backslash before each of
 * the special characters. */
static void
print_quoted(FILE *to, const char *text, const char *special)
{
	for (; *text != '\0'; text++) {
		if (strchr(special, *text) != NULL)
			fprintf(to, "\\%c", *text);
		else if (*text == '\'')
			fputs("'\\''", to);
		else
			putc(*text, to);
	}
}

static void
print_words(FILE *to, tg_choices *words)
{
	for (size_t i = 0; words(i) != NULL; i++)
		fprintf(to, "%s%s", i > 0 ? " " : "", words(i));
}

/* Print every way to write an option. */
static void
print_names(FILE *to, const struct tg_option *row, const char *between)
{
	if (row->letter != 0)
		fprintf(to, "-%c%s", row->letter, between);
	fprintf(to, "--%s", row->name);
	if (row->alias != NULL)
		fprintf(to, "%s--%s", between, row->alias);
}

/* Print the case of _tgather_value that says what stands behind an option. */
static void
print_bash_case(FILE *to, const struct tg_option *row)
{
	putc('\t', to);
	print_names(to, row, " | ");
	if (row->value->words != NULL) {
		fputs(") value='words' words='", to);
		print_words(to, row->value->words);
		fputs("' ;;\n", to);
	} else {
		fprintf(to, ") value='%s' ;;\n",
			row->value->is_file ? "file" : "any");
	}
}

static void
print_bash(FILE *to)
{
	fputs("_tgather_names='", to);
	print_quoted(to, names_of_info, "");
	fputs("'\n_tgather_options='", to);
	for (size_t i = 0; i < tg_option_count; i++)
		if (tg_option_table[i].name != NULL) {
			print_names(to, &tg_option_table[i], " ");
			putc(' ', to);
		}
	fputs("'\n\n_tgather_value()\n{\n\tcase $1 in\n", to);
	for (size_t i = 0; i < tg_option_count; i++)
		if (tg_option_table[i].value != NULL &&
			!tg_option_is_optional(&tg_option_table[i]))
			print_bash_case(to, &tg_option_table[i]);
	fputs("\tesac\n}\n\n", to);
}

/* Print a specification for _arguments, of one way to write an option. */
static void
print_zsh_spec(FILE *to, const struct tg_option *row, const char *name)
{
	const struct tg_option_value *value = row->value;
	char help[TG_HELP_TEXT];

	fputs("\t'(", to);
	print_names(to, row, " ");
	fprintf(to, ")%s%s[", name,
		value == NULL                        ? ""
			: tg_option_is_optional(row) ? "=-"
			: name[1] == '-'             ? "="
						     : "+");
	print_quoted(to, tg_help_of(help, row), "[]:\\");
	putc(']', to);
	if (value != NULL)
		fprintf(to,
			value->optional ? "::%s:" : ":%s:", value->argument);
	if (value != NULL && value->words != NULL) {
		putc('(', to);
		print_words(to, value->words);
		putc(')', to);
	} else if (value != NULL) {
		fputs(value->is_file ? "_files" : " ", to);
	}
	fputs("'\n", to);
}

static void
print_zsh_row(FILE *to, const struct tg_option *row)
{
	char name[80];

	snprintf(name, sizeof(name), "-%c", row->letter);
	if (row->letter != 0)
		print_zsh_spec(to, row, name);
	snprintf(name, sizeof(name), "--%s", row->name);
	print_zsh_spec(to, row, name);
	if (row->alias == NULL)
		return;
	snprintf(name, sizeof(name), "--%s", row->alias);
	print_zsh_spec(to, row, name);
}

static void
print_zsh(FILE *to)
{
	fputs("typeset -g _tgather_names='", to);
	print_quoted(to, names_of_info, "");
	fputs("'\ntypeset -ga _tgather_options=(\n", to);
	for (size_t i = 0; i < tg_option_count; i++)
		if (tg_option_table[i].name != NULL)
			print_zsh_row(to, &tg_option_table[i]);
	fputs(")\n\n", to);
}

static void
print_fish_row(FILE *to, const struct tg_option *row)
{
	const struct tg_option_value *value = row->value;
	char help[TG_HELP_TEXT];

	fputs("complete -c tgather", to);
	if (row->letter != 0)
		fprintf(to, " -s %c", row->letter);
	fprintf(to, " -l %s", row->name);
	if (row->alias != NULL)
		fprintf(to, " -l %s", row->alias);
	if (value != NULL && !value->optional)
		fputs(value->is_file ? " -r -F" : " -x", to);
	if (value != NULL && value->words != NULL) {
		fputs(" -a '", to);
		print_words(to, value->words);
		putc('\'', to);
	}
	fputs(" -d '", to);
	print_quoted(to, tg_help_of(help, row), "\\'");
	fputs("'\n", to);
}

static void
print_fish(FILE *to)
{
	fputs("set -g __tgather_names '", to);
	print_quoted(to, names_of_info, "\\'");
	fputs("'\n\n", to);
	for (size_t i = 0; i < tg_option_count; i++)
		if (tg_option_table[i].name != NULL)
			print_fish_row(to, &tg_option_table[i]);
	putc('\n', to);
}

static const struct {
	const char *first; /* line */
	void (*print_table)(FILE *to);
	const char *const *lines;
} shells[] = {
	[TG_BASH] = { "# bash completion for tgather", print_bash, bash_lines },
	[TG_ZSH] = { "#compdef tgather", print_zsh, zsh_lines },
	[TG_FISH] = { "# fish completion for tgather", print_fish, fish_lines },
};

void
tg_completion_print(FILE *to, enum tg_shell shell)
{
	fprintf(to, "%s\n\n", shells[shell].first);
	shells[shell].print_table(to);
	for (const char *const *line = shells[shell].lines; *line; line++)
		fprintf(to, "%s\n", *line);
}
