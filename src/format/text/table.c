/*
 * The exact scanner of a text table: one thread reads it line by line. It
 * decides about every table, and words the errors.
 */
#include "format/text/table.h"

#include <inttypes.h>

#include "base/utf8.h"
#include "format/text/field.h"

/* So many integers are collected before it is decided how wide they are. */
#define PENDING 512

/* At most so many bytes of a field are shown in a message. */
#define SHOWN 40

struct table_state {
	struct tg_table *table;
	const unsigned char *limit; /* the end of the text */
	int64_t row, column;        /* of the next field */
	int64_t pending[PENDING];   /* integers that are not yet items */
	size_t npending;
	uint64_t bits; /* that these need, without their signs */
	struct tg_err *err;
};

static size_t
offset_of(const struct table_state *s, const unsigned char *p)
{
	return (size_t)(p - s->table->scan.json.text);
}

/* Fail: what begins at p is no field. */
static bool
fail_field(struct table_state *s, const unsigned char *p)
{
	const enum tg_text_syntax syntax = s->table->syntax;
	const unsigned char *end;

	if (tg_field_is_quoted(p, syntax)) {
		end = tg_field_quoted_end(p, s->limit);
		if (end == NULL)
			return tg_fail(s->err, TG_ESYNTAX, offset_of(s, p),
				"the quote that opens here is never closed");
		if (*end != '\0' || end == s->limit)
			return tg_json_unexpected(&s->table->scan.json, end,
				"behind a closing quote a comma or the end of "
				"the line belongs",
				s->err);
	}
	end = memchr(p, '\0', (size_t)(s->limit - p));
	return tg_json_unexpected(&s->table->scan.json, end != NULL ? end : p,
		"a text has none", s->err);
}

/* Fail: a field of an index is no integer, or one that does not fit. */
static bool
fail_not_integer(struct table_state *s, const unsigned char *p,
	const unsigned char *end, const char *what)
{
	const int64_t at[] = { s->table->before + s->row, s->column };
	const int len =
		(int)tg_utf8_cut((const char *)p, (size_t)(end - p), SHOWN);
	char subscripts[TG_SHAPE_TEXT];

	if (s->table->one_line)
		tg_shape_list(subscripts, at + 1, 1, "[],");
	else
		tg_shape_list(
			subscripts, at, s->table->length == 1 ? 1 : 2, "[],");
	if (p == end)
		return tg_fail(s->err, TG_ETYPE, offset_of(s, p),
			"index %s is empty, not an integer", subscripts);
	return tg_fail(s->err, TG_ETYPE, offset_of(s, p),
		"index %s is %.*s%s, which %s", subscripts, len,
		(const char *)p, len < end - p ? "..." : "", what);
}

/* Make items of the pending integers. */
static bool
store_pending(struct table_state *s)
{
	const size_t n = s->npending;
	const uint64_t bits = s->bits;

	s->npending = 0;
	s->bits = 0;
	return n == 0 ||
		tg_json_scan_add(&s->table->scan, s->pending, n,
			bits >> 31           ? 8
				: bits >> 15 ? 4
				: bits >> 7  ? 2
					     : 1,
			s->err);
}

/* Read a field that is an integer in another spelling, such as 2.0 or 2e0. */
static bool
cast_field(struct table_state *s, const unsigned char *p,
	const unsigned char *end, int64_t *value)
{
	const struct tg_dtype int64 = tg_dtype_of(TG_INT64);
	const struct tg_token token = tg_field_token(p, end, s->table->syntax);

	if (token.is_word ||
		!tg_value_parse(value, &int64, token.text, token.len, NULL))
		return fail_not_integer(s, p, end, "is not an integer");
	if (s->table->scan.cast)
		return true;
	fail_not_integer(s, p, end, "is not an integer");
	tg_err_help(s->err,
		"where indices are whole numbers, however they are written: "
		"--index-cast");
	return false;
}

static bool
add_integer(
	struct table_state *s, const unsigned char *p, const unsigned char *end)
{
	const struct tg_table *table = s->table;
	int64_t v = 0;

