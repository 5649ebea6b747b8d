#ifndef TG_FORMAT_BINARY_H
#define TG_FORMAT_BINARY_H

#include "format/format.h"

/*
 * The functions prepare and encode (see format.h) of all formats that hold an
 * array of binary elements.
 *
 * The dtype for a JSON input is the one that the user or the text declares,
 * else the one that tg_infer_dtype finds. Elements keep their byte order if
 * input has the same format, or if the order was declared; otherwise they
 * become little-endian.
 */
bool tg_binary_prepare(struct tg_encoder *encoder, struct tg_err *err);

/*
 * The function prepare of a format that has one dtype only, little-endian.
 *
 *   format   its name, for the message
 *
 * Errors: TG_EDATA also if the elements are of another dtype.
 */
bool tg_binary_prepare_only(struct tg_encoder *encoder, const char *format,
	enum tg_type type, struct tg_err *err);

/* The bytes that all elements of the result take. Errors: as tg_tensor_size. */
bool tg_binary_size(
	const struct tg_encoder *encoder, uint64_t *size, struct tg_err *err);

bool tg_binary_encode(const struct tg_encoder *encoder,
	struct tg_elements *elements, struct tg_buffer *out,
	struct tg_err *err);

#endif
