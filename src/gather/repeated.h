#ifndef TG_GATHER_REPEATED_H
#define TG_GATHER_REPEATED_H

#include <stddef.h>

#include "gather/gather.h"

/*
 * tg_gather_repeated - resolve and move n blocks whose indices are the same in
 * each of many rows, as when columns are picked: they are resolved once.
 *
 *   first       number of the first block
 *   n           any number of blocks
 *   out         receives the n blocks
 *   *in_range   set to false if an index is out of range; what is in out then
 *               means nothing
 *
 * Returns false if it does not handle this gather; what is in out then means
 * nothing.
 */
bool tg_gather_repeated(const struct tg_gather *gather, int64_t first, size_t n,
	void *out, bool *in_range);

#endif
