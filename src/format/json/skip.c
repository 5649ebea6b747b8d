/*
 * Finds a row far behind the beginning of a long text, for those who make only a
 * part of a result. All rows of a tensor have the same number of brackets, so
 * that it is enough to count opening ones, many bytes at a time.
 */
#include "format/json/skip.h"

#include <string.h>

/* Bytes that are looked at together: as many as every processor with vectors does. */
#define LANES 16
typedef unsigned char lanes __attribute__((vector_size(LANES)));

/* A byte counts up to so many. */
#define MOST 255

/* What was seen in a text. */
struct seen {
	uint64_t marks; /* brackets that open, or commas between elements */
	bool odd; /* it has strings or objects, in which they mean nothing */
};

static uint64_t
sum_of_lanes(const lanes *count)
{
	uint64_t sum = 0;

	for (int i = 0; i < LANES; i++)
		sum += (*count)[i];
	return sum;
}

/* Count the marks among n vectors, n <= MOST. */
static void
look_at_lanes(
	struct seen *seen, const unsigned char *p, size_t n, unsigned char mark)
{
	lanes count = { 0 }, odd = { 0 }, v;

	for (size_t i = 0; i < n; i++) {
		memcpy(&v, p + i * LANES, LANES);
		count -= (lanes)(v == mark);
		odd |= (lanes)(v == '"') | (lanes)(v == '{');
	}
	seen->marks += sum_of_lanes(&count);
	seen->odd = seen->odd || sum_of_lanes(&odd) > 0;
}

static void
look_at(struct seen *seen, const unsigned char *p, size_t len,
	unsigned char mark)
{
	while (len >= LANES) {
		const size_t all = len / LANES, n = all < MOST ? all : MOST;

		look_at_lanes(seen, p, n, mark);
		p += n * LANES;
		len -= n * LANES;
	}
	for (; len > 0; len--, p++) {
		seen->marks += *p == mark;
		seen->odd = seen->odd || *p == '"' || *p == '{';
	}
}

/*
 * opens[i] is how many brackets open in all that is at one position of the first
 * i dims. False if there are more than a text has.
 */
static bool
count_opening(const struct tg_shape *shape, uint64_t opens[TG_MAX_NDIM + 1])
{
	opens[shape->ndim] = 0;
	for (int i = shape->ndim - 1; i > 0; i--) {
		const uint64_t size = (uint64_t)shape->size[i];

		if (size > UINT32_MAX || opens[i + 1] > UINT32_MAX)
			return false;
		opens[i] = 1 + size * opens[i + 1];
	}
	return true;
}

/*
 * Set what is counted of rows and elements when so many brackets have opened, and
 * all but those around the next row have closed.
 */
static void
set_counts(struct tg_json_chunks *c, const struct tg_shape *shape,
	const uint64_t opens[TG_MAX_NDIM + 1], uint64_t opened)
{
	int64_t rows = 0;

	for (int i = 0; i < c->ndim - 1; i++) {
		/* one bracket is around the rows of this level */
		opened -= opened > 0;
		c->count[i] = (int64_t)(opened / opens[i + 1]);
		opened %= opens[i + 1];
		c->size[i] = i > 0 ? shape->size[i] : -1;
		rows = (i > 0 ? rows * shape->size[i] : 0) + c->count[i];
	}
	c->n = rows * c->length;
}

/* What is counted where so many marks come before. */
static void
begin_behind(struct tg_json_chunks *c, const struct tg_shape *shape,
	const uint64_t opens[TG_MAX_NDIM + 1], uint64_t marks)
{
	if (c->ndim > 1)
		set_counts(c, shape, opens, marks);
	else
		c->n = (int64_t)marks;
}

void
tg_json_chunks_skip(
	struct tg_json_chunks *c, const struct tg_shape *shape, int64_t first)
{
	const unsigned char mark = c->ndim > 1 ? '[' : ',';
	uint64_t opens[TG_MAX_NDIM + 1], before = 0;
	struct tg_json_chunk chunk = { 0 };
	struct seen seen = { 0 };

	if (c->syntax != TG_SYNTAX_JSON || shape->ndim != c->ndim ||
		!count_opening(shape, opens))
		return;
	while (c->n <= first && tg_json_chunks_take(c, &chunk)) {
		before = seen.marks;
		if (!tg_json_chunks_read(c, &chunk, NULL))
			seen.odd = true;
		else
			look_at(&seen, chunk.rows.text, chunk.rows.len, mark);
		if (seen.odd)
			break;
		begin_behind(c, shape, opens, seen.marks);
	}
	if (seen.odd) {
		tg_json_chunks_restart(c);
	} else {
		begin_behind(c, shape, opens, before);
		c->taken = chunk.number;
		c->closed = chunk.rows.opened;
	}
	tg_json_chunk_free(&chunk);
}
