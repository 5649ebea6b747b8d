/*
 * Prints completion scripts. What options there are comes from their table, and
 * the shell's own code from src/cli/shell/, so that no option has to be written
 * down once more for each shell.
 */
#include "cli/completion.h"

#include <stdio.h>
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
 * A script for sed -nE that prints the names of tensors in the lines of --info,
 * and of the fields of records. First a line becomes such names, one a line, as
 * they stand in JSON; then each of them is printed. A name that has an escape
 * other than \" and \\ holds a control character; it cannot be typed, and is
 * left out.
 */
static const char names_of_info[] =
	"/^\\{\"file\":/{\n"
	"s/^.*\",\"name\":null,.*,\"fields\":\\[\"(.*)\"\\],\"shape\":.*/\\1/\n"
	"ta\n"
	"s/^.*\",\"name\":\"(.*)\",\"format\":.*,\"fields\":\\[\"(.*)\"\\],"
	"\"shape\":.*/\\1\\n\\1:\\2/\n"
	"tb\n"
	"s/^.*\",\"name\":\"(.*)\",\"format\":.*/\\1/\n"
	"tc\n"
	"d\n"
	":a\n"
	"s/\",\"/\\n/g\n"
	"bc\n"
	":b\n"
	"s/^([^\\n]*)(\\n.*)\",\"/\\1\\2\\n\\1:/\n"
	"tb\n"
	":c\n"
	"}\n"
	"h\n"
	"s/\\n.*//\n"
	"/^([^\\\\]|\\\\[\"\\\\])*$/{s/\\\\(.)/\\1/g;p;}\n"
	"g\n"
	"D";

/* Print text that stands between single quotes, with a backslash before each of
 * the special characters. */
static void
print_quoted(struct tg_printed *to, const char *text, const char *special)
{
	for (; *text != '\0'; text++) {
		if (strchr(special, *text) != NULL)
			tg_print(to, "\\%c", *text);
		else if (*text == '\'')
			tg_print_text(to, "'\\''");
		else
			tg_print_char(to, *text);
	}
}

static void
print_words(struct tg_printed *to, tg_choices *words)
{
	for (size_t i = 0; words(i) != NULL; i++)
		tg_print(to, "%s%s", i > 0 ? " " : "", words(i));
}

/* Print every way to write an option. */
static void
print_names(
	struct tg_printed *to, const struct tg_option *row, const char *between)
{
	if (row->letter != 0)
		tg_print(to, "-%c%s", row->letter, between);
	tg_print(to, "--%s", row->name);
	if (row->alias != NULL)
		tg_print(to, "%s--%s", between, row->alias);
}

/* Print the case of _tgather_value that says what stands behind an option. */
static void
print_bash_case(struct tg_printed *to, const struct tg_option *row)
{
	tg_print_char(to, '\t');
	print_names(to, row, " | ");
	if (row->value->words != NULL) {
		tg_print_text(to, ") value='words' words='");
		print_words(to, row->value->words);
		tg_print_text(to, "' ;;\n");
	} else {
		tg_print(to, ") value='%s' ;;\n",
			row->value->is_file ? "file" : "any");
	}
}

static void
print_bash(struct tg_printed *to)
{
	tg_print_text(to, "_tgather_names='");
	print_quoted(to, names_of_info, "");
	tg_print_text(to, "'\n_tgather_options='");
	for (size_t i = 0; i < tg_option_count; i++)
		if (tg_option_table[i].name != NULL) {
			print_names(to, &tg_option_table[i], " ");
			tg_print_char(to, ' ');
		}
	tg_print_text(to, "'\n\n_tgather_value()\n{\n\tcase $1 in\n");
	for (size_t i = 0; i < tg_option_count; i++)
		if (tg_option_table[i].value != NULL &&
			!tg_option_is_optional(&tg_option_table[i]))
			print_bash_case(to, &tg_option_table[i]);
	tg_print_text(to, "\tesac\n}\n\n");
}

/* Print a specification for _arguments, of one way to write an option. */
static void
print_zsh_spec(
	struct tg_printed *to, const struct tg_option *row, const char *name)
{
	const struct tg_option_value *value = row->value;
	char help[TG_HELP_TEXT];

	tg_print_text(to, "\t'(");
	print_names(to, row, " ");
	tg_print(to, ")%s%s[", name,
		value == NULL                        ? ""
			: tg_option_is_optional(row) ? "=-"
			: name[1] == '-'             ? "="
						     : "+");
	print_quoted(to, tg_help_of(help, row), "[]:\\");
	tg_print_char(to, ']');
	if (value != NULL)
		tg_print(to,
			value->optional ? "::%s:" : ":%s:", value->argument);
	if (value != NULL && value->words != NULL) {
		tg_print_char(to, '(');
		print_words(to, value->words);
		tg_print_char(to, ')');
	} else if (value != NULL) {
		tg_print_text(to, value->is_file ? "_files" : " ");
	}
	tg_print_text(to, "'\n");
}

static void
print_zsh_row(struct tg_printed *to, const struct tg_option *row)
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
print_zsh(struct tg_printed *to)
{
	tg_print_text(to, "typeset -g _tgather_names='");
	print_quoted(to, names_of_info, "");
	tg_print_text(to, "'\ntypeset -ga _tgather_options=(\n");
	for (size_t i = 0; i < tg_option_count; i++)
		if (tg_option_table[i].name != NULL)
			print_zsh_row(to, &tg_option_table[i]);
	tg_print_text(to, ")\n\n");
}

static void
print_fish_row(struct tg_printed *to, const struct tg_option *row)
{
	const struct tg_option_value *value = row->value;
	char help[TG_HELP_TEXT];

	tg_print_text(to, "complete -c tgather");
	if (row->letter != 0)
		tg_print(to, " -s %c", row->letter);
	tg_print(to, " -l %s", row->name);
	if (row->alias != NULL)
		tg_print(to, " -l %s", row->alias);
	if (value != NULL && !value->optional)
		tg_print_text(to, value->is_file ? " -r -F" : " -x");
	if (value != NULL && value->words != NULL) {
		tg_print_text(to, " -a '");
		print_words(to, value->words);
		tg_print_char(to, '\'');
	}
	tg_print_text(to, " -d '");
	print_quoted(to, tg_help_of(help, row), "\\'");
	tg_print_text(to, "'\n");
}

static void
print_fish(struct tg_printed *to)
{
	tg_print_text(to, "set -g __tgather_names '");
	print_quoted(to, names_of_info, "\\'");
	tg_print_text(to, "'\n\n");
	for (size_t i = 0; i < tg_option_count; i++)
		if (tg_option_table[i].name != NULL)
			print_fish_row(to, &tg_option_table[i]);
	tg_print_char(to, '\n');
}

static const struct {
	const char *first; /* line */
	void (*print_table)(struct tg_printed *to);
	const char *const *lines;
} shells[] = {
	[TG_BASH] = { "# bash completion for tgather", print_bash, bash_lines },
	[TG_ZSH] = { "#compdef tgather", print_zsh, zsh_lines },
	[TG_FISH] = { "# fish completion for tgather", print_fish, fish_lines },
};

void
tg_completion_print(struct tg_printed *to, enum tg_shell shell)
{
	tg_print(to, "%s\n\n", shells[shell].first);
	shells[shell].print_table(to);
	for (const char *const *line = shells[shell].lines; *line; line++)
		tg_print(to, "%s\n", *line);
}
