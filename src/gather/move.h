#ifndef TG_GATHER_MOVE_H
#define TG_GATHER_MOVE_H

#include <stddef.h>

#include "gather/gather.h"

/*
 * How many elements ahead input is fetched into cache: random places of a
 * large input cost a fifth of what they cost without; from 96 to 192 makes no
 * difference.
 */
#define TG_AHEAD 160

/*
 * Move n blocks that start at source in input to out, one behind the other. A
 * source is an offset in elements, or TG_FILLED for the fill value.
 */
void tg_gather_move(const struct tg_gather *gather, const int64_t *source,
	size_t n, void *out);

#endif
