#ifndef TG_FORMAT_NUMPY_LITERAL_H
#define TG_FORMAT_NUMPY_LITERAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "tensor/shape.h"

/*
 * A reader of the Python literals that NPY headers are made of. Errors are
 * TG_EDATA with the position in the file.
 */
struct tg_literal {
	const char *p; /* the next byte */
	const char *end;
	const char *start;
	size_t position; /* of start in the file */
	struct tg_err *err;
};

bool tg_literal_bad(const struct tg_literal *literal, const char *what);

void tg_literal_space(struct tg_literal *literal);

/* True, and behind it, if c comes next. */
bool tg_literal_next(struct tg_literal *literal, char c);

/* A string in either quote, as it is written: escapes are not resolved. */
bool tg_literal_string(
	struct tg_literal *literal, const char **text, size_t *len);

/* A tuple of sizes, with the L of Python 2 behind them or not. */
bool tg_literal_tuple(struct tg_literal *literal, struct tg_shape *shape);

#endif
