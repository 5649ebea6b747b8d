#ifndef TG_FORMAT_BINARY_H
#define TG_FORMAT_BINARY_H

#include "format/format.h"

/*
 * What formats that hold an array of binary elements share: the functions
 * prepare and encode of a tg_format.
 *
 * The dtype of a JSON input is the declared one, else what its elements are:
 * int64 (uint64 where one needs it) when all are integers, float64 when any
 * has a fraction, bool. Elements keep their byte order within a format and
 * are little-endian otherwise, but for an order that the user declared.
 */
bool tg_binary_prepare(struct tg_encoder *encoder, struct tg_err *err);
bool tg_binary_encode(const struct tg_encoder *encoder,
	struct tg_elements *elements, struct tg_buffer *out,
	struct tg_err *err);

#endif
