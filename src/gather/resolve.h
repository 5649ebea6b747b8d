#ifndef TG_GATHER_RESOLVE_H
#define TG_GATHER_RESOLVE_H

#include <stddef.h>

#include "base/error.h"
#include "gather/gather.h"

/*
 * A batch: so many indices are resolved at once. They stay in cache, and fit the
 * small stack of a thread.
 */
#define TG_BATCH 1024

/*
 * Stands for the fill value among offsets of blocks. It is none that an index may
 * have been added to, or not yet: where only a part of input is in memory those
 * may be negative.
 */
#define TG_FILLED INT64_MIN

/*
 * tg_gather_check - check that every index is in range, also those that no
 * element of the output needs.
 *
 * Errors: TG_EDATA, as for tg_gather_resolve. Cost: one pass over the index.
 */
bool tg_gather_check(const struct tg_gather *gather, struct tg_err *err);

/*
 * The same for n tuples of index, from number first on, of which only a part
 * need be in memory.
 */
bool tg_gather_check_part(const struct tg_gather *gather, int64_t first,
	int64_t n, struct tg_err *err);

/*
 * tg_gather_check_rows - check all rows of input that blocks are taken from, if
 * these say how long they are. tg_gather_resolve does so for its blocks; this is
 * for who must know before the first of them.
 *
 * Errors: those of tg_gather_resolve. Cost: nothing for other inputs; else one
 * pass over the index, and one cache line of each row.
 */
bool tg_gather_check_rows(const struct tg_gather *gather, struct tg_err *err);

/*
 * Fill *err, which may be NULL, with TG_EDATA: an index is out of range. Return
 * false. err->element becomes 1, which only says that the error is about an
 * index; tg_gather_survey finds out which.
 */
bool tg_gather_out_of_range(struct tg_err *err);

/*
 * tg_gather_resolve - turn the indices of n blocks of the output into offsets
 * in input, where those blocks begin.
 *
 *   first    number of the first block
 *   n        at most TG_BATCH
 *   source   receives n offsets in elements from input_origin, each checked to
 *            be inside input, or TG_FILLED
 *
 * Errors: TG_EDATA if an index is out of range. err->element is then not 0, but
 * does not say which index it is; tg_gather_survey finds out. TG_EDATA, with
 * element 0, if a row of input says that it has another length than the first.
 */
bool tg_gather_resolve(const struct tg_gather *gather, int64_t first, size_t n,
	int64_t *source, struct tg_err *err);

/* What one index means: an element, an error, or the fill value. */
enum tg_place { TG_PLACE_INSIDE, TG_PLACE_OUTSIDE, TG_PLACE_FILLED };

/*
 * tg_gather_place - tell what one index means under the policy. This is for
 * explanations and error messages; the functions above do the same for many
 * indices at once.
 *
 *   *value   the index as tg_cursor_indices read it. For TG_PLACE_INSIDE it
 *            becomes the position along the component's dim, from 0
 */
enum tg_place tg_gather_place(const struct tg_gather *gather,
	const struct tg_component *component, int64_t *value);

#endif
