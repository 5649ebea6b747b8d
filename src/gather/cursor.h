#ifndef TG_GATHER_CURSOR_H
#define TG_GATHER_CURSOR_H

#include <stddef.h>
#include <stdint.h>

#include "gather/plan.h"
#include "tensor/tensor.h"

/* A place in nested loops: how far each loop is, and where that is. */
struct tg_cursor {
	const struct tg_loops *loops;
	int64_t at[TG_MAX_NDIM];
	int64_t input;
	int64_t index;
};

/*
 * Places that follow each other in the two innermost loops: rows of them, each
 * as long as the others. Strides are in elements.
 */
struct tg_tile {
	size_t rows;
	size_t n;             /* places in a row */
	struct tg_loop row;   /* from one row to the next */
	struct tg_loop place; /* from one place to the next */
};

void tg_cursor_start(
	struct tg_cursor *cursor, const struct tg_loops *loops, int64_t n);

/* The next places, at most n: part of a row, or as many as are whole. */
struct tg_tile tg_cursor_tile(const struct tg_cursor *cursor, size_t n);

void tg_cursor_advance(struct tg_cursor *cursor, const struct tg_tile *tile);

/* The places number first .. first+n-1 of nested loops, in order. */
struct tg_places {
	const struct tg_loops *loops;
	int64_t first;
	size_t n;
};

/*
 * tg_cursor_bases - where input stands at each place, without its indices.
 *
 *   origin   the element of input that its data begins with; those before it
 *            are not in memory
 *   source   receives how far each place is behind the origin, in elements
 */
void tg_cursor_bases(
	const struct tg_places *places, int64_t origin, int64_t *source);

/*
 * tg_cursor_indices - what index says at each place.
 *
 *   component   which of its tuple's indices
 *   origin      the element of index that its data begins with
 *   value       receives the indices, of any integer type, byte order and
 *               stride, as int64_t; a uint64 keeps its bits, so that one above
 *               int64 looks negative
 */
void tg_cursor_indices(const struct tg_places *places,
	const struct tg_tensor *index, const struct tg_component *component,
	int64_t origin, int64_t *value);

#endif
