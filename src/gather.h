#ifndef TG_GATHER_H
#define TG_GATHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "plan.h"
#include "tensor.h"

/* Which indices are accepted. All zero: 0 .. size-1 and nothing else. */
struct tg_policy {
	bool negative; /* -size .. -1 count from the end */
};

/* A plan bound to the tensors it was made for; borrows all of them. */
struct tg_gather {
	const struct tg_plan *plan;
	const struct tg_tensor *input;
	const struct tg_tensor *index;
	struct tg_policy policy;
};

/* Blocks that are resolved and moved in one go, so that they stay in cache. */
#define TG_CHUNK 8192

/*
 * tg_gather_check - prove that every index is in range, also those that no
 * element of the output needs.
 *
 * Errors: TG_EDATA, as for tg_gather_resolve. Cost: one pass over the index.
 */
bool tg_gather_check(const struct tg_gather *gather, struct tg_err *err);

/*
 * tg_gather_resolve - turn the indices of n blocks of the output, from block
 * number first on, into the places in input where they start.
 *
 *   n        at most TG_CHUNK
 *   source   receives n offsets in elements, each proven to be in input
 *
 * Errors: TG_EDATA when an index is out of range. The message has its value,
 * coordinates and the valid range; err->element tells which one it is.
 */
bool tg_gather_resolve(const struct tg_gather *gather, int64_t first, size_t n,
	int64_t *source, struct tg_err *err);

/* Move n blocks that start at source in input to out, one behind the other. */
void tg_gather_move(const struct tg_gather *gather, const int64_t *source,
	size_t n, void *out);

#endif
