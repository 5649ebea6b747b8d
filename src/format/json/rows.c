/*
 * Scans a chunk of the text of a JSON tensor, for the threads that share a
 * text. Most of a text is numbers, which vector code scans a block of text at a
 * time; the functions here scan one element at a time whatever else there is.
 * Nothing here words an error: what is not accepted is left to the exact
 * scanner.
 */
#include "format/json/rows.h"

#include <stdlib.h>

#include "io/bytes.h"
#include "format/json/rows_state.h"
#include "tensor/text.h"

/* An element is a valid index if it has no class but these. */
#define ONLY_INTEGERS \
	(unsigned)(TG_CLASS_INTEGER | TG_CLASS_NEGATIVE | TG_CLASS_INEXACT)

/*
 * If blocks have scanned SHORT_RUN bytes or more, they are tried again at once,
 * else only after some bytes, at most about LONG_PAUSE.
 */
#define SHORT_RUN  256
#define LONG_PAUSE 4096

/*
 * The length of the text up to its last comma or bracket. No number goes beyond
 * that, so that none has to be checked for the end of the text.
 */
static size_t
length_to_last_comma_or_bracket(const unsigned char *text, size_t len)
{
	while (len > 0 && text[len - 1] != ',' && text[len - 1] != ']')
		len--;
	return len;
}

/*
 * Go on with a copy of the text that ends with zero bytes. A string or an
 * object may go beyond the end of the chunk, and the functions that step over
 * them stop only at a zero byte.
 */
static bool
copy_chunk(struct tg_json_rows_state *s)
{
	struct tg_json_rows *rows = s->rows;

	if (s->json.text == rows->copy)
		return true;
	if (rows->copy == NULL)
		rows->copy = malloc(rows->room + TG_PADDING);
	if (rows->copy == NULL)
		return false;
	memcpy(rows->copy, s->json.text, s->json.len);
	memset(rows->copy + s->json.len, 0, TG_PADDING);
	s->json.text = rows->copy;
	return true;
}

/*
 * The end of an element at s->at that is no number; NULL if it is no element.
 * The text may be another one afterwards: see copy_chunk.
 */
static const unsigned char *
end_of_other_element(struct tg_json_rows_state *s, unsigned *class)
{
	const unsigned char *p = s->json.text + s->at;

	if (*p == '[')
		return NULL;
	if (*p == '"' || *p == '{') {
		if (!copy_chunk(s))
			return NULL;
		p = s->json.text + s->at;
	}
	return tg_json_skip(&s->json, &p, class, NULL) ? p : NULL;
}

/* Store the element from s->at to end; false if it is no index but must be. */
static bool
store_element(
	struct tg_json_rows_state *s, const unsigned char *end, unsigned class)
{
	struct tg_json_rows *rows = s->rows;
	const unsigned char *p = s->json.text + s->at;
	bool negative = *p == '-';
	uint64_t v = 0;

	rows->classes |= class;
	if (!rows->integers) {
		((uint32_t *)rows->items)[rows->n++] = (uint32_t)s->at;
		return true;
	}
	if (class & ~ONLY_INTEGERS)
		return false;
	for (p += negative; p < end; p++)
		v = v * 10 + (uint64_t)(*p - '0');
	tg_json_rows_push(
		rows->items, rows->n++, (int64_t)(negative ? -v : v), &s->bits);
	return true;
}

/* Step over white space; false at the end of the chunk. */
static bool
step_over_space(struct tg_json_rows_state *s)
{
	const unsigned char *text = s->json.text;

	if (s->at == s->json.len)
		return false;
	s->at = (size_t)(tg_json_space(text + s->at) - text);
	return true;
}

/* Step over white space and the character c; false if c is not there. */
static bool
step_over_character(struct tg_json_rows_state *s, unsigned char c)
{
	if (!step_over_space(s) || s->json.text[s->at] != c)
		return false;
	s->at++;
	return true;
}

void
tg_json_rows_try(struct tg_json_rows_state *s, tg_json_rows_blocks *blocks)
{
	size_t before = s->at;

	blocks(s);
	if (s->at - before >= SHORT_RUN)
		s->pause = 0;
	else if (s->pause < LONG_PAUSE)
		s->pause = 2 * s->pause + TG_JSON_ROWS_BLOCK;
	s->try_at = s->at + s->pause;
}

/*
 * Scan the elements from here to the end of a row, and the white space after
 * the last one. Blocks may scan whole rows on the way; it is then the end of a
 * later row.
 */
static bool
scan_to_end_of_row(struct tg_json_rows_state *s, tg_json_rows_blocks *blocks)
{
	const unsigned char *text = s->json.text, *p = text + s->at;
	const unsigned char *end, *bad;

	for (;;) {
		unsigned class = 0;

		s->at = (size_t)(p - text);
		if (s->at >= s->try_at) {
			tg_json_rows_try(s, blocks);
			p = text + s->at;
		}
		end = tg_json_number(p, &class, &bad);
		if (end == NULL) {
			end = end_of_other_element(s, &class);
			text = s->json.text;
		}
		if (end == NULL || !store_element(s, end, class))
			return false;
		s->left--;
		p = *end > ' ' ? end : tg_json_space(end);
		if (*p != ',' || s->left == 0)
			break;
		p++;
		if (p == text + s->json.len)
			break;
		if (*p <= ' ')
			p = tg_json_space(p);
	}
	s->at = (size_t)(p - text);
	return true;
}

