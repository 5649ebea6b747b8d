#ifndef TG_TENSOR_PACKING_H
#define TG_TENSOR_PACKING_H

#include <stddef.h>

#include "base/choices.h"
#include "base/error.h"

/*
 * How elements share bytes: so many that follow each other in the last dim make
 * a pack, which is the least that can be moved. The blocks of ggml's quantized
 * types are such packs.
 *
 *   unpack   make float32 of the elements of one pack, as ggml does, with the
 *            same operations in the same order: the results are equal bit for
 *            bit. NULL: only moved
 *   why      they are only moved, as said behind "since"; else NULL
 */
struct tg_packing {
	const char *name;
	unsigned elements; /* in a pack */
	unsigned size;     /* of a pack in bytes */
	void (*unpack)(float *to, const unsigned char *pack);
	const char *why;
};

/* The names of all packings: "q4_0" ... */
tg_choices tg_packing_choice;

/* The packing of that name, in any case; NULL if there is none. */
const struct tg_packing *tg_packing_by_name(const char *name);

/* Fail: a packing is only moved. Errors: always TG_EDATA. */
bool tg_packing_fail(const struct tg_packing *packing, struct tg_err *err);

/* In packing_blocks.c: blocks of 32 to 128 elements that share a scale. */
void tg_unpack_q1_0(float *to, const unsigned char *block);
void tg_unpack_q2_0(float *to, const unsigned char *block);
void tg_unpack_q4_0(float *to, const unsigned char *block);
void tg_unpack_q4_1(float *to, const unsigned char *block);
void tg_unpack_q5_0(float *to, const unsigned char *block);
void tg_unpack_q5_1(float *to, const unsigned char *block);
void tg_unpack_q8_0(float *to, const unsigned char *block);
void tg_unpack_iq4_nl(float *to, const unsigned char *block);
void tg_unpack_mxfp4(float *to, const unsigned char *block);
void tg_unpack_nvfp4(float *to, const unsigned char *block);

/* In packing_super.c: blocks of 256 elements, whose parts have scales. */
void tg_unpack_q2_k(float *to, const unsigned char *block);
void tg_unpack_q3_k(float *to, const unsigned char *block);
void tg_unpack_q4_k(float *to, const unsigned char *block);
void tg_unpack_q5_k(float *to, const unsigned char *block);
void tg_unpack_q6_k(float *to, const unsigned char *block);
void tg_unpack_q8_k(float *to, const unsigned char *block);
void tg_unpack_iq4_xs(float *to, const unsigned char *block);
void tg_unpack_tq1_0(float *to, const unsigned char *block);
void tg_unpack_tq2_0(float *to, const unsigned char *block);

#endif
