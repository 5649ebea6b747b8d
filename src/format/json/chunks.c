#include "format/json/chunks.h"

#include <stdlib.h>
#include <string.h>

#include "base/threads.h"

/* Rows longer than this are not worth being cut between. */
#define LONGEST ((size_t)4 << 20)

/* The dims of the array at p, and where its first innermost row begins. */
static int
count_dims(const unsigned char *p, const unsigned char *row[TG_MAX_NDIM])
{
	int ndim = 0;

	for (; *p == '[' && ndim < TG_MAX_NDIM; p = tg_json_space(p + 1))
		row[ndim++] = p;
	return *p == ']' || *p == '[' ? 0 : ndim;
}

/* A place in a text where it can be cut. */
struct cut {
	size_t at;
	int closed; /* brackets before it */
};

/*
 * The place behind the first comma with at least so many closing brackets
 * before it. What goes on at from began before it and is not looked at.
 */
static bool
find_cut(const unsigned char *text, size_t from, size_t len, int closers,
	struct cut *cut)
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

/* What the value at p is; one that is too long is not looked at. */
static bool
scan_unit(const struct tg_json *json, const unsigned char *p, int closers,
	struct tg_json_scan *unit)
{
	struct cut cut;
	bool ok;

	*unit = (struct tg_json_scan){
		.json = *json,
		.begin = (size_t)(p - json->text),
	};
	/* a cut anywhere says that the first row is short enough */
	if (json->len - unit->begin > LONGEST &&
		!find_cut(p, 0, LONGEST, closers, &cut))
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
		.begin = begin,
		.piece = (size_t)tg_threads_piece(),
		.closers = ndim > 1 ? ndim - lead : 0,
		.ndim = ndim,
	};
	if (ndim > 1) {
		if (!scan_unit(json, row[ndim - 1], 1, unit) ||
			unit->shape.size[0] == 0)
			return false;
		c->length = unit->shape.size[0];
	}
	if (lead < ndim - 1 && !scan_unit(json, row[lead], c->closers, unit))
		return false;
	row_length = ndim > 1 ? unit->end - unit->begin : 0;
	if (c->piece < row_length)
		c->piece = row_length;
	c->reach = row_length + c->piece / 256 + 16;
	tg_json_chunks_restart(c);
	return true;
}

bool
tg_json_chunks_take(struct tg_json_chunks *c, struct tg_json_chunk *chunk)
{
	if (c->ended || c->taken > (c->json.len - c->begin - 1) / c->piece)
		return false;
	chunk->number = c->taken++;
	return true;
}

/* So many bytes of the text. */
static const unsigned char *
read_text(const struct tg_json_chunks *c, struct tg_json_chunk *chunk,
	size_t begin, size_t len, struct tg_err *err)
{
	if (c->json.bytes == NULL)
		return c->json.text + begin;
	if (chunk->capacity < len) {
		free(chunk->buffer);
		chunk->capacity = 0;
		chunk->buffer = malloc(len + TG_PADDING);
		if (chunk->buffer == NULL) {
			tg_fail_memory(err, "a chunk");
			return NULL;
		}
		chunk->capacity = len;
	}
	return tg_bytes_part(c->json.bytes, begin, len, chunk->buffer, err);
}

/* The text from the first cut behind begin to the first one behind end. */
static bool
read_chunk(const struct tg_json_chunks *c, struct tg_json_chunk *chunk,
	struct tg_err *err)
{
	const size_t begin = c->begin + chunk->number * c->piece;
	const size_t left = c->json.len - begin;
	const size_t piece = left < c->piece ? left : c->piece;
	struct tg_json_rows *rows = &chunk->rows;
	struct cut first = { 0, c->ndim }, last = { left, 0 };

	for (size_t reach = c->reach; reach <= LONGEST; reach *= 2) {
		size_t len = left - piece < reach ? left : piece + reach;
		const unsigned char *text =
			read_text(c, chunk, begin, len, err);

		if (text == NULL)
			return false;
		if (chunk->number > 0 &&
			!find_cut(text, 0, len, c->closers, &first)) {
			first.at = left;
			if (len < left)
				continue;
		}
		if (piece < left &&
			!find_cut(text, piece, len, c->closers, &last)) {
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

bool
tg_json_chunks_load(const struct tg_json_chunks *c, struct tg_json_chunk *chunk,
	struct tg_err *err)
{
	struct tg_json_rows *rows = &chunk->rows;

	if (!read_chunk(c, chunk, err))
		return false;
	rows->ndim = c->ndim;
	rows->length = c->length;
	rows->integers = c->integers;
	return rows->len == 0 || tg_json_rows_scan(rows);
}

/* A row closed with so many brackets: the rows around it grow or end. */
static bool
close_rows(struct tg_json_chunks *c, int closed)
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
	return true; /* the outermost one, too */
}

static bool
settle_rows(struct tg_json_chunks *c, const struct tg_json_rows *rows)
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
		else if (!close_rows(c, c->closed))
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
	if (c->ndim > 1 && (rows->opened != c->closed || !settle_rows(c, rows)))
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
	return true;
}

bool
tg_json_chunks_finish(const struct tg_json_chunks *c, struct tg_shape *shape)
{
	return tg_json_chunks_shape(c, shape) &&
		tg_json_finish(&c->json, c->json.text + c->end, NULL);
}

void
tg_json_chunk_free(struct tg_json_chunk *chunk)
{
	tg_json_rows_free(&chunk->rows);
	free(chunk->buffer);
}
