/*
 * Cuts the text of a large JSON tensor into chunks, for scan_parallel and for
 * the source that streams rows. Each thread finds the cuts of its own chunk by
 * looking at a few bytes, so that no thread has to read the text before the
 * others begin.
 */
#include "format/json/chunks.h"

#include <stdlib.h>
#include <string.h>

#include "base/threads.h"
#include "format/json/coming.h"

/*
 * The number of dims of the array at p, as its first brackets tell it; 0 if it
 * is no array that can be cut. row[i] is where the first row of level i begins.
 */
static int
count_dims(const unsigned char *p, const unsigned char *row[TG_MAX_NDIM])
{
	int ndim = 0;

	for (; *p == '[' && ndim < TG_MAX_NDIM; p = tg_json_space(p + 1))
		row[ndim++] = p;
	return *p == ']' || *p == '[' ? 0 : ndim;
}

/*
 * Find the first cut after from: it is after a comma with at least closers
 * closing brackets before it. A group of brackets, commas and white space that
 * is at from is skipped, since a part of it may be before from.
 */
static bool
find_cut(const unsigned char *text, size_t from, size_t len, int closers,
	struct tg_json_cut *cut)
{
	const unsigned char *p = text + from, *end = text + len;

	while (p < end && (*p == ']' || *p == ',' || *p <= ' '))
		p++;
	while ((p = memchr(p, closers > 0 ? ']' : ',', (size_t)(end - p))) !=
		NULL) {
		cut->closed = 0;
		for (; p < end && (*p == ']' || *p <= ' '); p++)
			cut->closed += *p == ']';
		if (p == end)
			return false;
		cut->at = (size_t)(p - text) + 1;
		if (*p == ',' && cut->closed >= closers)
			return true;
	}
	return false;
}

static bool
find_cut_of_chunk(const struct tg_json_chunks *c, const unsigned char *text,
	size_t from, size_t len, struct tg_json_cut *cut)
{
	return find_cut(text, from, len, c->closers, cut);
}

/*
 * Scan the value at p, to learn what rows are like. False if it is longer than
 * TG_JSON_LONGEST_ROW, or no tensor.
 */
static bool
scan_first_row(const struct tg_json *json, const unsigned char *p, int closers,
	struct tg_json_scan *unit)
{
	struct tg_json_cut cut;
	bool ok;

	*unit = (struct tg_json_scan){
		.json = *json,
		.begin = (size_t)(p - json->text),
	};
	/* if there is a cut within TG_JSON_LONGEST_ROW bytes the row is short enough */
	if (json->len - unit->begin > TG_JSON_LONGEST_ROW &&
		!find_cut(p, 0, TG_JSON_LONGEST_ROW, closers, &cut))
		return false;
	ok = tg_json_scan_serial(unit, NULL);
	free(unit->items);
	return ok;
}

void
tg_json_chunks_restart(struct tg_json_chunks *c)
{
	c->taken = 0;
	c->closed = c->ndim;
	c->ended = false;
	c->n = 0;
	c->classes = 0;
	for (int i = 0; i < c->ndim; i++) {
		c->count[i] = 0;
		c->size[i] = -1;
	}
}

bool
tg_json_chunks_open(struct tg_json_chunks *c, const struct tg_json *json,
	size_t begin, int lead, struct tg_json_scan *unit)
{
	const unsigned char *row[TG_MAX_NDIM];
	int ndim = count_dims(json->text + begin, row);
	size_t row_length;

	if (lead < 0)
		lead = ndim - 1;
	if (ndim == 0 || lead >= ndim)
		return false;
	*c = (struct tg_json_chunks){
		.json = *json,
		.find_cut = find_cut_of_chunk,
		.scan = tg_json_rows_scan,
		.scan_rest = tg_json_coming_scan_rest,
		.begin = begin,
		.chunk_len = (size_t)tg_threads_piece(),
		.closers = ndim > 1 ? ndim - lead : 0,
		.ndim = ndim,
	};
	if (ndim > 1) {
		if (!scan_first_row(json, row[ndim - 1], 1, unit) ||
			unit->shape.size[0] == 0)
			return false;
		c->length = unit->shape.size[0];
	}
	if (lead < ndim - 1 &&
		!scan_first_row(json, row[lead], c->closers, unit))
		return false;
	row_length = ndim > 1 ? unit->end - unit->begin : 0;
	if (c->chunk_len < row_length)
		c->chunk_len = row_length;
	c->reach = row_length + c->chunk_len / 256 + 16;
	tg_json_chunks_restart(c);
	return true;
}

