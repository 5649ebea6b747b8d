/*
 * Cuts a JSON text into chunks while it comes, for a tensor that is streamed
 * from a pipe. The bytes of a pipe cannot be read again to word an error, nor to
 * try another way. So this keeps count of where it is, and the exact scanner can
 * go on in the middle of the text.
 */
#include "format/json/coming.h"

#include <stdlib.h>
#include <string.h>

#include "base/least.h"
#include "base/lines.h"
#include "base/threads.h"
#include "format/json/coming_rest.h"

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
	coming->skip = 0;
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
		.rest.bytes.name = bytes->name,
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

/* Read what is there, len bytes at most: first what was left. */
static ptrdiff_t
read_on(struct tg_json_coming *coming, void *to, size_t len, struct tg_err *err)
{
	if (coming->nleft == 0)
		return tg_bytes_read_on(coming->bytes, to, len, err);
	if (len > coming->nleft)
		len = coming->nleft;
	memcpy(to, coming->left + coming->skip, len);
	coming->skip += len;
	coming->nleft -= len;
	return (ptrdiff_t)len;
}

/* Leave the last n bytes of what was read, text, for the next chunk. */
static bool
put_back(struct tg_json_coming *coming, const unsigned char *text, size_t n)
{
	if (coming->nleft == 0)
		return keep_left(coming, text, n);
	/* they are still where they were left */
	coming->skip -= n;
	coming->nleft += n;
	return true;
}

/*
 * Read until the chunk's buffer has len bytes, n of which are there; at once, read
 * what is there.
 */
static bool
read_behind(struct tg_json_coming *coming, struct tg_json_chunk *chunk,
	size_t *n, size_t len, struct tg_err *err)
{
	if (!tg_json_chunk_reserve(chunk, len, *n))
		return tg_fail_memory(err, "a chunk");
	do {
		const ptrdiff_t more =
			read_on(coming, chunk->buffer + *n, len - *n, err);

		coming->unreadable = more < 0;
		if (more < 0)
			return false;
		*n += (size_t)more;
		coming->end = more == 0;
	} while (*n < len && !coming->end && !coming->at_once);
	return true;
}

/* Read a chunk and what is left behind it. */
static bool
read_chunk(const struct tg_json_chunks *c, struct tg_json_chunk *chunk,
	struct tg_err *err)
{
	struct tg_json_coming *coming = c->coming;
	struct tg_json_cut cut = { 0, 0 };
	size_t n = 0, len = c->chunk_len + c->reach;
	bool found = false;

	while (!found) {
		if (n == len)
			len *= 2;
		if (!read_behind(coming, chunk, &n, len, err))
			return false;
		memset(chunk->buffer + n, 0, TG_PADDING);
		/* a text without a cut is no row any more; the rest is */
		if (coming->end || len > TG_JSON_LONGEST_ROW)
			cut.at = n;
		found = cut.at == n || find_last_cut(c, chunk->buffer, n, &cut);
	}
	chunk->torn = c->syntax != TG_SYNTAX_JSON && cut.at == n &&
		!coming->end && chunk->buffer[n - 1] != '\n';
	chunk->at = coming->at;
	chunk->rows.text = chunk->buffer;
	chunk->rows.len = cut.at;
	chunk->rows.opened = coming->closed;
	coming->closed = cut.closed;
	coming->at += cut.at;
	return put_back(coming, chunk->buffer + cut.at, n - cut.at) ||
		tg_fail_memory(err, "a chunk");
}

/* Hand out some elements of the rest. */
static enum tg_json_taken
take_from_rest(struct tg_json_coming *coming, struct tg_json_chunk *chunk,
	int64_t some)
{
	const int64_t end = coming->first + (int64_t)coming->elements.n;

	if (coming->next == end)
		return TG_JSON_NO_CHUNK;
	chunk->first = coming->next;
	chunk->n = tg_least(end - coming->next, some);
	coming->next += chunk->n;
	return TG_JSON_CHUNK;
}

void
tg_json_coming_restart(struct tg_json_chunks *c)
{
	c->coming->next = c->coming->first;
}

struct tg_bytes
tg_json_coming_text(
	const struct tg_json_chunks *c, const struct tg_json_chunk *chunk)
{
	const struct tg_json_coming *coming = c->coming;

	if (coming->rest_is_due)
		return coming->rest.bytes;
	return (struct tg_bytes){
		.name = coming->bytes->name,
		.data = chunk->rows.text,
		.len = chunk->rows.len,
		.goes_on = true,
		.lines_before = chunk->lines_before,
		.columns_before = chunk->columns_before,
	};
}

enum tg_json_taken
tg_json_coming_take(struct tg_json_chunks *c, struct tg_json_chunk *chunk,
	int64_t some, struct tg_err *err)
{
	struct tg_json_coming *coming = c->coming;

	if (coming->rest_is_due)
		return take_from_rest(coming, chunk, some);
	if (c->ended || coming->has_rest || (coming->end && coming->nleft == 0))
		return TG_JSON_NO_CHUNK;
	if (!read_chunk(c, chunk, err))
		return TG_JSON_UNREADABLE;
	chunk->number = c->taken++;
	return TG_JSON_CHUNK;
}

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
		return tg_json_coming_begin_rest(coming, text, len);
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

	chunk->lines_before = coming->lines;
	chunk->columns_before = coming->columns;
	if (!expected) {
		chunk->first = c->n;
		chunk->n = 0;
	}
	if (coming->has_rest)
		ok = tg_json_coming_keep(coming, rows->text, rows->len);
	else if (expected && c->ended) {
		step_over_text(coming, rows->text, rows->end);
		ok = pass_text_behind(
			coming, rows->text + rows->end, rows->len - rows->end);
	} else if (expected)
		step_over(coming, chunk->lines, chunk->columns);
	else if (c->ended)
		ok = pass_text_behind(coming, rows->text, rows->len);
	else
		ok = tg_json_coming_begin_rest(coming, rows->text, rows->len);
	coming->failed = coming->failed || !ok;
}

void
tg_json_coming_free(struct tg_json_coming *coming)
{
	free(coming->left);
	free(coming->elements.items);
	free(coming->rest.bytes.base);
	free(coming->document.bytes.base);
	*coming = (struct tg_json_coming){ 0 };
}
