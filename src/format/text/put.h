#ifndef TG_FORMAT_TEXT_PUT_H
#define TG_FORMAT_TEXT_PUT_H

#include "format/format.h"

/*
 * tg_field_put - append one element to a table.
 *
 *   encoder   prepared; its syntax is that of the table
 *   element   of the dtype of encoder->input
 *   *what     receives what is wrong, if the element has no place in the table
 *
 * Returns false with *what set, or with TG_ESYS in err.
 */
bool tg_field_put(const struct tg_encoder *encoder,
	const unsigned char *element, struct tg_buffer *out, const char **what,
	struct tg_err *err);

/* The same for the field of a header, from p to end; its syntax is that of
 * encoder->input. */
bool tg_field_put_name(const struct tg_encoder *encoder, const unsigned char *p,
	const unsigned char *end, struct tg_buffer *out, const char **what,
	struct tg_err *err);

#endif
