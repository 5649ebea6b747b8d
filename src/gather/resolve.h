#ifndef TG_GATHER_RESOLVE_H
#define TG_GATHER_RESOLVE_H

#include <stddef.h>

#include "base/error.h"
#include "gather/gather.h"

/* Indices that are resolved at once, so that they stay in cache. */
#define TG_BATCH 8192

/* Stands for the fill value among the sources of blocks. */
#define TG_FILLED (-1)

/*
 * tg_gather_check - prove that every index is in range, also those that no
 * element of the output needs.
 *
 * Errors: TG_EDATA, as for tg_gather_resolve. Cost: one pass over the index.
 */
bool tg_gather_check(const struct tg_gather *gather, struct tg_err *err);

/* Fail with TG_EDATA and err->element: an index is out of range. */
bool tg_gather_out_of_range(struct tg_err *err);

/*
 * tg_gather_resolve - turn the indices of n blocks of the output, from block
 * number first on, into the places in input where the blocks start.
 *
 *   n        at most TG_BATCH
 *   source   receives n offsets in elements from the origin of input, each
 *            proven to be in it, or TG_FILLED
 *
 * Errors: TG_EDATA when an index is out of range; err->element tells that one
 * is, tg_gather_survey which.
 */
bool tg_gather_resolve(const struct tg_gather *gather, int64_t first, size_t n,
	int64_t *source, struct tg_err *err);

/* What one index comes to. */
enum tg_place { TG_PLACE_INSIDE, TG_PLACE_OUTSIDE, TG_PLACE_FILLED };

/*
 * tg_gather_place - what one index means under the policy, for people; the
 * functions above do the same for many at once.
 *
 *   value   the index as it stands, as tg_cursor_indices gives it; becomes the
 *           place along the component's dim, from 0, where it is inside
 */
enum tg_place tg_gather_place(const struct tg_gather *gather,
	const struct tg_component *component, int64_t *value);

#endif
