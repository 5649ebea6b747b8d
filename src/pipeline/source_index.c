/*
 * Streams an INDEX that is too long to be kept: its chunks are scanned, used and
 * forgotten, for gathers that take their indices in order. Nothing here says
 * what is wrong with a text or an index. If anything is, the source ends with
 * TG_AGAIN_WHOLE, since messages tell of the index as a whole.
 */
#include "pipeline/source_index.h"

#include <stdlib.h>

#include "base/lines.h"
#include "base/threads.h"
#include "format/text/rows.h"
#include "gather/leading.h"
#include "pipeline/source_direct.h"
#include "pipeline/source_index_coming.h"

/* The size that stands for any number of rows: more than a text has. */
#define MOST_ROWS ((int64_t)1 << 40)

/*
 * A chunk of text is about so long for each index of a piece: a random one of a
 * large dim has as many digits.
 */
#define LETTERS 8

/* No chunk is made shorter than this, since each one costs a read. */
#define SHORTEST_CHUNK 4096

/* So many bytes are read at once to count separators. */
#define COUNTED ((size_t)64 << 10)

static void
restart_at_first_chunk(struct tg_source *source)
{
	tg_json_chunks_restart(&((struct tg_source_index *)source)->chunks);
}

bool
tg_index_chunk_open(const struct tg_source *source, struct tg_piece *piece,
	struct tg_err *err)
{
	const struct tg_source_index *s =
		(const struct tg_source_index *)source;

	piece->own = calloc(1, sizeof(struct tg_index_chunk));
	if (piece->own == NULL)
		return tg_fail_memory(err, "a chunk");
	tg_piece_bind(piece, s->gather);
	piece->gather.far = s->far;
	return true;
}

static enum tg_outcome
take_next_chunk(
	struct tg_source *source, struct tg_piece *piece, struct tg_err *err)
{
	struct tg_source_index *s = (struct tg_source_index *)source;
	struct tg_index_chunk *chunk = piece->own;

	(void)err;
	return tg_json_chunks_take(&s->chunks, &chunk->json) ? TG_DONE
							     : TG_NO_MORE;
}

static enum tg_outcome
scan_chunk(const struct tg_source *source, struct tg_piece *piece,
	struct tg_err *err)
{
	const struct tg_source_index *s =
		(const struct tg_source_index *)source;
	struct tg_index_chunk *chunk = piece->own;

	/* what comes after the end of the array is no chunk of it: whether this
	 * one does is known when it is settled */
	chunk->odd = !tg_json_chunks_load(&s->chunks, &chunk->json, err);
	return err->code == TG_OK ? TG_DONE : TG_FAILED;
}

void
tg_source_index_blocks(const struct tg_source_index *s, struct tg_piece *piece)
{
	const struct tg_index_chunk *chunk = piece->own;
	const struct tg_plan *plan = s->gather->plan;

	piece->gather.index_origin = chunk->json.first;
	piece->through = chunk->json.at - s->chunks.begin;
	piece->first = chunk->json.first / plan->ncomponent * plan->block;
	piece->n = chunk->json.n / plan->ncomponent * plan->block;
}

static enum tg_outcome
find_indices_of_chunk(struct tg_source *source, struct tg_piece *piece)
{
	struct tg_source_index *s = (struct tg_source_index *)source;
	struct tg_index_chunk *chunk = piece->own;

	if ((chunk->odd && !s->chunks.ended) ||
		!tg_json_chunks_settle(&s->chunks, &chunk->json))
		return TG_AGAIN_WHOLE;
	piece->index.data = chunk->json.rows.items;
	tg_source_index_blocks(s, piece);
	return TG_DONE;
}

static bool
match_chunk(struct tg_piece *piece, const struct tg_piece *other)
{
	struct tg_index_chunk *chunk = piece->own;
	const struct tg_index_chunk *wanted = other->own;

	return tg_json_chunk_match(&chunk->json, &wanted->json);
}

