#ifndef TG_GATHER_CURSOR_H
#define TG_GATHER_CURSOR_H

#include <stddef.h>
#include <stdint.h>

#include "gather/plan.h"
#include "tensor/tensor.h"

/*
 * A position in nested loops.
 *
 * A place is one iteration of all loops together: one block of the output, or
 * one tuple of the index. Places are counted from 0 in C order.
 */
struct tg_cursor {
	const struct tg_loops *loops;
	int64_t at[TG_MAX_NDIM]; /* the iteration of each loop */
	int64_t input;           /* offset in input, in elements */
	int64_t index;           /* offset in index, in elements */
};

/*
 * Places that follow one another in the two innermost loops: one or more rows
 * with n places each.
 */
struct tg_tile {
	size_t rows;
	size_t n;             /* places in a row */
	struct tg_loop row;   /* its strides lead from one row to the next */
	struct tg_loop place; /* its strides lead from place to place */
};

/* Set a cursor to place number n. The loops are borrowed. Cost: O(nloop). */
void tg_cursor_start(
	struct tg_cursor *cursor, const struct tg_loops *loops, int64_t n);

/*
 * Return the places from the cursor on, at most n: a part of one row, or as
 * many whole rows as n allows. The cursor stays where it is.
 */
struct tg_tile tg_cursor_tile(const struct tg_cursor *cursor, size_t n);

/* Move a cursor past a tile that tg_cursor_tile gave for it. */
void tg_cursor_advance(struct tg_cursor *cursor, const struct tg_tile *tile);

/* The places number first .. first+n-1 of nested loops. */
struct tg_places {
	const struct tg_loops *loops;
	int64_t first;
	size_t n;
};

/*
 * tg_cursor_bases - compute the offset in input that the loops alone give for
 * each place. What the indices add to it is not in it yet.
 *
 *   origin   number of the element of input that is first in memory; 0 if all
 *            of input is there
 *   source   receives n offsets in elements, counted from origin
 */
void tg_cursor_bases(
	const struct tg_places *places, int64_t origin, int64_t *source);

/*
 * tg_cursor_indices - read the indices at the given places.
 *
 *   index       of any integer or float dtype, any byte order and any strides
 *   component   which index of each tuple is read
 *   origin      number of the element of index that is first in memory; 0 if
 *               all of index is there
 *   value       receives n indices as int64_t; a uint64 keeps its bits, so that
 *               one above the range of int64 looks negative
 *
 * Returns false if index has a float dtype and a value is no whole number, or
 * does not fit int64; all n are then written, and mean nothing.
 */
bool tg_cursor_indices(const struct tg_places *places,
	const struct tg_tensor *index, const struct tg_component *component,
	int64_t origin, int64_t *value);

/* The address of the index that the first of these places has. */
const unsigned char *tg_cursor_index_at(const struct tg_places *places,
	const struct tg_tensor *index, const struct tg_component *component);

#endif
