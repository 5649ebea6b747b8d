#ifndef TG_GATHER_CAST_H
#define TG_GATHER_CAST_H

#include "gather/cursor.h"

/*
 * tg_cast_indices - read the floats of a tile as indices, exactly.
 *
 *   to      receives the indices; 0 in place of a value that is none
 *   from    where the first float is, at any alignment
 *   dtype   of the floats: any float type, in any byte order
 *
 * Returns false if a value is no whole number, or does not fit int64; so are
 * NaN and the infinities. -0.0 is 0.
 */
bool tg_cast_indices(int64_t *to, const unsigned char *from,
	const struct tg_tile *tile, const struct tg_dtype *dtype);

#endif
