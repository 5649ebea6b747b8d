/*
 * Cuts a JSON text into chunks while it comes, for a tensor that is streamed
 * from a pipe. The bytes of a pipe cannot be read again to word an error, nor to
 * try another way. So this keeps count of where it is, and the exact scanner can
 * go on in the middle of the text.
 */
#include "format/json/coming.h"

#include <stdlib.h>
#include <string.h>

#include "base/threads.h"
#include "base/lines.h"

/* Some bytes at the end of what has come may be the beginning of a word. */
#define CUT_WORD 10

/* --- reading ---------------------------------------------------------------- */

/* Keep n bytes of text for the next chunk. */
static bool
keep_left(struct tg_json_coming *coming, const unsigned char *text, size_t n)
{
	if (n > coming->capacity) {
		free(coming->left);
		coming->capacity = 0;
		coming->left = malloc(n);
		if (coming->left == NULL)
			return false;
		coming->capacity = n;
	}
	if (n > 0)
		memcpy(coming->left, text, n);
	coming->nleft = n;
	return true;
}

bool
tg_json_coming_open(struct tg_json_coming *coming,
	struct tg_json_chunks *chunks, struct tg_bytes *bytes)
{
	*coming = (struct tg_json_coming){
		.bytes = bytes,
		.at = chunks->begin,
		.closed = chunks->ndim,
		.rest.name = bytes->name,
	};
	tg_bytes_line_column(
		bytes, chunks->begin, &coming->lines, &coming->columns);
	coming->lines--;
	coming->columns--;
	chunks->coming = coming;
	return keep_left(coming, bytes->data + chunks->begin,
		bytes->len - chunks->begin);
}

/* Find a cut that is near to the end of the text. */
static bool
find_last_cut(const struct tg_json_chunks *c, const unsigned char *text,
	size_t len, struct tg_json_cut *cut)
{
	for (size_t reach = c->reach;; reach *= 2) {
		const size_t from = reach < len ? len - reach : 0;

		if (c->find_cut(c, text, from, len, cut))
			return true;
		if (from == 0)
			return false;
	}
}

/* Read until the chunk's buffer has len bytes, n of which are there. */
static bool
read_behind(struct tg_json_coming *coming, struct tg_json_chunk *chunk,
	size_t *n, size_t len, struct tg_err *err)
{
	if (!tg_json_chunk_reserve(chunk, len, *n))
		return tg_fail_memory(err, "a chunk");
	while (*n < len && !coming->end) {
		const ptrdiff_t more = tg_bytes_read_on(
			coming->bytes, chunk->buffer + *n, len - *n, err);

		if (more < 0)
			return false;
		*n += (size_t)more;
		coming->end = more == 0;
	}
	return true;
}

/* Read a chunk and what is left behind it. */
static bool
read_chunk(const struct tg_json_chunks *c, struct tg_json_chunk *chunk,
	struct tg_err *err)
{
	struct tg_json_coming *coming = c->coming;
	struct tg_json_cut cut = { 0, 0 };
	size_t n = coming->nleft, len = c->chunk_len + c->reach;
	bool found = false;

	if (!tg_json_chunk_reserve(chunk, n > len ? n : len, 0))
		return tg_fail_memory(err, "a chunk");
	if (n > 0)
		memcpy(chunk->buffer, coming->left, n);
	for (; !found; len *= 2) {
		if (!read_behind(coming, chunk, &n, len, err))
			return false;
		/* a text without a cut is no row any more; the rest is */
		if (coming->end || len > TG_JSON_LONGEST_ROW)
			cut.at = n;
		found = cut.at == n || find_last_cut(c, chunk->buffer, n, &cut);
	}
	chunk->at = coming->at;
	chunk->rows.text = chunk->buffer;
	chunk->rows.len = cut.at;
	chunk->rows.opened = coming->closed;
	coming->closed = cut.closed;
	coming->at += cut.at;
	return keep_left(coming, chunk->buffer + cut.at, n - cut.at) ||
		tg_fail_memory(err, "a chunk");
}

enum tg_json_taken
tg_json_coming_take(struct tg_json_chunks *c, struct tg_json_chunk *chunk,
	struct tg_err *err)
{
	const struct tg_json_coming *coming = c->coming;

	if (c->ended || coming->has_rest || (coming->end && coming->nleft == 0))
		return TG_JSON_NO_CHUNK;
	if (!read_chunk(c, chunk, err))
		return TG_JSON_UNREADABLE;
	chunk->number = c->taken++;
	return TG_JSON_CHUNK;
}

