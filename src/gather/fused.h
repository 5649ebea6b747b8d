#ifndef TG_GATHER_FUSED_H
#define TG_GATHER_FUSED_H

#include <stddef.h>

#include "gather/gather.h"

/*
 * tg_gather_fused - resolve and move n blocks in one loop, without storing
 * their offsets in between. It handles only the gathers where that was measured
 * to be faster: blocks of one element, indices and elements of 4 or 8 bytes,
 * and a policy that takes all of them as they stand: one that only checks, or
 * any for indices that are in range.
 *
 *   first       number of the first block
 *   n           any number of blocks
 *   out         receives the n elements
 *   *in_range   set to false if an index is out of range; what is in out then
 *               means nothing
 *
 * Returns false if it does not handle this gather; what is in out then means
 * nothing.
 */
bool tg_gather_fused(const struct tg_gather *gather, int64_t first, size_t n,
	void *out, bool *in_range);

#endif