	switch (tg_field_integer(&v, p, end, table->syntax)) {
	case TG_FIELD_NO_INTEGER:
		if (!cast_field(s, p, end, &v))
			return false;
		break;
	case TG_FIELD_TOO_LARGE:
		return fail_not_integer(s, p, end, "does not fit int64");
	default:
		break;
	}
	if (v < table->lowest || v > table->highest)
		return fail_not_integer(
			s, p, end, "does not fit the dtype of the index");
	s->bits |= (uint64_t)(v ^ (v >> 63));
	s->pending[s->npending++] = v;
	return s->npending < PENDING || store_pending(s);
}

/* Scan a line; *at is its first field, and then the next line. */
static bool
scan_line(struct table_state *s, const unsigned char **at)
{
	struct tg_table *table = s->table;
	struct tg_json_scan *scan = &table->scan;
	const unsigned char *p = *at, *end;

	s->column = 0;
	do {
		end = tg_field_scan(p, s->limit, table->syntax, &scan->classes);
		if (end == NULL)
			return fail_field(s, p);
		if (scan->integers ? !add_integer(s, p, end)
				   : !tg_json_scan_add_offset(
					     scan, offset_of(s, p), s->err))
			return false;
		s->column++;
		p = end;
	} while (tg_field_next(&p, table->syntax));
	if (table->length < 0)
		table->length = s->column;
	if (table->length != s->column)
		return tg_fail(s->err, TG_ESHAPE, offset_of(s, *at),
			"ragged: this line has length %" PRId64
			", the lines before it have length %" PRId64,
			s->column, table->length);
	s->row++;
	*at = p;
	return true;
}

struct tg_shape
tg_table_shape(const struct tg_table *table, int64_t nline)
{
	const int64_t length = table->length;

	if (table->one_line && nline == 1)
		return (struct tg_shape){ .ndim = 1, .size = { length } };
	if (length == 1 || length < 0)
		return (struct tg_shape){ .ndim = 1, .size = { nline } };
	return (struct tg_shape){ .ndim = 2, .size = { nline, length } };
}

/* The number of fields of the line at p, or -1 if it has what is no field. */
static int64_t
count_fields(const unsigned char *p, const unsigned char *limit,
	enum tg_text_syntax syntax)
{
	unsigned classes = 0;
	int64_t n = 0;

	do {
		p = tg_field_scan(p, limit, syntax, &classes);
		if (p == NULL)
			return -1;
		n++;
	} while (tg_field_next(&p, syntax));
	return n;
}

bool
tg_table_scan(struct tg_table *table, struct tg_err *err)
{
	struct tg_json_scan *scan = &table->scan;
	const unsigned char *text = scan->json.text;
	struct table_state s = {
		.table = table,
		.limit = text + scan->json.len,
		.err = err,
	};
	const unsigned char *p = text + scan->begin;

	scan->item_size = tg_json_item_size(scan);
	if (table->length < 0 && p < s.limit) {
		p = tg_field_first(p, s.limit, table->syntax, scan->integers);
		if (p < s.limit)
			table->length = count_fields(p, s.limit, table->syntax);
	}
	for (;;) {
		p = tg_field_first(p, s.limit, table->syntax, scan->integers);
		if (p == s.limit)
			break;
		if (!scan_line(&s, &p))
			return false;
	}
	scan->end = scan->json.len;
	scan->shape = tg_table_shape(table, s.row);
	return store_pending(&s);
}

/* What is known of a line that may name the columns. */
struct line_seen {
	bool number; /* it holds a number */
	bool word;   /* it holds what is neither a number nor missing */
	int64_t n;   /* fields; -1: something is wrong with it */
	const unsigned char *next;
};

/* True if a field stands for a value that is missing. */
static bool
is_missing(const unsigned char *p, const unsigned char *end,
	enum tg_text_syntax syntax)
{
	const struct tg_token token = tg_field_token(p, end, syntax);

	return (token.len == 2 &&
		       (memcmp(token.text, "\"\"", 2) == 0 ||
			       memcmp(token.text, "NA", 2) == 0)) ||
		(token.len == 3 && memcmp(token.text, "NaN", 3) == 0);
}

static struct line_seen
look_at_line(const unsigned char *p, const unsigned char *limit,
	enum tg_text_syntax syntax)
{
	struct line_seen seen = { 0 };

