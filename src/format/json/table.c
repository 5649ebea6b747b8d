/*
 * Helps with texts that are no JSON: they may be tables or lines of text, which
 * are read if somebody says so. Only the beginning is looked at.
 */
#include "format/json/table.h"

#include "base/utf8.h"

/* A line that is longer than this is no row of a table that a person wrote. */
#define LINE_MAX_LEN 4096

/* True if the byte at p is no part of any text. */
static bool
is_binary(const struct tg_json *json, const unsigned char *p)
{
	const size_t left = json->len - (size_t)(p - json->text);

	return left > 0 &&
		(*p < 0x20 || *p == 0x7F || tg_utf8_length(p, left) == 0);
}

/*
 * True if the text can be a table: it does not begin as an array or an object,
 * or it has something on a line behind a complete one.
 */
static bool
may_be_table(const struct tg_json *json, const struct tg_err *err)
{
	const unsigned char *p = tg_json_begin(json), *next;
	unsigned classes = 0;

	if (is_binary(json, p) ||
		(err->pos < json->len && json->text[err->pos] == '\0'))
		return false;
	if (*p != '[' && *p != '{')
		return true;
	if (!tg_json_skip(json, &p, &classes, NULL))
		return false;
	next = tg_json_space(p);
	return (size_t)(next - json->text) == err->pos &&
		memchr(p, '\n', (size_t)(next - p)) != NULL;
}

/* True if the first line has semicolons, and no commas. */
static bool
has_semicolons(const struct tg_json *json)
{
	const unsigned char *p = tg_json_begin(json);
	size_t len = json->len - (size_t)(p - json->text);
	const unsigned char *end;

	if (len > LINE_MAX_LEN)
		len = LINE_MAX_LEN;
	end = memchr(p, '\n', len);
	if (end != NULL)
		len = (size_t)(end - p);
	return memchr(p, ';', len) != NULL && memchr(p, ',', len) == NULL;
}

void
tg_json_help_table(const struct tg_json *json, bool index, struct tg_err *err)
{
	const char *role = index ? "index" : "input";

	if (!may_be_table(json, err))
		return;
	tg_err_help(err,
		"a table, columns or lines of text are read by "
		"--%s-format csv|tsv|text|lines",
		role);
	if (has_semicolons(json))
		tg_err_help(err,
			"with commas for its semicolons it is CSV: "
			"tr ';' , <FILE");
}