bool
tg_json_chunks_take(struct tg_json_chunks *c, struct tg_json_chunk *chunk)
{
	if (c->ended || c->taken > (c->json.len - c->begin - 1) / c->chunk_len)
		return false;
	chunk->number = c->taken++;
	return true;
}

bool
tg_json_chunk_reserve(struct tg_json_chunk *chunk, size_t len, size_t n)
{
	unsigned char *buffer;

	if (chunk->capacity >= len)
		return true;
	buffer = malloc(len + TG_PADDING);
	if (buffer == NULL)
		return false;
	if (n > 0)
		memcpy(buffer, chunk->buffer, n);
	free(chunk->buffer);
	chunk->buffer = buffer;
	chunk->capacity = len;
	return true;
}

/* Read len bytes of the text, to the chunk's buffer if it is in a file. */
static const unsigned char *
read_bytes(const struct tg_json_chunks *c, struct tg_json_chunk *chunk,
	size_t begin, size_t len, struct tg_err *err)
{
	if (c->json.bytes == NULL)
		return c->json.text + begin;
	if (!tg_json_chunk_reserve(chunk, len, 0)) {
		tg_fail_memory(err, "a chunk");
		return NULL;
	}
	return tg_bytes_part(c->json.bytes, begin, len, chunk->buffer, err);
}

/*
 * Read a chunk: find its first cut and the one that ends it. Where no cut is
 * within reach, more of the text is read, up to TG_JSON_LONGEST_ROW bytes.
 */
bool
tg_json_chunks_read(const struct tg_json_chunks *c, struct tg_json_chunk *chunk,
	struct tg_err *err)
{
	const size_t begin = c->begin + chunk->number * c->chunk_len;
	const size_t left = c->json.len - begin;
	const size_t chunk_len = left < c->chunk_len ? left : c->chunk_len;
	struct tg_json_rows *rows = &chunk->rows;
	struct tg_json_cut first = { 0, c->ndim }, last = { left, 0 };

	for (size_t reach = c->reach; reach <= TG_JSON_LONGEST_ROW;
		reach *= 2) {
		size_t len =
			left - chunk_len < reach ? left : chunk_len + reach;
		const unsigned char *text =
			read_bytes(c, chunk, begin, len, err);

		if (text == NULL)
			return false;
		if (chunk->number > 0 &&
			!c->find_cut(c, text, 0, len, &first)) {
			first.at = left;
			if (len < left)
				continue;
		}
		if (chunk_len < left &&
			!c->find_cut(c, text, chunk_len, len, &last)) {
			last.at = left;
			if (len < left)
				continue;
		}
		chunk->at = begin + first.at;
		rows->text = text + first.at;
		rows->len = last.at - first.at;
		rows->opened = first.closed;
		return true;
	}
	return false;
}

/*
 * A table has no bracket that tells where it ends. It ends with the text, behind
 * which there are zero bytes: also in the buffer of a chunk.
 */
static void
end_table(const struct tg_json_chunks *c, struct tg_json_chunk *chunk)
{
	struct tg_json_rows *rows = &chunk->rows;
	const size_t end = chunk->at + rows->len;

	/* where a text ends that comes is known when all of it has come */
	rows->last = c->coming == NULL && end == c->json.len;
	if (rows->last && rows->text != c->json.text + chunk->at)
		memset(chunk->buffer + (rows->text - chunk->buffer) + rows->len,
			0, TG_PADDING);
}

