/*
 * Prints errors as lines of JSON, for editors and scripts. Everything
 * that people are told is there, each thing once: places as numbers, calls as
 * their words. A line is written at once, so that ranks do not mix theirs.
 */
#include <stdio.h>
#include <string.h>

#include "base/fixed_json.h"
#include "base/utf8.h"
#include "cli/print_error.h"
#include "io/bytes.h"
#include "io/output.h"

/* Enough for all texts of an error, if each byte of them becomes six. */
static char room[400 << 10];

static void
add_name(struct tg_fixed_json *to, const char *key, const char *name, size_t n)
{
	tg_fixed_json_key(to, key);
	tg_fixed_json_string(to, name, n);
}

static void
add_number(struct tg_fixed_json *to, const char *key, size_t number)
{
	tg_fixed_json_key(to, key);
	tg_fixed_json_integer(to, (int64_t)number);
}

static void
add_numbers(
	struct tg_fixed_json *to, const char *key, const int64_t *number, int n)
{
	tg_fixed_json_key(to, key);
	tg_fixed_json_open(to, '[');
	for (int i = 0; i < n; i++)
		tg_fixed_json_integer(to, number[i]);
	tg_fixed_json_close(to, ']');
}

static bool
is_text(const char *name, size_t len, const char *text)
{
	return len == strlen(text) && memcmp(name, text, len) == 0;
}

/* Standard input and output are called -, as on the command line. */
static void
add_file(struct tg_fixed_json *to, const char *name, size_t len)
{
	if (is_text(name, len, TG_STDOUT_NAME))
		tg_fixed_json_text(to, "operand", "output");
	if (is_text(name, len, TG_STDOUT_NAME) ||
		is_text(name, len, TG_STDIN_NAME))
		tg_fixed_json_text(to, "file", "-");
	else
		add_name(to, "file", name, len);
}

static void
add_where(struct tg_fixed_json *to, const struct tg_err *err)
{
	const size_t len = strlen(err->where);

	tg_fixed_json_key(to, "where");
	if (len == 0) {
		tg_fixed_json_null(to);
		return;
	}
	tg_fixed_json_open(to, '{');
	if (err->role != NULL)
		tg_fixed_json_text(to, "operand", err->role);
	if (err->where_is == TG_WHERE_OPTION)
		tg_fixed_json_text(to, "option", err->where);
	else if (err->where_is == TG_WHERE_VARIABLE)
		tg_fixed_json_text(to, "variable", err->where);
	else if (err->where_is == TG_WHERE_FILE)
		add_file(to, err->where,
			err->member > 0 ? err->member - 1 : len);
	if (err->member > 0)
		add_name(to, "member", err->where + err->member,
			len - err->member);
	if (err->line > 0) {
		add_number(to, "line", err->line);
		add_number(to, "column", err->column);
	}
	if (err->has_offset)
		add_number(to, "offset", err->pos);
	if (err->element > 0)
		add_numbers(to, "index", err->coordinate, err->ncoordinate);
	tg_fixed_json_close(to, '}');
}

static void
add_operands(struct tg_fixed_json *to, const struct tg_err *err)
{
	tg_fixed_json_key(to, "operands");
	tg_fixed_json_open(to, '[');
	for (int i = 0; i < err->noperand; i++) {
		const struct tg_err_operand *operand = &err->operand[i];
		const size_t len = strlen(operand->text);

		tg_fixed_json_open(to, '{');
		tg_fixed_json_text(to, "operand", operand->role);
		/* JSON on the command line may be long */
		add_name(to, "name", operand->text,
			tg_utf8_cut(operand->text, len, TG_ERR_PLACE));
		add_numbers(to, "shape", operand->size, operand->ndim);
		tg_fixed_json_close(to, '}');
	}
	tg_fixed_json_close(to, ']');
}

