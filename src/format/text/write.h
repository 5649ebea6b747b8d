#ifndef TG_FORMAT_TEXT_WRITE_H
#define TG_FORMAT_TEXT_WRITE_H

#include "format/format.h"

/*
 * The functions of a tg_format that write a text table; see format.h. The last
 * dim becomes the fields of a line, the others lines, with a blank line between
 * two slices of two dims; a tensor of one dim has an element a line.
 *
 * tg_table_prepare also sets the syntax of the encoder.
 */
bool tg_table_prepare(struct tg_encoder *encoder, enum tg_text_syntax syntax,
	struct tg_err *err);
bool tg_table_head(const struct tg_encoder *encoder, struct tg_buffer *out,
	struct tg_err *err);
bool tg_table_encode(const struct tg_encoder *encoder,
	struct tg_elements *elements, struct tg_buffer *out,
	struct tg_err *err);

#endif
