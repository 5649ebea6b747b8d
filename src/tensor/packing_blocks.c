/*
 * Makes floats of ggml's small blocks, for those who want the numbers of a
 * quantized tensor. Each function is the formula of the dequantize_row_ function
 * of its name in ggml-quants.c; the order of operations is part of it, since
 * float arithmetic rounds after each.
 */
#include "tensor/packing.h"
#include "tensor/packing_bits.h"

/* Blocks of 32 hold element j and element j + 16 in one byte. */
#define HALF 16

const int8_t tg_packing_iq4[16] = { -127, -104, -83, -65, -49, -35, -22, -10, 1,
	13, 25, 38, 53, 69, 89, 113 };

/* Twice the values of a float of 4 bits, E2M1: scales are halved for it. */
static const int8_t twice_e2m1[16] = { 0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3,
	-4, -6, -8, -12 };

/* Bits 0 to 3 of 32 elements, times d. */
static void
unpack_values(
	float *to, const unsigned char *bits, const int8_t *values, float d)
{
	for (int j = 0; j < HALF; j++) {
		to[j] = (float)values[bits[j] & 0xF] * d;
		to[j + HALF] = (float)values[bits[j] >> 4] * d;
	}
}

void
tg_unpack_q1_0(float *to, const unsigned char *block)
{
	const float d = tg_packing_f16(block);

	for (int j = 0; j < 128; j++)
		to[j] = block[2 + j / 8] >> j % 8 & 1 ? d : -d;
}

void
tg_unpack_q2_0(float *to, const unsigned char *block)
{
	const float d = tg_packing_f16(block);

	for (int j = 0; j < 64; j++)
		to[j] = (float)((block[2 + j / 4] >> j % 4 * 2 & 3) - 1) * d;
}

void
tg_unpack_q4_0(float *to, const unsigned char *block)
{
	const float d = tg_packing_f16(block);

	for (int j = 0; j < HALF; j++) {
		to[j] = (float)((block[2 + j] & 0xF) - 8) * d;
		to[j + HALF] = (float)((block[2 + j] >> 4) - 8) * d;
	}
}

void
tg_unpack_q4_1(float *to, const unsigned char *block)
{
	const float d = tg_packing_f16(block);
	const float m = tg_packing_f16(block + 2);

	for (int j = 0; j < HALF; j++) {
		to[j] = (float)(block[4 + j] & 0xF) * d + m;
		to[j + HALF] = (float)(block[4 + j] >> 4) * d + m;
	}
}

void
tg_unpack_q5_0(float *to, const unsigned char *block)
{
	const float d = tg_packing_f16(block);
	const uint32_t high = tg_packing_u32(block + 2);
	const unsigned char *low = block + 6;

	for (int j = 0; j < HALF; j++) {
		const int a = (int)(low[j] & 0xF) | (int)(high >> j & 1) << 4;
		const int b =
			(int)(low[j] >> 4) | (int)(high >> (j + HALF) & 1) << 4;

		to[j] = (float)(a - 16) * d;
		to[j + HALF] = (float)(b - 16) * d;
	}
}

void
tg_unpack_q5_1(float *to, const unsigned char *block)
{
	const float d = tg_packing_f16(block);
	const float m = tg_packing_f16(block + 2);
	const uint32_t high = tg_packing_u32(block + 4);
	const unsigned char *low = block + 8;

	for (int j = 0; j < HALF; j++) {
		const int a = (int)(low[j] & 0xF) | (int)(high >> j & 1) << 4;
		const int b =
			(int)(low[j] >> 4) | (int)(high >> (j + HALF) & 1) << 4;

		to[j] = (float)a * d + m;
		to[j + HALF] = (float)b * d + m;
	}
}

void
tg_unpack_q8_0(float *to, const unsigned char *block)
{
	const float d = tg_packing_f16(block);

	for (int j = 0; j < 32; j++)
		to[j] = (float)(int8_t)block[2 + j] * d;
}

void
tg_unpack_iq4_nl(float *to, const unsigned char *block)
{
	unpack_values(to, block + 2, tg_packing_iq4, tg_packing_f16(block));
}

/* The scale is 2^(e-127), of which half is taken: see twice_e2m1. */
void
tg_unpack_mxfp4(float *to, const unsigned char *block)
{
	const unsigned e = block[0];
	const uint32_t bits =
		e < 2 ? UINT32_C(0x200000) << e : (uint32_t)(e - 1) << 23;

	unpack_values(to, block + 1, twice_e2m1, tg_packing_float(bits));
}

/*
 * Half of the scale, which has 4 bits of exponent and 3 of mantissa. 0x7F, which
 * would be NaN, is 0, and the top bit means nothing, but in 0xFF, which is 480.
 */
static float
half_of_e4m3(unsigned bits)
{
	const unsigned exponent = bits >> 3 & 0xF, mantissa = bits & 7;

	if (bits == 0 || bits == 0x7F)
		return 0;
	if (exponent == 0)
		return (float)mantissa * 0x1p-10f;
	return tg_packing_float((exponent + 119) << 23 | mantissa << 20);
}

void
tg_unpack_nvfp4(float *to, const unsigned char *block)
{
	for (int part = 0; part < 4; part++) {
		const unsigned char *bits = block + 4 + 8 * part;
		const float d = half_of_e4m3(block[part]);

		for (int j = 0; j < 8; j++, to++) {
			to[0] = (float)twice_e2m1[bits[j] & 0xF] * d;
			to[8] = (float)twice_e2m1[bits[j] >> 4] * d;
		}
		to += 8;
	}
}
