/*
 * Turns pieces into bytes, for each thread of the pipeline: resolves the
 * indices of a piece, moves its elements and lets the output's format encode
 * them. This is done in parts that stay in cache. A block that is longer than
 * such a part is not moved, but encoded from where it is in input.
 */
#include "pipeline/encode.h"

#include <stdlib.h>

#include "gather/fused.h"
#include "gather/move.h"
#include "gather/repeated.h"
#include "gather/resolve.h"
#include "tensor/based.h"

/* At most so many bytes are moved at once; larger blocks are not moved. */
#define MOVED ((size_t)256 << 10)

/* Encode n elements that are contiguous in memory. */
static bool
encode_elements(
	struct tg_piece_encoder *p, const unsigned char *elements, size_t n)
{
	const size_t size = p->piece.input.dtype.size;

	while (n > 0) {
		struct tg_elements part = {
			.data = elements,
			.first = p->piece.first + p->done,
			.n = n,
		};

		if (!p->format->encode(&p->encoder, &part, p->text, p->err))
			return false;
		p->done += (int64_t)part.n;
		n -= part.n;
		elements += part.n * size;
		if (p->text->len >= TG_BUFFER_FULL &&
			!p->full(p->context, p->text, p->err))
			return false;
	}
	return true;
}

/* Encode the fill value n times. */
static bool
encode_filled(struct tg_piece_encoder *p, size_t n)
{
	const size_t size = p->piece.input.dtype.size;
	const size_t room = MOVED / size > 0 ? MOVED / size : 1;
	const size_t some = n < room ? n : room;

	for (size_t i = 0; i < some; i++)
		memcpy(p->moved + i * size, p->piece.gather.fill, size);
	for (; n > some; n -= some)
		if (!encode_elements(p, p->moved, some))
			return false;
	return encode_elements(p, p->moved, n);
}

/* Encode n elements of an input with base, from element number first on. */
static bool
encode_based(struct tg_piece_encoder *p, int64_t first, size_t n)
{
	const struct tg_tensor *input = &p->piece.input;
	const size_t room = MOVED / input->dtype.size;

	while (n > 0) {
		const size_t some = n < room ? n : room;

		tg_tensor_unfold(input, first, some, p->moved);
		if (!encode_elements(p, p->moved, some))
			return false;
		first += (int64_t)some;
		n -= some;
	}
	return true;
}

/*
 * Encode n elements of the block with this number, behind its first skip
 * elements, from where they are in input.
 */
static bool
encode_part_of_block(
	struct tg_piece_encoder *p, int64_t number, size_t skip, size_t n)
{
	const struct tg_tensor *input = &p->piece.input;
	int64_t source;

	if (!tg_gather_resolve(&p->piece.gather, number, 1, &source, p->err))
		return false;
	if (source == TG_FILLED)
		return encode_filled(p, n);
	if (input->base != NULL)
		return encode_based(p, source + (int64_t)skip, n);
	return encode_elements(p,
		input->data + ((size_t)source + skip) * input->dtype.size, n);
}

/* Move n whole blocks, from block number first on, to out. */
static bool
move_whole_blocks(
	struct tg_piece_encoder *p, int64_t first, size_t n, unsigned char *out)
{
	const struct tg_gather *g = &p->piece.gather;
	const size_t width = (size_t)g->plan->block * g->input->dtype.size;
	int64_t source[TG_BATCH];
	bool in_range;

	if (tg_gather_repeated(g, first, n, out, &in_range) ||
		tg_gather_fused(g, first, n, out, &in_range))
		return in_range || tg_gather_out_of_range(p->err);
	for (size_t done = 0; done < n; done += TG_BATCH) {
		const size_t some = n - done < TG_BATCH ? n - done : TG_BATCH;

		if (!tg_gather_resolve(
			    g, first + (int64_t)done, some, source, p->err))
			return false;
		tg_gather_move(g, source, some, out + done * width);
	}
	return true;
}

/*
 * Encode n whole blocks, from block number first on. If encoding would not
 * change the elements they are moved straight to text.
 */
static bool
encode_whole_blocks(struct tg_piece_encoder *p, int64_t first, size_t n)
{
	const size_t elements = n * (size_t)p->piece.gather.plan->block;
	const size_t bytes = elements * p->piece.input.dtype.size;

	if (!p->encoder.verbatim)
		return move_whole_blocks(p, first, n, p->moved) &&
			encode_elements(p, p->moved, elements);
	if (p->text->len + bytes > TG_BUFFER_FULL && p->text->len > 0 &&
		!p->full(p->context, p->text, p->err))
		return false;
	if (!tg_buffer_reserve(p->text, bytes, p->err) ||
		!move_whole_blocks(p, first, n, p->text->data + p->text->len))
		return false;
	p->text->len += bytes;
	p->done += (int64_t)elements;
	return true;
}

/*
 * Encode some elements, from number k of the result on; left are not yet
 * encoded. It takes whole blocks if they are short and k is at the beginning of
 * one, else elements of one block.
 */
static bool
encode_next_part(struct tg_piece_encoder *p, int64_t k, int64_t left)
{
	const int64_t block = p->piece.gather.plan->block, skip = k % block;
	const size_t width = (size_t)block * p->piece.input.dtype.size;
	const int64_t rest = block - skip;
	const size_t n = (size_t)(left / block), most = MOVED / width;

	if (skip > 0 || n == 0 || most == 0)
		return encode_part_of_block(p, k / block, (size_t)skip,
			(size_t)(left < rest ? left : rest));
	return encode_whole_blocks(p, k / block, n < most ? n : most);
}

bool
tg_piece_encode(struct tg_piece_encoder *p, struct tg_err *err)
{
	const struct tg_piece *piece = &p->piece;

	p->err = err;
	p->done = 0;
	if (piece->moved != NULL)
		return encode_elements(p, piece->moved, (size_t)piece->n);
	while (p->done < piece->n)
		if (!encode_next_part(
			    p, piece->first + p->done, piece->n - p->done))
			return false;
	return true;
}

bool
tg_piece_encoder_begin(struct tg_piece_encoder *p,
	const struct tg_format *format, const struct tg_encoder *prepared,
	struct tg_err *err)
{
	const size_t size = prepared->input->dtype.size;

	p->format = format;
	p->encoder = *prepared;
	p->encoder.input = &p->piece.input;
	p->moved = malloc(size < MOVED ? MOVED : size);
	return p->moved != NULL || tg_fail_memory(err, "a piece");
}

void
tg_piece_encoder_free(struct tg_piece_encoder *p)
{
	free(p->moved);
}