/* --- where it is ------------------------------------------------------------ */

void
tg_json_coming_measure(struct tg_json_chunk *chunk)
{
	tg_lines_count(chunk->rows.text, chunk->rows.len, &chunk->lines,
		&chunk->columns);
}

static void
step_over(struct tg_json_coming *coming, size_t lines, size_t columns)
{
	coming->columns = lines > 0 ? columns : coming->columns + columns;
	coming->lines += lines;
}

static void
step_over_text(
	struct tg_json_coming *coming, const unsigned char *text, size_t len)
{
	size_t lines, columns;

	tg_lines_count(text, len, &lines, &columns);
	step_over(coming, lines, columns);
}

/* --- the rest --------------------------------------------------------------- */

/* Make room for len bytes and their padding. */
static bool
reserve_rest(struct tg_json_coming *coming, size_t len)
{
	size_t capacity = coming->rest_capacity;
	void *base;

	if (len + TG_PADDING <= capacity)
		return true;
	if (capacity < len + TG_PADDING)
		capacity = 2 * len + TG_PADDING;
	base = realloc(coming->rest.base, capacity);
	if (base == NULL)
		return false;
	coming->rest.base = base;
	coming->rest.data = base;
	coming->rest_capacity = capacity;
	return true;
}

static bool
add_to_rest(struct tg_json_coming *coming, const unsigned char *text, size_t n)
{
	struct tg_bytes *rest = &coming->rest;
	unsigned char *to;

	if (!reserve_rest(coming, rest->len + n))
		return false;
	to = (unsigned char *)rest->base + rest->len;
	if (n > 0)
		memcpy(to, text, n);
	memset(to + n, 0, TG_PADDING);
	rest->len += n;
	return true;
}

/* Let the rest begin with this text. */
static bool
begin_rest(struct tg_json_coming *coming, const unsigned char *text, size_t n)
{
	coming->has_rest = true;
	coming->rest.lines_before = coming->lines;
	coming->rest.columns_before = coming->columns;
	return add_to_rest(coming, text, n);
}

/* Read more of the source to the rest: about as much as there is. */
static bool
read_more_of_rest(struct tg_json_coming *coming, struct tg_err *err)
{
	struct tg_bytes *rest = &coming->rest;
	const size_t most = rest->len > TG_PIECE_MAX ? rest->len : TG_PIECE_MAX;
	const size_t len = rest->len + most;
	unsigned char *to;

	if (!reserve_rest(coming, len))
		return tg_fail_memory(err, "the elements");
	to = (unsigned char *)rest->base;
	while (rest->len < len && !coming->end) {
		const ptrdiff_t n = tg_bytes_read_on(
			coming->bytes, to + rest->len, len - rest->len, err);

		if (n < 0)
			return false;
		rest->len += (size_t)n;
		coming->end = n == 0;
	}
	memset(to + rest->len, 0, TG_PADDING);
	return true;
}

/* --- settling --------------------------------------------------------------- */

/*
 * True if the chunk is as expected. If not, all that is known of the chunks
 * before it is as it was.
 */
static bool
settle_as_expected(struct tg_json_chunks *c, struct tg_json_chunk *chunk)
{
	struct tg_json_place before;
	const int64_t n = c->n;

	memcpy(before.count, c->count, sizeof(before.count));
	memcpy(before.size, c->size, sizeof(before.size));
	before.depth = c->closed;
	if (tg_json_chunks_settle(c, chunk))
		return true;
	memcpy(c->count, before.count, sizeof(before.count));
	memcpy(c->size, before.size, sizeof(before.size));
	c->closed = before.depth;
	c->n = n;
	return false;
}

static bool
is_space(const unsigned char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] == 0 || strchr(" \t\r\n", text[i]) == NULL)
			return false;
	return true;
}

/* Step over text behind the tensor; it is the rest if it is no white space. */
static bool
pass_text_behind(
	struct tg_json_coming *coming, const unsigned char *text, size_t len)
{
	if (!is_space(text, len))
		return begin_rest(coming, text, len);
	step_over_text(coming, text, len);
	return true;
}

void
tg_json_coming_settle(
	struct tg_json_chunks *c, struct tg_json_chunk *chunk, bool loaded)
{
	struct tg_json_coming *coming = c->coming;
	const struct tg_json_rows *rows = &chunk->rows;
	const bool expected = loaded && !coming->has_rest && !c->ended &&
		settle_as_expected(c, chunk);
	bool ok = true;