/* Each line is a string, without the blanks that indent it. */
static void
add_details(struct tg_fixed_json *to, const char *lines)
{
	tg_fixed_json_key(to, "details");
	tg_fixed_json_open(to, '[');
	while (*lines != '\0') {
		const size_t blanks = strspn(lines, " ");
		const size_t len = strcspn(lines, "\n");

		tg_fixed_json_string(to, lines + blanks, len - blanks);
		lines += len + (lines[len] == '\n');
	}
	tg_fixed_json_close(to, ']');
}

static void
add_words(struct tg_fixed_json *to, const char *words, size_t n)
{
	tg_fixed_json_key(to, "argv");
	tg_fixed_json_open(to, '[');
	for (; n > 0; n--) {
		tg_fixed_json_string(to, words, strlen(words));
		words += strlen(words) + 1;
	}
	tg_fixed_json_close(to, ']');
}

static void
add_help(struct tg_fixed_json *to, const struct tg_err *err)
{
	static const char *const all_options[] = { "tgather", "--help" };

	tg_fixed_json_key(to, "help");
	tg_fixed_json_open(to, '[');
	for (int i = 0; i < err->nhelp; i++) {
		const struct tg_help *item = &err->help[i];
		const char *words = err->help_text + item->words;

		tg_fixed_json_open(to, '{');
		tg_fixed_json_text(to, "reason", tg_err_help_reason(err, i));
		if (item->is == TG_HELP_CALL)
			add_words(to, words, item->nwords);
		else if (item->is != TG_HELP_ADVICE)
			tg_fixed_json_text(to,
				item->is == TG_HELP_SHELL ? "shell" : "python",
				words);
		tg_fixed_json_close(to, '}');
	}
	if (err->nhelp == 0 && err->code == TG_EUSAGE &&
		err->where_is != TG_WHERE_VARIABLE) {
		tg_fixed_json_open(to, '{');
		tg_fixed_json_text(to, "reason", "to see all options");
		tg_fixed_json_key(to, "argv");
		tg_fixed_json_open(to, '[');
		for (size_t i = 0; i < 2; i++)
			tg_fixed_json_string(
				to, all_options[i], strlen(all_options[i]));
		tg_fixed_json_close(to, ']');
		tg_fixed_json_close(to, '}');
	}
	tg_fixed_json_close(to, ']');
}

/* Begin a line; an object with status 0 is no error. */
static struct tg_fixed_json
begin_line(enum tg_code status, const char *kind)
{
	struct tg_fixed_json line = { .text = room, .size = sizeof(room) };

	tg_fixed_json_open(&line, '{');
	add_number(&line, "status", status);
	tg_fixed_json_text(&line, "kind", kind);
	return line;
}

static void
end_line(struct tg_fixed_json *line, FILE *to)
{
	tg_fixed_json_close(line, '}');
	tg_fixed_json_end_line(line);
	fwrite(line->text, 1, line->len, to);
}

void
tg_cli_print_error_json(FILE *to, const struct tg_err *err)
{
	struct tg_fixed_json line =
		begin_line(err->code, tg_err_kind(err->kind));

	add_where(&line, err);
	tg_fixed_json_text(&line, "message", err->what);
	add_operands(&line, err);
	add_details(&line, err->detail);
	add_help(&line, err);
	end_line(&line, to);
}

void
tg_cli_print_warning_json(const char *text)
{
	struct tg_fixed_json line = begin_line(TG_OK, "warning");

	tg_fixed_json_text(&line, "message", text);
	end_line(&line, stderr);
}

void
tg_cli_print_step_json(const char *step, int64_t microseconds,
	const struct tg_shape *shape, const char *format, const char *name)
{
	struct tg_fixed_json line = begin_line(TG_OK, "step");

	tg_fixed_json_text(&line, "step", step);
	tg_fixed_json_key(&line, "microseconds");
	tg_fixed_json_integer(&line, microseconds);
	add_numbers(&line, "shape", shape->size, shape->ndim);
	tg_fixed_json_text(&line, "format", format);
	add_name(&line, "name", name,
		tg_utf8_cut(name, strlen(name), TG_ERR_PLACE));
	end_line(&line, stderr);
}