void
tg_index_chunk_close(const struct tg_source *source, struct tg_piece *piece)
{
	struct tg_index_chunk *chunk = piece->own;

	(void)source;
	if (chunk != NULL)
		tg_json_chunk_free(&chunk->json);
	free(chunk);
}

/* True if nothing but what belongs there stands around the array. */
static bool
is_valid_around(struct tg_source_index *s, struct tg_err *err)
{
	struct tg_json_span array = { s->array.begin, s->chunks.end };
	struct tg_json_found found = { 0 };

	/* a table has nothing around it */
	return s->chunks.syntax != TG_SYNTAX_JSON ||
		(tg_json_document_around(
			 &s->chunks.json, &s->request, &array, &found, err) &&
			found.key == NULL && found.string == NULL);
}

bool
tg_source_index_has_shape(struct tg_source_index *s)
{
	struct tg_shape found = { 0 };

	if (!tg_json_chunks_shape(&s->chunks, &found) ||
		found.ndim != s->shape.ndim)
		return false;
	for (int i = 1; i < found.ndim; i++)
		if (found.size[i] != s->shape.size[i])
			return false;
	s->found = found.size[0];
	return true;
}

static enum tg_outcome
compare_with_expected(struct tg_source *source, struct tg_err *err)
{
	struct tg_source_index *s = (struct tg_source_index *)source;

	return is_valid_around(s, err) && tg_source_index_has_shape(s) &&
			(s->any_rows || s->found == s->shape.size[0])
		? TG_DONE
		: TG_AGAIN_WHOLE;
}

/*
 * Find out where the array begins. False if it is in an object that may say more
 * of it.
 */
static bool
find_beginning(struct tg_source_index *s, struct tg_err *err)
{
	struct tg_json_found found = { 0 };

	s->chunks.json =
		(struct tg_json){ s->bytes->data, s->bytes->len, s->bytes };
	if (s->index_format != &tg_format_json)
		return s->request.name == NULL;
	s->array.begin = SIZE_MAX;
	return !tg_json_document_around(
		       &s->chunks.json, &s->request, &s->array, &found, err) &&
		s->array.begin != SIZE_MAX && found.key == NULL &&
		found.string == NULL;
}

static bool
open_chunks_of(struct tg_source_index *s, int lead, struct tg_json_scan *unit)
{
	return s->index_format->open_chunks(
		&s->chunks, s->bytes, &s->request, s->array.begin, lead, unit);
}

/* Begin to cut the text, and tell the shape of index but for its first size. */
static bool
open_chunks(struct tg_source_index *s, struct tg_json_scan *unit)
{
	const struct tg_json_chunks *chunks = &s->chunks;
	struct tg_shape *shape = &s->shape;
	int64_t numel;

	*shape = (struct tg_shape){ .ndim = 1, .size = { MOST_ROWS } };
	s->any_rows = true;
	if (!open_chunks_of(s, -1, unit))
		return false;
	if (chunks->syntax == TG_SYNTAX_JSON && chunks->ndim > 2 &&
		!open_chunks_of(s, 1, unit))
		return false;
	if (chunks->ndim == 1 ||
		(chunks->syntax != TG_SYNTAX_JSON && chunks->length == 1))
		return true;
	shape->ndim = 1 + unit->shape.ndim;
	if (shape->ndim > TG_MAX_NDIM)
		return false;
	memcpy(shape->size + 1, unit->shape.size,
		(size_t)unit->shape.ndim * sizeof(shape->size[0]));
	return tg_shape_numel(shape, &numel) && numel > 0;
}

/* True if the first element may be an integer. */
static bool
begins_with_integer(const struct tg_source_index *s)
{
	const unsigned char *p = s->chunks.json.text + s->chunks.begin;

	while (*p != '\0' && strchr("[ \t\r\n", *p) != NULL)
		p++;
	return *p != '\0' && strchr("-0123456789", *p) != NULL;
}

/*
 * True if a text that comes is an array and nothing else, as far as it has come,
 * or a table, whatever comes behind its first rows.
 */
