#ifndef TG_PIPELINE_ENCODE_H
#define TG_PIPELINE_ENCODE_H

#include "format/format.h"
#include "pipeline/source.h"

/* What makes the bytes of one piece after the other; each thread has its own. */
struct tg_piece_encoder {
	struct tg_piece piece;
	const struct tg_format *format;
	struct tg_encoder encoder; /* of what the piece is picked from */
	struct tg_buffer *text;    /* encoded; the caller's, who empties it */
	bool (*full)(void *context, struct tg_buffer *text, struct tg_err *err);
	void *context;
	unsigned char *moved; /* elements, not yet encoded */
	int64_t done;         /* elements of the piece */
	struct tg_err *err;
};

/*
 * tg_piece_encoder_begin - make it ready; piece, full and context are set by
 * the caller.
 *
 *   prepared   what the format prepared for the result; copied
 *
 * Errors: TG_ESYS without memory.
 */
bool tg_piece_encoder_begin(struct tg_piece_encoder *encoder,
	const struct tg_format *format, const struct tg_encoder *prepared,
	struct tg_err *err);

/*
 * tg_piece_encode - resolve, move and encode the piece: its bytes are added to
 * text. When these are TG_BUFFER_FULL or more, full is called, which empties
 * text or fails.
 *
 * Errors: TG_EDATA with err->element for an index, or with a position in
 * input for an element that cannot be converted; TG_ESYS, and those of full.
 */
bool tg_piece_encode(struct tg_piece_encoder *encoder, struct tg_err *err);

void tg_piece_encoder_free(struct tg_piece_encoder *encoder);

#endif
