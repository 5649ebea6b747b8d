#ifndef TG_EXPLAIN_LIBRARIES_SYNTAX_H
#define TG_EXPLAIN_LIBRARIES_SYNTAX_H

#include <stdint.h>

#include "gather/op.h"
#include "tensor/shape.h"

/*
 * Expressions as the library writes them. Each is made of others and lasts
 * until tg_syntax_free; without memory it is "".
 */
struct tg_syntax {
	enum tg_library library;
	struct tg_expression *made; /* all of them; NULL at the start */
};

/* "PyTorch" */
const char *tg_syntax_name(enum tg_library library);

/* An expression from a format; what goes into it must be made already. */
const char *tg_syntax_make(struct tg_syntax *syntax, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* A list of sizes, "(2, 3)", "(2,)" or ONNX's "[2, 3]". */
const char *tg_syntax_sizes(
	struct tg_syntax *syntax, const struct tg_shape *shape);

const char *tg_syntax_reshape(
	struct tg_syntax *syntax, const char *x, const struct tg_shape *shape);
const char *tg_syntax_full(struct tg_syntax *syntax,
	const struct tg_shape *shape, const char *value);
const char *tg_syntax_unsqueeze(
	struct tg_syntax *syntax, const char *x, int dim);
const char *tg_syntax_squeeze(struct tg_syntax *syntax, const char *x, int dim);

/* where(condition, yes, no), element by element. */
const char *tg_syntax_where(struct tg_syntax *syntax, const char *condition,
	const char *yes, const char *no);
const char *tg_syntax_clip(
	struct tg_syntax *syntax, const char *x, int64_t low, int64_t high);
const char *tg_syntax_modulo(
	struct tg_syntax *syntax, const char *x, int64_t n);

/* x plus a number; just x where that is 0. */
const char *tg_syntax_plus(struct tg_syntax *syntax, const char *x, int64_t n);

/* x compared with a number; how is one of < g = for <, >= and ==. */
const char *tg_syntax_compare(
	struct tg_syntax *syntax, const char *x, char how, int64_t n);
const char *tg_syntax_or(
	struct tg_syntax *syntax, const char *a, const char *b);
const char *tg_syntax_and(
	struct tg_syntax *syntax, const char *a, const char *b);

/* A part of the last dim of x; and parts put together as one. */
const char *tg_syntax_part(struct tg_syntax *syntax, const char *x, int i);
const char *tg_syntax_stack(
	struct tg_syntax *syntax, const char *const *x, int n);

void tg_syntax_free(struct tg_syntax *syntax);

#endif
