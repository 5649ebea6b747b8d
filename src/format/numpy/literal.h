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
	const char *p; /* the next byte that is read */
	const char *end;
	const char *start;
	size_t position; /* of start in the file */
	bool latin1;     /* the text is Latin-1, else UTF-8 */
	bool long_sizes; /* a size may have an L, as Python 2 wrote it */
	struct tg_err *err;
};

/* Fail at the next byte, with what is wrong. Returns false. */
bool tg_literal_bad(const struct tg_literal *literal, const char *what);

/* Skip white space. */
void tg_literal_space(struct tg_literal *literal);

/* If c comes next, behind white space, step over it and return true. */
bool tg_literal_next(struct tg_literal *literal, char c);

/*
 * Read a string in either kind of quotes, in one line. *text points to what
 * stands between them: len bytes in which escapes are not resolved.
 */
bool tg_literal_string(
	struct tg_literal *literal, const char **text, size_t *len);

/* Read a tuple of sizes. One size needs a comma, (3,), as in Python. */
bool tg_literal_tuple(struct tg_literal *literal, struct tg_shape *shape);

#endif
