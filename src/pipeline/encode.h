#ifndef TG_PIPELINE_ENCODE_H
#define TG_PIPELINE_ENCODE_H

#include "format/format.h"
#include "pipeline/source.h"

/*
 * Turns one piece after the other into bytes. Each thread has an encoder of its
 * own.
 */
struct tg_piece_encoder {
	struct tg_piece piece;
	const struct tg_format *format;
	struct tg_encoder encoder; /* its input is that of the piece */
	struct tg_buffer *text;    /* receives the bytes; the caller's */
	bool (*full)(void *context, struct tg_buffer *text, struct tg_err *err);
	void *context;
	unsigned char *moved; /* elements that were moved, to be encoded */
	float *unpacked;      /* some elements of packs; NULL: not needed */
	int64_t done;         /* elements of the piece that are encoded */
	struct tg_err *err;   /* where errors go */
};

/*
 * tg_piece_encoder_begin - prepare an encoder. The caller sets piece, text,
 * full and context.
 *
 *   prepared   what format->prepare has made for the result; it is copied
 *
 * Errors: TG_ESYS without memory. Ownership: tg_piece_encoder_free frees it,
 * also after an error; it may be called for all zero.
 */
bool tg_piece_encoder_begin(struct tg_piece_encoder *encoder,
	const struct tg_format *format, const struct tg_encoder *prepared,
	struct tg_err *err);

/*
 * tg_piece_encode - resolve, move and encode the elements of the piece. The
 * bytes are appended to text. As soon as text has TG_BUFFER_FULL bytes or more,
 * full is called, which empties it or fails.
 *
 * Errors: TG_EDATA with err->element for an index out of range, or with a
 * position in input for an element that cannot be converted; TG_ESYS; and those
 * of full.
 */
bool tg_piece_encode(struct tg_piece_encoder *encoder, struct tg_err *err);

void tg_piece_encoder_free(struct tg_piece_encoder *encoder);

#endif
