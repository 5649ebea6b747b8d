#ifndef TG_TENSOR_VALUE_H
#define TG_TENSOR_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "tensor/dtype.h"
#include "base/error.h"

/* How NaN and the infinities are printed. */
enum tg_nan {
	TG_NAN_KEEP,  /* NaN, Infinity, -Infinity, as Python writes */
	TG_NAN_NULL,  /* null, as JavaScript writes */
	TG_NAN_ERROR, /* not at all */
};

/* No number prints longer than this: a complex128 with both brackets. */
#define TG_VALUE_MAX 64

/* False for TG_OPAQUE: its elements have no text, and no text becomes one. */
bool tg_value_has_text(const struct tg_dtype *dtype);

/* The most bytes that an element prints to: more for a string. */
size_t tg_value_room(const struct tg_dtype *dtype);

/*
 * tg_value_print - one binary element as JSON text.
 *
 *   text      at least tg_value_room bytes; no terminating zero is written
 *   element   dtype->size bytes, at any alignment; dtype has a text
 *
 * A float prints as the shortest text that reads back as the same value of
 * its own type, with ".0" where it would look like an integer. A bool is true
 * when its byte is not zero. A complex prints as [re,im].
 *
 * TG_BYTES and TG_UNICODE print as JSON strings, without the zeros behind
 * them. Bytes are taken as UTF-8; each that is part of no valid character
 * prints as \udc80 to \udcff, which is Python's surrogateescape: in Python,
 * json.loads(text).encode("utf-8", "surrogateescape") gives the bytes back. A
 * surrogate among code points prints as its escape.
 *
 * Returns the length, or 0 when the value is NaN or infinite and nan is
 * TG_NAN_ERROR, or when a TG_UNICODE holds what is no code point, over
 * U+10FFFF.
 */
size_t tg_value_print(char *text, const struct tg_dtype *dtype,
	const void *element, enum tg_nan nan);

/*
 * tg_value_parse - one JSON token as a binary element.
 *
 *   element   receives dtype->size bytes in dtype's order
 *   text      a valid JSON token of len bytes, without white space; for a
 *             complex dtype two numbers with a comma between them
 *
 * Integer types take integral values that fit, also when written 3.0 or 3e2.
 * Float types round to nearest, ties to even, once; underflow goes to a
 * subnormal or zero; NaN, Infinity and -Infinity pass, but float8_e4m3fn has
 * no infinities. bool takes true, false, 0 and 1. Nothing becomes a string or
 * an opaque type.
 *
 * Errors: TG_EDATA with no position: the value does not fit, or is no number
 * of that type. The message names value and type.
 */
bool tg_value_parse(void *element, const struct tg_dtype *dtype,
	const char *text, size_t len, struct tg_err *err);

#endif
