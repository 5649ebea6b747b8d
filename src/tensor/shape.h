#ifndef TG_TENSOR_SHAPE_H
#define TG_TENSOR_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define TG_MAX_NDIM 64

/* The sizes of a tensor, outermost first. ndim 0 is a single element. */
struct tg_shape {
	int ndim;
	int64_t size[TG_MAX_NDIM];
};

/*
 * tg_shape_parse - read "128,21,4", "128x21x4", "(128, 21, 4)" or "()" for
 * no dimensions. One size may be -1: still to be inferred.
 *
 * Errors: TG_EUSAGE.
 */
bool tg_shape_parse(
	struct tg_shape *shape, const char *text, struct tg_err *err);

/*
 * tg_shape_numel - the number of elements.
 *
 * Returns false when the product of the sizes other than 0 does not fit an
 * int64_t, so that strides fit too whenever this succeeds.
 */
bool tg_shape_numel(const struct tg_shape *shape, int64_t *numel);

/*
 * tg_shape_settle - infer a -1, then require that the shape has numel
 * elements. The text of shape goes into the message.
 *
 * Errors: TG_EDATA when that cannot be, or when a -1 stands beside a 0.
 */
bool tg_shape_settle(struct tg_shape *shape, int64_t numel, struct tg_err *err);

/* Strides in elements of a tensor of that shape in C order. */
void tg_shape_strides(const struct tg_shape *shape, int64_t *stride);

bool tg_shape_equal(const struct tg_shape *a, const struct tg_shape *b);

/* Longest text of a shape or of coordinates: 64 numbers with ", ". */
#define TG_SHAPE_TEXT 1500

/*
 * n numbers between two brackets: form is both brackets and what stands
 * between numbers, as in "[],". Returns text.
 */
const char *tg_shape_list(
	char text[TG_SHAPE_TEXT], const int64_t *v, int n, const char *form);

/* "(128, 21, 4)"; returns text. */
const char *tg_shape_text(
	char text[TG_SHAPE_TEXT], const struct tg_shape *shape);

/* "128 x 21", the sizes of dims from .. to-1; returns text. */
const char *tg_shape_sizes(char text[TG_SHAPE_TEXT],
	const struct tg_shape *shape, int from, int to);

/* Where element number k of a tensor of that shape stands, "[2,1]". */
const char *tg_shape_coordinates(
	char text[TG_SHAPE_TEXT], const struct tg_shape *shape, int64_t k);

/* The coordinates of element number k, in C order; at has room for ndim. */
void tg_shape_unravel(const struct tg_shape *shape, int64_t k, int64_t *at);

/* The other way round: the number in C order of the element at coordinates. */
int64_t tg_shape_ravel(const struct tg_shape *shape, const int64_t *at);

#endif