bool
tg_json_chunks_load(const struct tg_json_chunks *c, struct tg_json_chunk *chunk,
	struct tg_err *err)
{
	struct tg_json_rows *rows = &chunk->rows;

	if (c->coming != NULL)
		tg_json_coming_measure(chunk);
	if (c->coming != NULL && chunk->torn)
		return false;
	if (c->coming == NULL && !tg_json_chunks_read(c, chunk, err))
		return false;
	rows->syntax = c->syntax;
	rows->ndim = c->ndim;
	rows->length = c->length;
	rows->integers = c->integers;
	if (rows->len == 0)
		return true;
	if (c->syntax != TG_SYNTAX_JSON)
		end_table(c, chunk);
	return c->scan(rows);
}

/*
 * Count an innermost row that was followed by so many closing brackets: the
 * rows around it grow or end. False if one that ends is not as long as others.
 */
static bool
count_innermost_row(struct tg_json_chunks *c, int closed)
{
	for (int level = c->ndim - 2; level >= 0; level--) {
		c->count[level]++;
		if (--closed == 0)
			return true;
		if (c->size[level] < 0)
			c->size[level] = c->count[level];
		if (c->size[level] != c->count[level])
			return false;
		c->count[level] = 0;
	}
	return true; /* the outermost one has ended, too */
}

/* Count the rows of a chunk; false if they do not fit those before. */
static bool
count_rows_of_chunk(struct tg_json_chunks *c, const struct tg_json_rows *rows)
{
	if (c->ndim == 2) {
		c->count[0] += (int64_t)rows->nrow;
		c->closed = rows->last ? 2 : 1;
		if (rows->last)
			c->size[0] = c->count[0];
		return true;
	}
	for (size_t i = 0; i < rows->nrow; i++) {
		c->closed = rows->closed[i];
		if (c->closed == 1)
			c->count[c->ndim - 2]++;
		else if (!count_innermost_row(c, c->closed))
			return false;
	}
	return true;
}

bool
tg_json_chunks_settle(struct tg_json_chunks *c, struct tg_json_chunk *chunk)
{
	const struct tg_json_rows *rows = &chunk->rows;

	chunk->first = c->n;
	chunk->n = 0;
	if (c->ended || rows->len == 0)
		return true;
	if (c->ndim > 1 &&
		(rows->opened != c->closed || !count_rows_of_chunk(c, rows)))
		return false;
	chunk->n = (int64_t)rows->n;
	c->n += chunk->n;
	c->classes |= rows->classes;
	c->ended = rows->last;
	c->end = chunk->at + rows->end;
	return true;
}

bool
tg_json_chunks_shape(const struct tg_json_chunks *c, struct tg_shape *shape)
{
	if (!c->ended)
		return false;
	shape->ndim = c->ndim;
	for (int i = 0; i < c->ndim - 1; i++)
		shape->size[i] = c->size[i];
	shape->size[c->ndim - 1] = c->ndim > 1 ? c->length : c->n;
	/* a table with one field in each line has one dim */
	if (c->syntax != TG_SYNTAX_JSON && c->length == 1)
		shape->ndim = 1;
	return true;
}

bool
tg_json_chunks_finish(const struct tg_json_chunks *c, struct tg_shape *shape)
{
	return tg_json_chunks_shape(c, shape) &&
		(c->syntax != TG_SYNTAX_JSON ||
			tg_json_finish(&c->json, c->json.text + c->end, NULL));
}

bool
tg_json_chunk_match(
	struct tg_json_chunk *chunk, const struct tg_json_chunk *other)
{
	return tg_json_chunk_reserve(chunk, other->capacity, 0) &&
		tg_json_rows_match(&chunk->rows, &other->rows);
}

void
tg_json_chunk_free(struct tg_json_chunk *chunk)
{
	tg_json_rows_free(&chunk->rows);
	free(chunk->buffer);
}
