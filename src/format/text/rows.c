/*
 * Scans a chunk of a text table, for the threads that share a text. Most of a
 * table is numbers, which vector code scans a block of text at a time; the
 * functions here scan one field at a time whatever it is. Nothing here words an
 * error: what is not accepted is left to the exact scanner.
 */
#include "format/text/rows.h"

#include <string.h>

#include "base/lines.h"
#include "base/system.h"
#include "base/threads.h"
#include "format/json/rows_state.h"
#include "format/text/blocks.h"
#include "format/text/field.h"

/* Tables with lines of more bytes are not cut, as it would not be worth it. */
#define LONGEST ((size_t)4 << 20)

/* The vector code for each instruction set; NULL if there is none. */
static tg_json_rows_blocks *const variants[TG_ISA_COUNT] = {
	[TG_ISA_PORTABLE] = NULL,
#if defined(__x86_64__)
	[TG_ISA_SSE2] = tg_table_blocks_sse2,
	[TG_ISA_AVX2] = tg_table_blocks_avx2,
#elif defined(TG_ISA_HAS_NEON)
	[TG_ISA_NEON] = tg_table_blocks_neon,
#endif
};

/* Store the field from p to end; false if it is no index but must be. */
static bool
store_field(struct tg_json_rows_state *s, const unsigned char *p,
	const unsigned char *end)
{
	struct tg_json_rows *rows = s->rows;
	int64_t v = 0;

	if (!rows->integers) {
		((uint32_t *)rows->items)[rows->n++] = (uint32_t)s->at;
		return true;
	}
	if (tg_field_integer(&v, p, end, rows->syntax) != TG_FIELD_INTEGER)
		return false;
	tg_json_rows_push(rows->items, rows->n++, v, &s->bits);
	return true;
}

/*
 * Scan the fields from *at to the end of a line. Blocks may scan whole lines on
 * the way; it is then the end of a later line.
 */
static bool
scan_to_end_of_line(struct tg_json_rows_state *s, tg_json_rows_blocks *blocks,
	const unsigned char **at)
{
	const unsigned char *text = s->json.text, *end;
	const unsigned char *limit = text + s->json.len, *p = *at;
	const enum tg_text_syntax syntax = s->rows->syntax;

	for (;;) {
		s->at = (size_t)(p - text);
		if (s->at >= s->try_at) {
			tg_json_rows_try(s, blocks);
			p = text + s->at;
		}
		end = tg_field_scan(p, limit, syntax, &s->rows->classes);
		if (end == NULL || !store_field(s, p, end))
			return false;
		s->left--;
		p = end;
		if (!tg_field_next(&p, syntax))
			break;
		if (s->left == 0)
			return false;
	}
	*at = p;
	return s->left == 0;
}

bool
tg_table_rows_scan_with(struct tg_json_rows *rows, enum tg_isa isa)
{
	struct tg_json_rows_state s = {
		.rows = rows,
		.json = { .text = rows->text, .len = rows->len },
		.try_at = variants[isa] != NULL ? 0 : SIZE_MAX,
	};
	const unsigned char *p = rows->text, *limit = p + rows->len;

	if (rows->len >= UINT32_MAX || !tg_json_rows_reserve(rows, rows->len))
		return false;
	rows->n = rows->nrow = 0;
	rows->classes = 0;
	if (rows->syntax == TG_SYNTAX_LINES)
		s.try_at = SIZE_MAX;
	for (;;) {
		p = tg_field_first(p, limit, rows->syntax, rows->integers);
		if (p == limit)
			break;
		s.left = rows->length;
		if (!scan_to_end_of_line(&s, variants[isa], &p))
			return false;
		rows->nrow++;
	}
	rows->end = rows->len;
	rows->width = tg_json_rows_width(s.bits);
	return true;
}

bool
tg_table_rows_scan(struct tg_json_rows *rows)
{
	return tg_table_rows_scan_with(rows, tg_isa_chosen());
}

/*
 * The first line end at an offset or behind it that is in no quotes, as far as
 * these tell: a quote in a bare field may make it another one. NULL if there is
 * none. text begins with a line. From its beginning on it is the last one: there
 * was none near the end, and a chunk should be long.
 */
static const unsigned char *
find_end_of_record(const unsigned char *text, size_t from, size_t len)
{
	const unsigned char *p = text + from, *limit = text + len;
	const unsigned char *last = NULL;
	size_t quotes = tg_lines_count_byte(text, from, '"');

	for (;;) {
		const unsigned char *end = memchr(p, '\n', (size_t)(limit - p));

		if (end == NULL)
			return last;
		quotes += tg_lines_count_byte(p, (size_t)(end - p), '"');
		if (quotes % 2 == 0)
			last = end;
		if (last != NULL && from > 0)
			return last;
		p = end + 1;
	}
}

/*
 * Scan the first line that is not blank, from the beginning of a line on, field
 * by field. Returns what is behind its line end; NULL if that is not there.
 */
