#include <stdlib.h>

#include "format/json/chunks.h"

static bool
open_reader(void **state, struct tg_tensor *tensor,
	const struct tg_bytes *bytes, int lead)
{
	const struct tg_json json = { bytes->data, bytes->len, bytes };
	struct tg_json_chunks *chunks;
	struct tg_json_scan unit;

	chunks = calloc(1, sizeof(*chunks));
	if (chunks == NULL)
		return false;
	*state = chunks;
	if (!tg_json_chunks_open(chunks, &json,
		    (size_t)(tg_json_begin(&json) - json.text), lead, &unit))
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
restart(void *chunks)
{
	tg_json_chunks_restart(chunks);
}

static bool
take(void *chunks, void **chunk, struct tg_err *err)
{
	if (*chunk == NULL)
		*chunk = calloc(1, sizeof(struct tg_json_chunk));
	if (*chunk == NULL)
		return tg_fail_memory(err, "a chunk");
	return tg_json_chunks_take(chunks, *chunk);
}

static bool
load(const void *chunks, void *chunk, struct tg_err *err)
{
	return tg_json_chunks_load(chunks, chunk, err);
}

static bool
settle(void *chunks, void *state, struct tg_tensor *part, int64_t *first,
	int64_t *n)
{
	struct tg_json_chunk *chunk = state;

	if (!tg_json_chunks_settle(chunks, chunk))
		return false;
	part->data = chunk->rows.items;
	part->text = chunk->rows.text;
	*first = chunk->first;
	*n = chunk->n;
	return true;
}

static bool
finish(void *state, struct tg_tensor *tensor)
{
	const struct tg_json_chunks *chunks = state;
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
	.load = load,
	.settle = settle,
	.finish = finish,
	.free_chunk = free_chunk,
	.close = free,
};
