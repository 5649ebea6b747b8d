#ifndef TG_GATHER_FUSED_H
#define TG_GATHER_FUSED_H

#include <stddef.h>

#include "gather/gather.h"

/*
 * tg_gather_fused - resolve and move in one loop, without the places in
 * between, for any number n of blocks: for the jobs where it was measured to
 * count, indices and elements of 4 or 8 bytes with a plain check.
 *
 *   *in_range   false when an index is out of range; out then means nothing
 *
 * Returns false when it is not for this job.
 */
bool tg_gather_fused(const struct tg_gather *gather, int64_t first, size_t n,
	void *out, bool *in_range);

#endif
