#ifndef TG_TENSOR_SHAPE_H
#define TG_TENSOR_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* A tensor has at most so many dims. */
#define TG_MAX_NDIM 64

/*
 * The sizes of a tensor, those of the outermost dim first. A tensor of 0 dims
 * is a single element.
 */
struct tg_shape {
	int ndim;
	int64_t size[TG_MAX_NDIM];
};

/*
 * tg_shape_parse - read a shape written as "128,21,4", "128x21x4" or
 * "(128, 21, 4)"; "()" has 0 dims. One size may be -1, which tg_shape_settle
 * infers.
 *
 * Errors: TG_EUSAGE.
 */
bool tg_shape_parse(
	struct tg_shape *shape, const char *text, struct tg_err *err);

/*
 * tg_shape_numel - the number of elements.
 *
 * Returns false if the product of all sizes that are not 0 does not fit an
 * int64_t. So whenever this succeeds, the strides fit an int64_t too.
 */
bool tg_shape_numel(const struct tg_shape *shape, int64_t *numel);

/*
 * tg_shape_settle - infer a size of -1, then require that the shape has numel
 * elements.
 *
 * Errors: TG_EDATA if it has not, if -1 cannot be inferred, or if there is a
 * size of 0 beside -1. The message names the shape.
 */
bool tg_shape_settle(struct tg_shape *shape, int64_t numel, struct tg_err *err);

/* The strides, in elements, of a tensor of this shape in C order. */
void tg_shape_strides(const struct tg_shape *shape, int64_t *stride);

bool tg_shape_equal(const struct tg_shape *a, const struct tg_shape *b);

/* Enough for the text of a shape: 64 numbers with ", " between them. */
#define TG_SHAPE_TEXT 1500

/*
 * Write n numbers between two brackets.
 *
 *   form   the two brackets, then what is written between numbers, as in "[],"
 *
 * Returns text.
 */
const char *tg_shape_list(
	char text[TG_SHAPE_TEXT], const int64_t *v, int n, const char *form);

/* Write a shape as "(128, 21, 4)". Returns text. */
const char *tg_shape_text(
	char text[TG_SHAPE_TEXT], const struct tg_shape *shape);

/* Write the sizes of dims from .. to-1 as "128 x 21". Returns text. */
const char *tg_shape_sizes(char text[TG_SHAPE_TEXT],
	const struct tg_shape *shape, int from, int to);

/*
 * Write the subscripts of element number k, in C order, of a tensor of this
 * shape, as "[2,1]". Returns text.
 */
const char *tg_shape_coordinates(
	char text[TG_SHAPE_TEXT], const struct tg_shape *shape, int64_t k);

/* The coordinates of element number k, in C order; at has room for ndim. */
void tg_shape_unravel(const struct tg_shape *shape, int64_t k, int64_t *at);

/* The other way round: the number in C order of the element at coordinates. */
int64_t tg_shape_ravel(const struct tg_shape *shape, const int64_t *at);

#endif
