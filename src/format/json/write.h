#ifndef TG_FORMAT_JSON_WRITE_H
#define TG_FORMAT_JSON_WRITE_H

#include "format/format.h"

/*
 * The functions of a tg_format that write JSON; see format.h.
 *
 * An empty tensor is written as tolist() does: nothing is nested in a
 * dimension of size 0, and the encoder's "elements" are those empty arrays.
 */
bool tg_json_prepare(struct tg_encoder *encoder, struct tg_err *err);
bool tg_json_encode(const struct tg_encoder *encoder,
	struct tg_elements *elements, struct tg_buffer *out,
	struct tg_err *err);
bool tg_json_tail(const struct tg_encoder *encoder, struct tg_buffer *out,
	struct tg_err *err);

#endif