static const unsigned char *
scan_record(const struct tg_json_chunks *c, const unsigned char *p,
	const unsigned char *limit)
{
	unsigned classes = 0;

	p = tg_field_first(p, limit, c->syntax, c->integers);
	if (p == limit)
		return NULL;
	do {
		p = tg_field_scan(p, limit, c->syntax, &classes);
		if (p == NULL || p == limit)
			return NULL;
	} while (tg_field_next(&p, c->syntax));
	return p[-1] == '\n' ? p : NULL;
}

/*
 * Find the first line end at an offset or behind it. Only a text that comes is
 * cut where a line is known to begin, so that quotes can be counted. Where none
 * seems to be out of quotes, a bare field in the first line may have one.
 */
static bool
find_line_end(const struct tg_json_chunks *c, const unsigned char *text,
	size_t from, size_t len, struct tg_json_cut *cut)
{
	const unsigned char *p = c->coming != NULL && c->syntax == TG_SYNTAX_CSV
		? find_end_of_record(text, from, len)
		: memchr(text + from, '\n', len - from);

	if (p == NULL && from == 0 && c->coming != NULL) {
		p = scan_record(c, text, text + len);
		p = p != NULL ? p - 1 : NULL;
	}
	if (p == NULL)
		return false;
	cut->at = (size_t)(p - text) + 1;
	cut->closed = 1;
	return true;
}

/*
 * Scan the line at p, which the others are expected to be like. Returns its end,
 * or NULL if it is too long or not as the header.
 */
static const unsigned char *
scan_first_line(const struct tg_table *table, const unsigned char *p,
	struct tg_json_scan *unit)
{
	const unsigned char *limit =
		table->scan.json.text + table->scan.json.len;
	int64_t n = 0;

	if ((size_t)(limit - p) > LONGEST && memchr(p, '\n', LONGEST) == NULL)
		return NULL;
	*unit = (struct tg_json_scan){ .shape.ndim = 1 };
	do {
		p = tg_field_scan(p, limit, table->syntax, &unit->classes);
		if (p == NULL)
			return NULL;
		n++;
	} while (tg_field_next(&p, table->syntax));
	unit->shape.size[0] = n;
	unit->end = (size_t)(p - table->scan.json.text);
	return table->length < 0 || table->length == n ? p : NULL;
}

/*
 * The function scan_rest of chunks of a table. What comes last may be a part of
 * a line, or of a field in quotes: only whole lines are scanned before all has
 * come.
 */
static bool
scan_rest_of_table(const struct tg_json_chunks *c, struct tg_json_scan *scan,
	bool whole, struct tg_err *err)
{
	struct tg_table table = {
		.scan = *scan,
		.syntax = c->syntax,
		.length = c->length,
		.before = c->count[0],
		.lowest = INT64_MIN,
		.highest = INT64_MAX,
	};
	const unsigned char *text = scan->json.text;
	const char *last = tg_last_byte(text, '\n', scan->json.len);
	bool ok = true;

	if (!whole)
		table.scan.json.len = last != NULL
			? (size_t)(last - (const char *)text) + 1
			: 0;
	if (table.scan.json.len > 0)
		ok = tg_table_scan(&table, err);
	*scan = table.scan;
	if (!ok && !whole && err->code == TG_EDATA &&
		tg_field_is_quoted(text + err->pos, c->syntax) &&
		tg_field_quoted_end(
			text + err->pos, text + table.scan.json.len) == NULL)
		tg_err_clear(err);
	scan->shape = (struct tg_shape){
		.ndim = 2,
		.size = { c->count[0] + (int64_t)scan->n / c->length,
			c->length },
	};
	return ok && whole;
}

bool
tg_table_goes_on(
	const struct tg_json_chunks *c, const struct tg_json_scan *unit)
{
	const unsigned char *text = c->json.text;

	return scan_record(c, text + unit->end, text + c->json.len) != NULL;
}

bool
tg_table_chunks_open(struct tg_json_chunks *c, const struct tg_table *table,
	int lead, struct tg_json_scan *unit)
{
	const struct tg_json_scan *scan = &table->scan;
	const unsigned char *text = scan->json.text;
	const unsigned char *limit = text + scan->json.len;
	const unsigned char *p = tg_field_first(
		text + scan->begin, limit, table->syntax, scan->integers);
	const unsigned char *end =
		p < limit ? scan_first_line(table, p, unit) : NULL;
	size_t line;

	if (end == NULL || lead >= (unit->shape.size[0] == 1 ? 1 : 2))
		return false;
	line = (size_t)(end - p);
	*c = (struct tg_json_chunks){
		.json = scan->json,
		.begin = scan->begin,
		.syntax = table->syntax,
		.header = table->header,
		.find_cut = find_line_end,
		.scan = tg_table_rows_scan,
		.scan_rest = scan_rest_of_table,
		.chunk_len = (size_t)tg_threads_piece(),
		.ndim = 2,
		.length = unit->shape.size[0],
		.integers = scan->integers,
	};
	if (c->chunk_len < line)
		c->chunk_len = line;
	c->reach = line + c->chunk_len / 256 + 16;
	tg_json_chunks_restart(c);
	return true;
}