static bool
is_certain(const struct tg_source_index *s, const struct tg_json_scan *unit)
{
	if (s->request.name != NULL || s->request.cast)
		return false;
	if (s->chunks.syntax != TG_SYNTAX_JSON)
		return tg_table_goes_on(&s->chunks, unit);
	return tg_json_begin(&s->chunks.json) ==
		s->bytes->data + s->array.begin;
}

bool
tg_source_index_open(struct tg_source_index *s, struct tg_err *err)
{
	struct tg_json_scan unit = { 0 };

	if (!find_beginning(s, err) || !open_chunks(s, &unit) ||
		(s->chunks.syntax == TG_SYNTAX_JSON && !begins_with_integer(s)))
		return false;
	s->chunks.integers = true;
	s->source = (struct tg_source){
		.bytes = s->bytes->len - s->chunks.begin,
		.expected = true,
		.in_parts = true,
		.restart = restart_at_first_chunk,
		.open = tg_index_chunk_open,
		.take = take_next_chunk,
		.load = scan_chunk,
		.settle = find_indices_of_chunk,
		.match = match_chunk,
		.finish = compare_with_expected,
		.close = tg_index_chunk_close,
	};
	return s->once == NULL ||
		(is_certain(s, &unit) && tg_source_index_come(s));
}

/* Elements in a row of index, or lines in one of a table. */
static int64_t
elements_of_row(const struct tg_source_index *s)
{
	int64_t n = 1;

	if (s->chunks.syntax == TG_SYNTAX_JSON)
		for (int i = 1; i < s->shape.ndim; i++)
			n *= s->shape.size[i];
	return n;
}

int64_t
tg_source_index_count(struct tg_source_index *s, struct tg_err *err)
{
	const bool json = s->chunks.syntax == TG_SYNTAX_JSON;
	size_t at = s->chunks.begin, n = 0;
	unsigned char last = '\0';
	unsigned char *buffer = malloc(COUNTED);

	if (buffer == NULL)
		return 0;
	while (at < s->bytes->len) {
		const size_t left = s->bytes->len - at;
		const size_t some = left < COUNTED ? left : COUNTED;
		const unsigned char *text =
			tg_bytes_part(s->bytes, at, some, buffer, err);

		if (text == NULL)
			break;
		n += tg_lines_count_byte(text, some, json ? ',' : '\n');
		last = text[some - 1];
		at += some;
	}
	free(buffer);
	if (err->code != TG_OK)
		return 0;
	/* the last one has none behind it */
	n += json || last != '\n';
	return (int64_t)n / elements_of_row(s);
}

/*
 * Let a chunk have about as many indices as a piece of the result has blocks, so
 * that threads take turns at writing.
 */
static void
shorten_chunks(struct tg_source_index *s)
{
	const struct tg_gather *g = s->gather;
	const size_t width = (size_t)g->plan->block * g->input->dtype.size;
	const size_t piece = (size_t)tg_threads_piece();
	const size_t blocks = width < piece ? piece / width : 1;
	size_t len = blocks * (size_t)g->plan->ncomponent * LETTERS;

	if (len < SHORTEST_CHUNK)
		len = SHORTEST_CHUNK;
	/* a row is shorter than what is read to reach its end */
	if (len < s->chunks.reach)
		len = s->chunks.reach;
	if (s->chunks.chunk_len > len)
		s->chunks.chunk_len = len;
}

bool
tg_source_index_bind(struct tg_source_index *s, const struct tg_gather *gather)
{
	const struct tg_plan *plan = gather->plan;

	s->gather = gather;
	s->far = tg_source_is_far(gather->input);
	if (plan->output.ndim == 0 || plan->axis[0].index != 0 ||
		plan->blocks.n == 0 || !tg_plan_takes_index_in_order(plan))
		return false;
	if (s->is_binary)
		tg_source_index_choose_sizes(s);
	else
		shorten_chunks(s);
	return true;
}