	do {
		unsigned classes = 0;
		const unsigned char *end =
			tg_field_scan(p, limit, syntax, &classes);

		if (end == NULL) {
			seen.n = -1;
			return seen;
		}
		if (!is_missing(p, end, syntax)) {
			if (classes & TG_CLASS_STRING)
				seen.word = true;
			else
				seen.number = true;
		}
		seen.n++;
		p = end;
	} while (tg_field_next(&p, syntax));
	seen.next = p;
	return seen;
}

static bool
fail_header(const struct tg_table *table, const unsigned char *p,
	struct tg_err *err)
{
	tg_fail(err, TG_EDATA, (size_t)(p - table->scan.json.text),
		"this line holds no number and the next one does: does it name "
		"the columns?");
	if (table->scan.integers) {
		tg_err_help(err,
			"an index has no names: leave the line out, "
			"as tail -n +2 does");
		return false;
	}
	tg_err_help(err, "if it does: --header");
	tg_err_help(err, "if it is data like the lines below: --no-header");
	return false;
}

/* Find out whether the first line, at p, is a header, and step over it. */
static bool
take_header(struct tg_table *table, const unsigned char *p,
	enum tg_header header, struct tg_err *err)
{
	const unsigned char *text = table->scan.json.text;
	const unsigned char *limit = text + table->scan.json.len, *next;
	const bool comments = table->scan.integers;
	struct line_seen first;

	if (p == limit || header == TG_HEADER_NONE)
		return true;
	first = look_at_line(p, limit, table->syntax);
	if (first.n < 0)
		return true;
	if (header == TG_HEADER_FIRST_LINE) {
		table->header = p;
		table->length = first.n;
		table->scan.begin = (size_t)(first.next - text);
		return true;
	}
	next = tg_field_first(first.next, limit, table->syntax, comments);
	return first.number || !first.word || next == limit ||
		!look_at_line(next, limit, table->syntax).number ||
		fail_header(table, p, err);
}

/* Set what integers an index may hold, by the dtype that the user says. */
static bool
set_index_range(struct tg_table *table, const struct tg_dtype *dtype,
	struct tg_err *err)
{
	unsigned bits = 64;
	bool is_signed = true;

	table->lowest = INT64_MIN;
	table->highest = INT64_MAX;
	if (dtype == NULL || !table->scan.integers)
		return true;
	if (!tg_dtype_is_integer(dtype))
		return tg_fail(err, TG_ETYPE, TG_NOPOS,
			"the dtype of an index is an integer, not %s",
			tg_dtype_name(dtype));
	bits = dtype->size * 8;
	is_signed = dtype->type >= TG_INT8 && dtype->type <= TG_INT64;
	table->lowest = is_signed ? INT64_MIN >> (64 - bits) : 0;
	if (is_signed || bits < 64)
		table->highest = INT64_MAX >> (64 - bits - !is_signed);
	return true;
}

bool
tg_table_open(struct tg_table *table, enum tg_text_syntax syntax,
	const struct tg_bytes *bytes, const struct tg_read *request,
	struct tg_err *err)
{
	const unsigned char *text = bytes->data, *p = text;

	*table = (struct tg_table){
		.scan = {
			.json = { text, bytes->len, bytes },
			.integers = request->index,
			.cast = request->cast,
		},
		.syntax = syntax,
		.one_line = request->one_line,
		.length = syntax == TG_SYNTAX_LINES ? 1 : -1,
	};
	if (!set_index_range(table, request->dtype, err))
		return false;
	if (syntax == TG_SYNTAX_LINES)
		return true;
	if (bytes->len >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0)
		p += 3;
	table->scan.begin = (size_t)(p - text);
	p = tg_field_first(p, text + bytes->len, syntax, request->index);
	return take_header(table, p, request->header, err);
}

size_t
tg_table_find(const struct tg_text *text, bool comments, int64_t k)
{
	const unsigned char *p = text->bytes + text->begin;
	const unsigned char *limit = text->bytes + text->end;

	for (;;) {
		p = tg_field_first(p, limit, text->syntax, comments);
		do {
			if (k-- == 0 || p >= limit)
				return (size_t)(p - text->bytes);
			p = tg_field_end(p, text->syntax);
		} while (tg_field_next(&p, text->syntax));
	}
}
