#ifndef TG_FORMAT_JSON_WRITE_H
#define TG_FORMAT_JSON_WRITE_H

#include "format/format.h"

/*
 * The functions of a tg_format that write JSON; see format.h.
 *
 * A tensor without elements is written as Python's tolist() does it: shape
 * (2, 0, 3) becomes [[],[]]. The "elements" that are encoded are then the
 * innermost empty arrays, which have no data.
 */
bool tg_json_prepare(struct tg_encoder *encoder, struct tg_err *err);
bool tg_json_encode(const struct tg_encoder *encoder,
	struct tg_elements *elements, struct tg_buffer *out,
	struct tg_err *err);
bool tg_json_tail(const struct tg_encoder *encoder, struct tg_buffer *out,
	struct tg_err *err);

#endif
