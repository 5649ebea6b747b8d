#include "run.h"

#include <stdlib.h>

/* One pass over the result; output is NULL where it is only tried. */
struct pass {
	const struct tg_gather *gather;
	const struct tg_format *format;
	const struct tg_encoder *encoder;
	struct tg_output *output;
	void *archive;         /* of the format, around what is encoded */
	struct tg_buffer text; /* encoded, not yet written */
	int64_t done;          /* elements of the result */
	int64_t bytes;         /* flushed */
	struct tg_err *err;
};

static bool
flush(struct pass *pass)
{
	bool ok = true;

	if (pass->archive != NULL)
		ok = pass->format->write(pass->archive, pass->text.data,
			pass->text.len, pass->err);
	else if (pass->output != NULL)
		ok = tg_output_write(pass->output, pass->text.data,
			pass->text.len, pass->err);
	pass->bytes += (int64_t)pass->text.len;
	pass->text.len = 0;
	return ok;
}

/* n elements that lie together in memory. */
static bool
encode(struct pass *pass, const unsigned char *elements, size_t n)
{
	const size_t size = pass->gather->input->dtype.size;

	while (n > 0) {
		size_t part = n;

		if (!pass->format->encode(pass->encoder, pass->done, elements,
			    &part, &pass->text, pass->err))
			return false;
		pass->done += (int64_t)part;
		n -= part;
		if (elements != NULL)
			elements += part * size;
		if (pass->text.len >= TG_BUFFER_FULL && !flush(pass))
			return false;
	}
	return true;
}

/* n times the fill value. */
static bool
encode_filled(struct pass *pass, size_t n)
{
	const struct tg_gather *g = pass->gather;
	const size_t size = g->input->dtype.size;
	unsigned char piece[4096];
	const size_t room = sizeof(piece) / size;

	for (size_t i = 0; i < room; i++)
		memcpy(piece + i * size, g->fill, size);
	for (; n > room; n -= room)
		if (!encode(pass, piece, room))
			return false;
	return encode(pass, piece, n);
}

/* Blocks that are worth no copy are encoded where they lie in input. */
static bool
encode_blocks(struct pass *pass, const int64_t *source, size_t n)
{
	const struct tg_gather *g = pass->gather;
	const size_t size = g->input->dtype.size;
	const size_t block = (size_t)g->plan->block;

	for (size_t i = 0; i < n; i++)
		if (source[i] == TG_FILLED
				? !encode_filled(pass, block)
				: !encode(pass,
					  g->input->data +
						  (size_t)source[i] * size,
					  block))
			return false;
	return true;
}

static bool
encode_chunk(struct pass *pass, int64_t first, size_t n, unsigned char *moved)
{
	const struct tg_gather *g = pass->gather;
	int64_t source[TG_CHUNK];

	if (!tg_gather_resolve(g, first, n, source, pass->err))
		return false;
	if (moved == NULL)
		return encode_blocks(pass, source, n);
	tg_gather_move(g, source, n, moved);
	return encode(pass, moved, n * (size_t)g->plan->block);
}

/* Bytes of moved blocks that are kept at once; larger blocks are not moved. */
#define MOVED ((size_t)256 << 10)

static bool
encode_all(struct pass *pass)
{
	const struct tg_plan *plan = pass->gather->plan;
	size_t size = pass->gather->input->dtype.size, chunk = TG_CHUNK;
	unsigned char *moved = NULL;
	bool ok = true;

	if (plan->block <= (int64_t)(MOVED / size)) {
		size_t width = size * (size_t)plan->block;

		if (chunk > MOVED / width)
			chunk = MOVED / width;
		moved = malloc(chunk * width);
		if (moved == NULL)
			return tg_fail_memory(pass->err, "a chunk");
	}
	for (int64_t i = 0; ok && i < plan->blocks.n; i += (int64_t)chunk) {
		int64_t left = plan->blocks.n - i;

		ok = encode_chunk(pass, i,
			left < (int64_t)chunk ? (size_t)left : chunk, moved);
	}
	free(moved);
	return ok;
}

static bool
run_pass(struct pass *pass)
{
	const struct tg_format *format = pass->format;
	const struct tg_encoder *e = pass->encoder;

	if (format->head != NULL && !format->head(e, &pass->text, pass->err))
		return false;
	/* what a format writes for an empty result is not in input */
	if (pass->gather->plan->blocks.n == 0
			? !encode(pass, NULL, (size_t)e->n)
			: !encode_all(pass))
		return false;
	if (format->tail != NULL && !format->tail(e, &pass->text, pass->err))
		return false;
	return flush(pass);
}

static bool
write_at(void *output, const void *data, size_t len, uint64_t at,
	struct tg_err *err)
{
	return tg_output_write_at(output, data, len, at, err);
}

/* The pass that counts, into an archive where the format has one. */
static bool
run_output(struct pass *pass, struct tg_output *output)
{
	const struct tg_format *format = pass->format;
	const struct tg_sink sink = { output, write_at };
	bool ok = true;

	pass->output = output;
	pass->done = 0;
	if (format->begin != NULL)
		ok = format->begin(
			&pass->archive, pass->encoder, &sink, pass->err);
	ok = ok && run_pass(pass);
	if (format->end != NULL)
		ok = format->end(pass->archive, pass->err) && ok;
	return ok;
}

bool
tg_run(const struct tg_gather *gather, const struct tg_format *format,
	const struct tg_encoder *encoder, struct tg_output *output,
	struct tg_err *err)
{
	struct pass pass = {
		.gather = gather,
		.format = format,
		.encoder = encoder,
		.err = err,
	};
	bool final = !tg_output_can_discard(output), ok = true;

	if (final || gather->plan->blocks.n == 0)
		ok = tg_gather_check(gather, err);
	if (ok && final && encoder->can_fail)
		ok = run_pass(&pass);
	ok = ok && run_output(&pass, output);
	tg_buffer_free(&pass.text);
	return ok;
}

bool
tg_run_dry(const struct tg_gather *gather, const struct tg_format *format,
	const struct tg_encoder *encoder, int64_t *bytes, struct tg_err *err)
{
	struct pass pass = {
		.gather = gather,
		.format = format,
		.encoder = encoder,
		.err = err,
	};
	bool ok = tg_gather_check(gather, err) && run_pass(&pass);

	tg_buffer_free(&pass.text);
	*bytes = pass.bytes;
	return ok;
}
