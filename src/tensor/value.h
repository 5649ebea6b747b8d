#ifndef TG_TENSOR_VALUE_H
#define TG_TENSOR_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "tensor/dtype.h"
#include "base/error.h"

/* How NaN and the infinities are printed. */
enum tg_nan {
	TG_NAN_KEEP,  /* as NaN, Infinity, -Infinity, like Python */
	TG_NAN_NULL,  /* as null, like JavaScript */
	TG_NAN_ERROR, /* not at all: they are an error */
};

/* A number prints to at most so many bytes; a complex128 is the longest. */
#define TG_VALUE_MAX 64

/*
 * True if elements of a dtype can be printed. Those of TG_OPAQUE cannot, except
 * records whose fields all can.
 */
bool tg_value_has_text(const struct tg_dtype *dtype);

/*
 * The most bytes that an element prints to: TG_VALUE_MAX, or what a string of
 * its size or a record of its fields may need.
 */
size_t tg_value_room(const struct tg_dtype *dtype);

/*
 * tg_value_print - print one binary element as JSON text.
 *
 *   text      at least tg_value_room bytes; no terminating zero is written
 *   element   dtype->size bytes, at any alignment; tg_value_has_text is true
 *             of dtype
 *
 * A float prints as the shortest text that reads back as the same value of its
 * own dtype; ".0" is added if it would look like an integer. A bool prints as
 * true if its byte is not zero. A complex value prints as [re,im].
 *
 * TG_BYTES and TG_UNICODE print as JSON strings, without the zeros at their
 * end. Bytes are taken as UTF-8. A byte that is part of no valid character
 * prints as \udc80 to \udcff, which is Python's surrogateescape: in Python,
 * json.loads(text).encode("utf-8", "surrogateescape") gives the bytes back. A
 * surrogate among code points prints as its escape. A record prints as an
 * object.
 *
 * Returns the length of the text. Returns 0 if the value is NaN or infinite and
 * nan is TG_NAN_ERROR, or if a TG_UNICODE holds a value above U+10FFFF, which is
 * no code point; or if a field of a record is one of these.
 */
size_t tg_value_print(char *text, const struct tg_dtype *dtype,
	const void *element, enum tg_nan nan);

/*
 * tg_value_parse - convert one JSON token to a binary element.
 *
 *   element   receives dtype->size bytes in dtype's byte order
 *   text      a valid JSON token of len bytes, without white space around it;
 *             for a complex dtype two numbers with a comma between them
 *
 * Integer dtypes accept integral values that fit, also if written as 3.0 or
 * 3e2. Float dtypes round once, to the nearest value, ties to even; what is too
 * small becomes a subnormal or zero. They accept NaN, Infinity and -Infinity,
 * except that float8_e4m3fn has no infinities. bool accepts true, false, 0 and
 * 1. Strings and opaque dtypes accept nothing.
 *
 * Errors: TG_EDATA with no position if the value does not fit, or is not of the
 * right kind. The message names the value and the dtype.
 */
bool tg_value_parse(void *element, const struct tg_dtype *dtype,
	const char *text, size_t len, struct tg_err *err);

#endif
