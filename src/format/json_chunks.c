#include "format/json_chunks.h"

#include <stdlib.h>

#include "crew.h"

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

/*
 * The place behind the last comma with at least so many closing brackets
 * before it, and how many there are; 0 when there is none.
 */
static size_t
find_cut(const unsigned char *text, size_t len, int closers, int *closed)
{
	while (len > 0) {
		size_t comma = len - 1, at = comma;
		int n = 0;

		len--;
		if (text[comma] != ',')
			continue;
		for (; at > 0 && (text[at - 1] == ']' || text[at - 1] <= ' ');
			at--)
			n += text[at - 1] == ']';
		if (n >= closers) {
			*closed = n;
			return comma + 1;
		}
		len = at;
	}
	return 0;
}

/* What the value at p is; one that is too long is not looked at. */
static bool
scan_unit(const struct tg_json *json, const unsigned char *p, int closers,
	struct tg_json_scan *unit)
{
	static struct tg_err ignored;
	int closed;
	bool ok;

	*unit = (struct tg_json_scan){
		.json = *json,
		.begin = (size_t)(p - json->text),
	};
	/* a cut anywhere says that the first row is short enough */
	if (json->len - unit->begin > LONGEST &&
		find_cut(p, LONGEST, closers, &closed) == 0)
		return false;
	ok = tg_json_scan_serial(unit, &ignored);
	ignored.code = TG_OK;
	free(unit->items);
	return ok;
}

void
tg_json_chunks_restart(struct tg_json_chunks *c, size_t begin)
{
	c->at = begin;
	c->opened = c->closed = c->ndim;
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
	size_t begin, const struct tg_bytes *bytes, int lead,
	struct tg_json_scan *unit)
{
	const unsigned char *row[TG_MAX_NDIM];
	int ndim = count_dims(json->text + begin, row);

	if (lead < 0)
		lead = ndim - 1;
	if (ndim == 0 || lead >= ndim)
		return false;
	*c = (struct tg_json_chunks){
		.json = *json,
		.bytes = bytes,
		.piece = (size_t)tg_crew_piece(),
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
	tg_json_chunks_restart(c, begin);
	return true;
}

/* So many bytes from where the next chunk begins. */
static const unsigned char *
read_text(const struct tg_json_chunks *c, struct tg_json_chunk *chunk,
	size_t len, struct tg_err *err)
{
	if (c->bytes == NULL)
		return c->json.text + c->at;
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
	return tg_bytes_part(c->bytes, c->at, len, chunk->buffer, err);
}

bool
tg_json_chunks_take(struct tg_json_chunks *c, struct tg_json_chunk *chunk,
	bool *more, struct tg_err *err)
{
	struct tg_json_rows *rows = &chunk->rows;
	size_t left = c->json.len - c->at, len = c->piece;

	*more = !c->ended && left > 0;
	if (!*more)
		return true;
	chunk->at = c->at;
	rows->ndim = c->ndim;
	rows->length = c->length;
	rows->opened = c->opened;
	rows->integers = c->integers;
	for (;; len *= 2) {
		if (len > left)
			len = left;
		rows->text = read_text(c, chunk, len, err);
		if (rows->text == NULL)
			return false;
		rows->len = len;
		if (len < left)
			rows->len = find_cut(
				rows->text, len, c->closers, &c->opened);
		if (rows->len > 0)
			break;
		if (len > LONGEST)
			return false;
	}
	if (c->ndim == 1)
		c->opened = 0;
	c->at += rows->len;
	return true;
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
	/* what closes the outermost one stands nowhere else */
	return closed == 1;
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

	chunk->first = -1;
	if (c->ended)
		return true;
	if (c->ndim > 1 && rows->opened != c->closed)
		return false;
	if (c->ndim > 1 && !settle_rows(c, rows))
		return false;
	chunk->first = c->n;
	c->n += (int64_t)rows->n;
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

void
tg_json_chunk_free(struct tg_json_chunk *chunk)
{
	tg_json_rows_free(&chunk->rows);
	free(chunk->buffer);
}
