#include "format/json/rows.h"

#include <stdlib.h>

#include "io/bytes.h"
#include "format/json/rows_state.h"
#include "tensor/text.h"

#define ONLY_INTEGERS \
	(unsigned)(TG_CLASS_INTEGER | TG_CLASS_NEGATIVE | TG_CLASS_INEXACT)

/*
 * Bytes that blocks must step over to be tried again at once, and at most left
 * to the functions for one element before they are.
 */
#define SHORT_RUN  256
#define LONG_PAUSE 4096

/* A chunk ends with its last comma or bracket: no number crosses that. */
static size_t
last_structural(const unsigned char *text, size_t len)
{
	while (len > 0 && text[len - 1] != ',' && text[len - 1] != ']')
		len--;
	return len;
}

/*
 * A string or an object may run over the end of the chunk. The functions that
 * step over them stop at a zero byte, and a copy has one there.
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
 * The end of an element at s->at that is no number; NULL when it is none at
 * all. Moves the text, see copy_chunk.
 */
static const unsigned char *
any_end(struct tg_json_rows_state *s, unsigned *class)
{
	const unsigned char *p = s->json.text + s->at;

	if (*p == '[')
		return NULL;
	if (*p == '"' || *p == '{') {
		if (!copy_chunk(s))
			return NULL;
		p = s->json.text + s->at;
	}
	return tg_json_skip(&s->json, &p, class, &s->err) ? p : NULL;
}

static bool
keep(struct tg_json_rows_state *s, const unsigned char *end, unsigned class)
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

/* Step over space to a byte of the chunk. */
static bool
step_space(struct tg_json_rows_state *s)
{
	const unsigned char *text = s->json.text;

	if (s->at == s->json.len)
		return false;
	s->at = (size_t)(tg_json_space(text + s->at) - text);
	return true;
}

static bool
step(struct tg_json_rows_state *s, unsigned char c)
{
	if (!step_space(s) || s->json.text[s->at] != c)
		return false;
	s->at++;
	return true;
}

/*
 * Step over blocks, and come back the later the fewer they were: where many
 * elements are no plain numbers, each try is for nothing.
 */
static void
try_blocks(struct tg_json_rows_state *s, tg_json_rows_blocks *blocks)
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
 * The elements from here to the end of a row, and what stands behind the last
 * of them; blocks may step over rows on the way.
 */
static bool
scan_elements(struct tg_json_rows_state *s, tg_json_rows_blocks *blocks)
{
	const unsigned char *text = s->json.text, *p = text + s->at;
	const unsigned char *end, *bad;

	for (;;) {
		unsigned class = 0;

		s->at = (size_t)(p - text);
		if (s->at >= s->try_at) {
			try_blocks(s, blocks);
			p = text + s->at;
		}
		end = tg_json_number(p, &class, &bad);
		if (end == NULL) {
			end = any_end(s, &class);
			text = s->json.text;
		}
		if (end == NULL || !keep(s, end, class))
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

/* How many brackets close here. */
static int
close_rows(struct tg_json_rows_state *s)
{
	int n = 0;

	while (n < s->rows->ndim && step(s, ']'))
		n++;
	return n;
}

static bool
open_rows(struct tg_json_rows_state *s, int n)
{
	while (n-- > 0)
		if (!step(s, '['))
			return false;
	return step_space(s);
}

static bool
finish(struct tg_json_rows_state *s, bool last)
{
	struct tg_json_rows *rows = s->rows;
	uint64_t bits = s->bits;

	rows->last = last;
	rows->end = s->at;
	rows->width = bits >> 31 ? 8 : bits >> 15 ? 4 : bits >> 7 ? 2 : 1;
	return last || rows->end == rows->len;
}

static bool
scan(struct tg_json_rows_state *s, tg_json_rows_blocks *blocks)
{
	struct tg_json_rows *rows = s->rows;
	int closed = rows->opened;

	for (;;) {
		if (!open_rows(s, closed))
			return false;
		s->left = rows->ndim == 1 ? INT64_MAX : rows->length;
		if (!scan_elements(s, blocks))
			return false;
		if (rows->ndim == 1 && s->at == s->json.len)
			return finish(s, false);
		closed = close_rows(s);
		if (closed == 0 || (rows->ndim > 1 && s->left != 0))
			return false;
		if (rows->ndim > 2)
			rows->closed[rows->nrow] = (unsigned char)closed;
		rows->nrow += rows->ndim > 1;
		if (closed == rows->ndim)
			return finish(s, true);
		if (!step(s, ','))
			return false;
		if (s->at == s->json.len)
			return finish(s, false);
	}
}

static tg_json_rows_blocks *const variants[TG_ISA_COUNT] = {
#ifdef __x86_64__
	[TG_ISA_SSE2] = tg_json_rows_sse2,
	[TG_ISA_AVX2] = tg_json_rows_avx2,
#endif
};

/*
 * An element takes a digit and a comma at least, a row of them two brackets
 * more; offsets are written up to 4 ahead. There is room for integers always,
 * in case they come next.
 */
static bool
make_room(struct tg_json_rows *rows)
{
	if (rows->len <= rows->room)
		return true;
	tg_json_rows_free(rows);
	rows->items = malloc((rows->len / 2 + 8) * sizeof(int64_t));
	rows->closed = malloc(rows->len / 4 + 1);
	if (rows->items == NULL || rows->closed == NULL)
		return false;
	rows->room = rows->len;
	return true;
}

bool
tg_json_rows_scan_with(struct tg_json_rows *rows, enum tg_isa isa)
{
	struct tg_json_rows_state s;

	if (rows->len >= UINT32_MAX || !make_room(rows))
		return false;
	rows->n = rows->nrow = 0;
	rows->classes = 0;
	s.rows = rows;
	s.json.text = rows->text;
	s.json.len = last_structural(rows->text, rows->len);
	s.at = s.pause = 0;
	s.try_at = variants[isa] != NULL ? 0 : SIZE_MAX;
	s.bits = 0;
	s.err.code = TG_OK;
	return scan(&s, variants[isa]);
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
