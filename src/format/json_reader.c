#include <stdlib.h>

#include "format/json_chunks.h"

struct reader {
	struct tg_json_chunks chunks;
	size_t begin;
};

static bool
open_reader(void **state, struct tg_tensor *tensor,
	const struct tg_bytes *bytes, int lead)
{
	const struct tg_json json = { bytes->data, bytes->len };
	struct reader *reader;
	struct tg_json_scan unit;

	reader = calloc(1, sizeof(*reader));
	if (reader == NULL)
		return false;
	*state = reader;
	reader->begin = (size_t)(tg_json_begin(&json) - json.text);
	if (!tg_json_chunks_open(
		    &reader->chunks, &json, reader->begin, bytes, lead, &unit))
		return false;
	*tensor = (struct tg_tensor){
		.dtype = {
			.type = TG_TEXT,
			.size = sizeof(uint32_t),
			.big_endian = TG_HOST_BIG_ENDIAN,
		},
		.shape = unit.shape,
		.classes = unit.classes,
	};
	return true;
}

static void
restart(void *state)
{
	struct reader *reader = state;

	tg_json_chunks_restart(&reader->chunks, reader->begin);
}

static bool
take(void *state, void **chunk, bool *more, struct tg_err *err)
{
	struct reader *reader = state;

	if (*chunk == NULL)
		*chunk = calloc(1, sizeof(struct tg_json_chunk));
	if (*chunk == NULL)
		return tg_fail_memory(err, "a chunk");
	return tg_json_chunks_take(&reader->chunks, *chunk, more, err);
}

static bool
scan(void *state)
{
	struct tg_json_chunk *chunk = state;

	return tg_json_rows_scan(&chunk->rows);
}

static bool
settle(void *state, void *chunk_state, struct tg_tensor *part, int64_t *first,
	int64_t *n)
{
	struct reader *reader = state;
	struct tg_json_chunk *chunk = chunk_state;

	if (!tg_json_chunks_settle(&reader->chunks, chunk))
		return false;
	part->data = chunk->rows.items;
	part->text = chunk->rows.text;
	*first = chunk->first;
	*n = chunk->first >= 0 ? (int64_t)chunk->rows.n : 0;
	return true;
}

static bool
finish(void *state, struct tg_tensor *tensor)
{
	const struct reader *reader = state;
	const struct tg_json_chunks *chunks = &reader->chunks;
	const unsigned char *end = chunks->json.text + chunks->end;
	static struct tg_err ignored;
	bool ok = chunks->ended &&
		tg_json_finish(&chunks->json, end, &ignored) &&
		tg_json_chunks_shape(chunks, &tensor->shape);

	tensor->classes = chunks->classes;
	return ok;
}

static void
free_chunk(void *chunk)
{
	if (chunk != NULL)
		tg_json_chunk_free(chunk);
	free(chunk);
}

const struct tg_chunk_reader tg_json_chunk_reader = {
	.open = open_reader,
	.restart = restart,
	.take = take,
	.scan = scan,
	.settle = settle,
	.finish = finish,
	.free_chunk = free_chunk,
	.close = free,
};
