#ifndef TG_DIALECT_H
#define TG_DIALECT_H

#include <stdint.h>

#include "tensor/shape.h"

enum tg_library { TG_TORCH, TG_NUMPY, TG_TENSORFLOW, TG_ONNX, TG_JAX };

/*
 * Expressions as the library writes them. Each is made of others and lasts
 * until tg_dialect_free; without memory it is "".
 */
struct tg_dialect {
	enum tg_library library;
	struct tg_expression *made; /* all of them; NULL at the start */
};

/* "PyTorch" */
const char *tg_dialect_name(enum tg_library library);

/* An expression from a format; what goes into it must be made already. */
const char *tg_dialect_make(struct tg_dialect *dialect, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* A list of sizes, "(2, 3)", "(2,)" or ONNX's "[2, 3]". */
const char *tg_dialect_sizes(
	struct tg_dialect *dialect, const struct tg_shape *shape);

const char *tg_dialect_reshape(struct tg_dialect *dialect, const char *x,
	const struct tg_shape *shape);
const char *tg_dialect_full(struct tg_dialect *dialect,
	const struct tg_shape *shape, const char *value);
const char *tg_dialect_unsqueeze(
	struct tg_dialect *dialect, const char *x, int dim);
const char *tg_dialect_squeeze(
	struct tg_dialect *dialect, const char *x, int dim);

/* where(condition, yes, no), element by element. */
const char *tg_dialect_where(struct tg_dialect *dialect, const char *condition,
	const char *yes, const char *no);
const char *tg_dialect_clip(
	struct tg_dialect *dialect, const char *x, int64_t low, int64_t high);
const char *tg_dialect_modulo(
	struct tg_dialect *dialect, const char *x, int64_t n);

/* x plus a number; just x where that is 0. */
const char *tg_dialect_plus(
	struct tg_dialect *dialect, const char *x, int64_t n);

/* x compared with a number; how is one of < g = for <, >= and ==. */
const char *tg_dialect_compare(
	struct tg_dialect *dialect, const char *x, char how, int64_t n);
const char *tg_dialect_or(
	struct tg_dialect *dialect, const char *a, const char *b);
const char *tg_dialect_and(
	struct tg_dialect *dialect, const char *a, const char *b);

/* A part of the last dim of x; and parts put together as one. */
const char *tg_dialect_part(struct tg_dialect *dialect, const char *x, int i);
const char *tg_dialect_stack(
	struct tg_dialect *dialect, const char *const *x, int n);

void tg_dialect_free(struct tg_dialect *dialect);

#endif