	if (!expected) {
		chunk->first = c->n;
		chunk->n = 0;
	}
	if (coming->has_rest)
		ok = add_to_rest(coming, rows->text, rows->len);
	else if (expected && c->ended) {
		step_over_text(coming, rows->text, rows->end);
		ok = pass_text_behind(
			coming, rows->text + rows->end, rows->len - rows->end);
	} else if (expected)
		step_over(coming, chunk->lines, chunk->columns);
	else if (c->ended)
		ok = pass_text_behind(coming, rows->text, rows->len);
	else
		ok = begin_rest(coming, rows->text, rows->len);
	coming->failed = coming->failed || !ok;
}

/* --- the end ---------------------------------------------------------------- */

/* Say where in the text the error is. */
static bool
locate(const struct tg_json_coming *coming, struct tg_err *err)
{
	size_t line, column;

	if (err->pos == TG_NOPOS)
		return false;
	tg_bytes_line_column(&coming->rest, err->pos, &line, &column);
	tg_err_where(err, "%s:%zu:%zu", coming->rest.name, line, column);
	return false;
}

/* True if an error is no consequence of the text being cut where it ends now. */
static bool
is_certain(const struct tg_json_coming *coming, const struct tg_err *err)
{
	const struct tg_bytes *rest = &coming->rest;

	return coming->end || err->code != TG_EDATA ||
		(err->pos != TG_NOPOS && err->pos + CUT_WORD < rest->len &&
			memchr("[{\"", rest->data[err->pos], 3) == NULL);
}

/* Scan the rest of the tensor, and read as much of it as that takes. */
static bool
scan_rest(
	struct tg_json_chunks *c, struct tg_json_scan *scan, struct tg_err *err)
{
	struct tg_json_coming *coming = c->coming;
	struct tg_json_place place = {
		.ndim = c->ndim,
		.depth = c->n > 0 ? c->ndim - c->closed : 0,
	};

	memcpy(place.count, c->count, sizeof(place.count));
	memcpy(place.size, c->size, sizeof(place.size));
	place.size[c->ndim - 1] = c->length;
	for (;;) {
		*scan = (struct tg_json_scan){
			.json = { coming->rest.data, coming->rest.len, NULL },
		};
		if (c->n > 0 ? tg_json_scan_rest(scan, &place, err)
			     : tg_json_scan_serial(scan, err))
			break;
		free(scan->items);
		scan->items = NULL;
		if (is_certain(coming, err))
			return locate(coming, err);
		tg_err_clear(err);
		if (!read_more_of_rest(coming, err))
			return false;
	}
	c->ended = true;
	c->classes |= scan->classes;
	c->n += (int64_t)scan->n;
	c->ndim = scan->shape.ndim;
	memcpy(c->size, scan->shape.size, sizeof(c->size));
	c->length = c->ndim > 0 ? scan->shape.size[c->ndim - 1] : 0;
	return true;
}

/* Require that only white space follows, from offset at of the rest on. */
static bool
read_to_the_end(struct tg_json_coming *coming, size_t at, struct tg_err *err)
{
	struct tg_bytes *rest = &coming->rest;

	for (;;) {
		const struct tg_json json = { rest->data, rest->len, NULL };

		if (!is_space(rest->data + at, rest->len - at))
			return tg_json_finish(&json, rest->data + at, err) ||
				locate(coming, err);
		if (coming->end)
			return true;
		at = rest->len;
		if (!read_more_of_rest(coming, err))
			return false;
	}
}

bool
tg_json_coming_finish(
	struct tg_json_chunks *c, struct tg_json_scan *scan, struct tg_err *err)
{
	struct tg_json_coming *coming = c->coming;
	size_t at = 0;

	if ((!coming->has_rest && !begin_rest(coming, NULL, 0)) ||
		!add_to_rest(coming, coming->left, coming->nleft))
		coming->failed = true;
	if (coming->failed)
		return tg_fail_memory(err, "the elements");
	if (!c->ended) {
		if (!scan_rest(c, scan, err))
			return false;
		at = scan->end;
	}
	return read_to_the_end(coming, at, err);
}

void
tg_json_coming_free(struct tg_json_coming *coming)
{
	free(coming->left);
	free(coming->rest.base);
	*coming = (struct tg_json_coming){ 0 };
}
