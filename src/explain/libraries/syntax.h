#ifndef TG_EXPLAIN_LIBRARIES_SYNTAX_H
#define TG_EXPLAIN_LIBRARIES_SYNTAX_H

#include <stdint.h>

#include "gather/op.h"
#include "tensor/shape.h"

/*
 * Expressions as a library writes them. Each function makes one from others
 * and returns it; it lasts until tg_syntax_free. Where memory is short it is
 * "", and failed stays true, which has to be asked before the last one is used.
 * All zero but library is where it starts.
 */
struct tg_syntax {
	enum tg_library library;
	struct tg_expression *made; /* all of them, the newest first */
	bool failed;
};

/* "PyTorch" */
const char *tg_syntax_name(enum tg_library library);

/* "torch", what its functions are in; NULL for ONNX. */
const char *tg_syntax_module(const struct tg_syntax *syntax);

/* An expression as printf would write it. */
const char *tg_syntax_make(struct tg_syntax *syntax, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* A list of sizes: "(2, 3)", "(2,)" or, in ONNX, "[2, 3]". */
const char *tg_syntax_sizes(
	struct tg_syntax *syntax, const struct tg_shape *shape);

/* x with another shape; a tensor of one value; x with or without a dim of 1. */
const char *tg_syntax_reshape(
	struct tg_syntax *syntax, const char *x, const struct tg_shape *shape);
const char *tg_syntax_full(struct tg_syntax *syntax,
	const struct tg_shape *shape, const char *value);
const char *tg_syntax_unsqueeze(
	struct tg_syntax *syntax, const char *x, int dim);
const char *tg_syntax_squeeze(struct tg_syntax *syntax, const char *x, int dim);

/* x with its dims in another order: dim order->size[i] becomes dim i. */
const char *tg_syntax_transpose(
	struct tg_syntax *syntax, const char *x, const struct tg_shape *order);

/* Element by element: yes where condition is true, else no. */
const char *tg_syntax_where(struct tg_syntax *syntax, const char *condition,
	const char *yes, const char *no);

/* x moved into low .. high; the remainder of x by n. */
const char *tg_syntax_clip(
	struct tg_syntax *syntax, const char *x, int64_t low, int64_t high);
const char *tg_syntax_modulo(
	struct tg_syntax *syntax, const char *x, int64_t n);

/* x plus a number; x itself where that is 0. */
const char *tg_syntax_plus(struct tg_syntax *syntax, const char *x, int64_t n);

/* x compared with a number; how is '<' for <, 'g' for >= and '=' for ==. */
const char *tg_syntax_compare(
	struct tg_syntax *syntax, const char *x, char how, int64_t n);
const char *tg_syntax_or(
	struct tg_syntax *syntax, const char *a, const char *b);
const char *tg_syntax_and(
	struct tg_syntax *syntax, const char *a, const char *b);

/* The elements of x at place i of its last dim. */
const char *tg_syntax_part(struct tg_syntax *syntax, const char *x, int i);

/* n tensors put together along a new last dim. */
const char *tg_syntax_stack(
	struct tg_syntax *syntax, const char *const *x, int n);

/* Free all expressions. May be called twice. */
void tg_syntax_free(struct tg_syntax *syntax);

#endif
