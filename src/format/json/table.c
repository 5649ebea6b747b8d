/*
 * Recognises tables of numbers (CSV, TSV, columns) among texts that are no
 * JSON, since people have them and expect them to be read. Only two lines are
 * looked at.
 */
#include "format/json/table.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* A line of the text: where it begins, and its length without the newline. */
struct line {
	const char *text;
	size_t len;
};

/* A line that is longer than this is no row of a table that a person wrote. */
#define LINE_MAX_LEN 4096

static struct line
line_at(const struct tg_json *json, size_t at)
{
	const size_t rest = json->len > at ? json->len - at : 0;
	const size_t most = rest < LINE_MAX_LEN ? rest : LINE_MAX_LEN;
	struct line line = { (const char *)json->text + at, most };
	const char *end = most > 0 ? memchr(line.text, '\n', line.len) : NULL;

	if (end != NULL)
		line.len = (size_t)(end - line.text);
	return line;
}

static bool
has_letters(const struct line *line)
{
	for (size_t i = 0; i < line->len; i++)
		if (isalpha((unsigned char)line->text[i]))
			return true;
	return false;
}

/* What separates the fields of a row that begins with a number, or 0. */
static char
separator_of(const struct line *row)
{
	static const char separators[] = ",;\t ";

	if (row->len == 0 || memchr("0123456789+-.", row->text[0], 13) == NULL)
		return 0;
	for (const char *s = separators; *s != '\0'; s++)
		if (memchr(row->text, *s, row->len) != NULL)
			return *s;
	return 0;
}

void
tg_json_help_table(const struct tg_json *json, struct tg_err *err)
{
	struct line row = line_at(json, 0);
	char separator = separator_of(&row);
	const bool header = separator == 0 && has_letters(&row);

	if (header) {
		row = line_at(json, row.len + 1);
		separator = separator_of(&row);
	}
	if (separator != 0)
		tg_err_help(err,
			"a table of numbers becomes JSON by: "
			"sed '%s%ss/.*/[&]/' FILE | jq -sc .",
			header ? "1d; " : "",
			separator == ','           ? ""
				: separator == ';' ? "s/;/,/g; "
						   : "s/[ \\t][ \\t]*/,/g; ");
}