/* Step over closing brackets, at most ndim; returns how many there are. */
static int
step_over_closing_brackets(struct tg_json_rows_state *s)
{
	int n = 0;

	while (n < s->rows->ndim && step_over_character(s, ']'))
		n++;
	return n;
}

/* Step over n opening brackets, and to the first byte of an element. */
static bool
step_over_opening_brackets(struct tg_json_rows_state *s, int n)
{
	while (n-- > 0)
		if (!step_over_character(s, '['))
			return false;
	return step_over_space(s);
}

/* Set what the scan found; false if the text goes on after the last row. */
static bool
finish_scan(struct tg_json_rows_state *s, bool last)
{
	struct tg_json_rows *rows = s->rows;

	rows->last = last;
	rows->end = s->at;
	rows->width = tg_json_rows_width(s->bits);
	return last || rows->end == rows->len;
}

/* Scan all rows of the chunk. */
static bool
scan_rows(struct tg_json_rows_state *s, tg_json_rows_blocks *blocks)
{
	struct tg_json_rows *rows = s->rows;
	int closed = rows->opened;

	for (;;) {
		if (!step_over_opening_brackets(s, closed))
			return false;
		s->left = rows->ndim == 1 ? INT64_MAX : rows->length;
		if (!scan_to_end_of_row(s, blocks))
			return false;
		if (rows->ndim == 1 && s->at == s->json.len)
			return finish_scan(s, false);
		closed = step_over_closing_brackets(s);
		if (closed == 0 || (rows->ndim > 1 && s->left != 0))
			return false;
		if (rows->ndim > 2)
			rows->closed[rows->nrow] = (unsigned char)closed;
		rows->nrow += rows->ndim > 1;
		if (closed == rows->ndim)
			return finish_scan(s, true);
		if (!step_over_character(s, ','))
			return false;
		if (s->at == s->json.len)
			return finish_scan(s, false);
	}
}

tg_json_rows_blocks *
tg_json_rows_blocks_of(enum tg_isa isa)
{
	static tg_json_rows_blocks *const variants[TG_ISA_COUNT] = {
		[TG_ISA_PORTABLE] = NULL,
#if defined(__x86_64__)
		[TG_ISA_SSE2] = tg_json_rows_sse2,
		[TG_ISA_AVX2] = tg_json_rows_avx2,
#elif defined(TG_ISA_HAS_NEON)
		[TG_ISA_NEON] = tg_json_rows_neon,
#endif
	};

	return variants[isa];
}

/*
 * Make sure that the buffers are large enough for the text. An integer takes at
 * least a digit and a comma, and a row two brackets more. Up to 4 offsets may
 * be written after the last one. There is always room for integers, as the next
 * scan may be one of integers; that is also enough for offsets of the fields of
 * a table, of which each may be empty.
 */
bool
tg_json_rows_reserve(struct tg_json_rows *rows, size_t len)
{
	if (len <= rows->room)
		return true;
	tg_json_rows_free(rows);
	rows->items = malloc((len / 2 + 8) * sizeof(int64_t));
	rows->closed = malloc(len / 4 + 1);
	if (rows->items == NULL || rows->closed == NULL)
		return false;
	rows->room = len;
	return true;
}

bool
tg_json_rows_match(struct tg_json_rows *rows, const struct tg_json_rows *other)
{
	const bool copied = rows->copy != NULL || other->copy != NULL;

	if (!tg_json_rows_reserve(rows, other->room))
		return false;
	if (copied && rows->copy == NULL)
		rows->copy = malloc(rows->room + TG_PADDING);
	return !copied || rows->copy != NULL;
}

bool
tg_json_rows_scan_with(struct tg_json_rows *rows, enum tg_isa isa)
{
	tg_json_rows_blocks *blocks = tg_json_rows_blocks_of(isa);
	struct tg_json_rows_state s;

	if (rows->len >= UINT32_MAX || !tg_json_rows_reserve(rows, rows->len))
		return false;
	rows->n = rows->nrow = 0;
	rows->classes = 0;
	s.rows = rows;
	s.json.text = rows->text;
	s.json.len = length_to_last_comma_or_bracket(rows->text, rows->len);
	s.at = s.pause = 0;
	s.try_at = blocks != NULL ? 0 : SIZE_MAX;
	s.bits = 0;
	return scan_rows(&s, blocks);
}

bool
tg_json_rows_scan(struct tg_json_rows *rows)
{
	return tg_json_rows_scan_with(rows, tg_isa_chosen());
}

void
tg_json_rows_free(struct tg_json_rows *rows)
{
	free(rows->items);
	free(rows->closed);
	free(rows->copy);
	rows->items = NULL;
	rows->closed = rows->copy = NULL;
	rows->room = 0;
}
