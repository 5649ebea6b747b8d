#ifndef TG_FORMAT_VECTORS_VECTORS_H
#define TG_FORMAT_VECTORS_VECTORS_H

#include "format/format.h"

/*
 * The formats of vectors for nearest neighbours. All are little-endian, and
 * none is known by its content.
 *
 *   rows with heads   .fvecs .ivecs .bvecs: before each row stands the number of
 *                     its values, as an i32 (http://corpus-texmex.irisa.fr)
 *   one head          .fbin .ibin .u8bin .i8bin .f16bin: the numbers of rows and
 *                     of values in a row, as u32, then all values
 *                     (big-ann-benchmarks, benchmark/dataset_io.py)
 */

/* What tells one of the formats from the others that are like it. */
struct tg_vectors {
	const char *name;
	enum tg_type type; /* of all values */
};

/* The unsigned number at p, little-endian. */
static inline uint32_t
tg_vectors_u32(const unsigned char *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
		(uint32_t)p[3] << 24;
}

static inline void
tg_vectors_put_u32(unsigned char *p, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		p[i] = (unsigned char)(value >> 8 * i);
}

/*
 * tg_vectors_prepare - the function prepare of all of them.
 *
 *   most   a result has at most so many rows, and so many values in a row
 *
 * Errors: TG_EDATA for a result of another dtype, or of another shape than rows.
 */
bool tg_vectors_prepare(struct tg_encoder *encoder,
	const struct tg_vectors *kind, int64_t most, struct tg_err *err);

#endif
