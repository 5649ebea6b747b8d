/*
 * Makes floats of ggml's blocks of 256 elements, in which each part of 16 or 32
 * has a scale of its own, itself a multiple of the block's. As in
 * packing_blocks.c each function is that of ggml-quants.c, operation by
 * operation.
 */
#include "tensor/packing.h"
#include "tensor/packing_bits.h"

void
tg_unpack_q2_k(float *to, const unsigned char *block)
{
	const unsigned char *scale = block, *bits = block + 16;
	const float d = tg_packing_f16(block + 80);
	const float min = tg_packing_f16(block + 82);

	for (int part = 0; part < 16; part++, to += 16) {
		const unsigned char *from =
			bits + part / 8 * 32 + part % 2 * 16;
		const int shift = part % 8 / 2 * 2;
		const float dl = d * (float)(scale[part] & 0xF);
		const float ml = min * (float)(scale[part] >> 4);

		for (int l = 0; l < 16; l++)
			to[l] = dl * (float)(from[l] >> shift & 3) - ml;
	}
}

/*
 * Scale number i of q3_K, 6 bits less 32: its low 4 bits are in the first 8
 * bytes, its high 2 in the last 4.
 */
static int
scale_of_q3_k(const unsigned char *scales, int i)
{
	const int low = i < 8 ? scales[i] & 0xF : scales[i - 8] >> 4;
	const int high = scales[8 + i % 4] >> i / 4 * 2 & 3;

	return (low | high << 4) - 32;
}

void
tg_unpack_q3_k(float *to, const unsigned char *block)
{
	const unsigned char *high = block, *low = block + 32;
	const unsigned char *scales = block + 96;
	const float d = tg_packing_f16(block + 108);

	for (int part = 0; part < 16; part++, to += 16) {
		const unsigned char *from = low + part / 8 * 32 + part % 2 * 16;
		const unsigned char *mask = high + part % 2 * 16;
		const int shift = part % 8 / 2 * 2, bit = part / 2;
		const float dl = d * (float)scale_of_q3_k(scales, part);

		for (int l = 0; l < 16; l++)
			to[l] = dl *
				(float)((from[l] >> shift & 3) -
					(mask[l] >> bit & 1 ? 0 : 4));
	}
}

/* Scale and minimum number i of q4_K and q5_K, 6 bits each, in 12 bytes. */
static void
scale_and_min(const unsigned char *p, int i, float *scale, float *min)
{
	if (i < 4) {
		*scale = (float)(p[i] & 63);
		*min = (float)(p[i + 4] & 63);
		return;
	}
	*scale = (float)((p[i + 4] & 0xF) | p[i - 4] >> 6 << 4);
	*min = (float)(p[i + 4] >> 4 | p[i] >> 6 << 4);
}

void
tg_unpack_q4_k(float *to, const unsigned char *block)
{
	const float d = tg_packing_f16(block);
	const float dmin = tg_packing_f16(block + 2);
	float scale, min;

	for (int part = 0; part < 8; part++, to += 32) {
		const unsigned char *from = block + 16 + part / 2 * 32;
		const int shift = part % 2 * 4;

		scale_and_min(block + 4, part, &scale, &min);
		scale *= d;
		min *= dmin;
		for (int l = 0; l < 32; l++)
			to[l] = scale * (float)(from[l] >> shift & 0xF) - min;
	}
}

void
tg_unpack_q5_k(float *to, const unsigned char *block)
{
	const float d = tg_packing_f16(block);
	const float dmin = tg_packing_f16(block + 2);
	const unsigned char *high = block + 16;
	float scale, min;

	for (int part = 0; part < 8; part++, to += 32) {
		const unsigned char *low = block + 48 + part / 2 * 32;
		const int shift = part % 2 * 4;

		scale_and_min(block + 4, part, &scale, &min);
		scale *= d;
		min *= dmin;
		for (int l = 0; l < 32; l++)
			to[l] = scale *
					(float)((low[l] >> shift & 0xF) +
						(high[l] >> part & 1) * 16) -
				min;
	}
}

void
tg_unpack_q6_k(float *to, const unsigned char *block)
{
	const float d = tg_packing_f16(block + 208);

	for (int part = 0; part < 8; part++, to += 32) {
		const unsigned char *low =
			block + part / 4 * 64 + part % 2 * 32;
		const unsigned char *high = block + 128 + part / 4 * 32;
		const unsigned char *scale = block + 192 + 2 * part;
		const int shift = part % 4 / 2 * 4, pair = part % 4 * 2;

		for (int l = 0; l < 32; l++) {
			const int q = (low[l] >> shift & 0xF) |
				(high[l] >> pair & 3) << 4;

			to[l] = d * (float)(int8_t)scale[l / 16] *
				(float)(q - 32);
		}
	}
}

void
tg_unpack_q8_k(float *to, const unsigned char *block)
{
	const float d = tg_packing_float(tg_packing_u32(block));

	for (int j = 0; j < 256; j++)
		to[j] = d * (float)(int8_t)block[4 + j];
}

void
tg_unpack_iq4_xs(float *to, const unsigned char *block)
{
	const float d = tg_packing_f16(block);
	const unsigned high = tg_packing_u16(block + 2);

	for (int part = 0; part < 8; part++, to += 32) {
		const unsigned char *bits = block + 8 + 16 * part;
		const int scale = (block[4 + part / 2] >> part % 2 * 4 & 0xF) |
			(int)(high >> 2 * part & 3) << 4;
		const float dl = d * (float)(scale - 32);

		for (int j = 0; j < 16; j++) {
			to[j] = dl * (float)tg_packing_iq4[bits[j] & 0xF];
			to[j + 16] = dl * (float)tg_packing_iq4[bits[j] >> 4];
		}
	}
}

/*
 * Three values of ternary digits: digit number n of a byte, from the front, is
 * what overflows 8 bits when its fraction is multiplied by 3^(n+1).
 */
static float *
unpack_digits(float *to, const unsigned char *bytes, int n, int digits, float d)
{
	static const unsigned power[] = { 1, 3, 9, 27, 81 };

	for (int digit = 0; digit < digits; digit++)
		for (int i = 0; i < n; i++) {
			const unsigned rest = bytes[i] * power[digit] & 0xFF;

			*to++ = (float)((int)(rest * 3 >> 8) - 1) * d;
		}
	return to;
}

void
tg_unpack_tq1_0(float *to, const unsigned char *block)
{
	const float d = tg_packing_f16(block + 52);

	to = unpack_digits(to, block, 32, 5, d);
	to = unpack_digits(to, block + 32, 16, 5, d);
	unpack_digits(to, block + 48, 4, 4, d);
}

void
tg_unpack_tq2_0(float *to, const unsigned char *block)
{
	const float d = tg_packing_f16(block + 64);

	for (int part = 0; part < 8; part++, to += 32)
		for (int l = 0; l < 32; l++)
			to[l] = (float)((block[part / 4 * 32 + l] >>
							part % 4 * 2 &
						3) -
					1) *
				d;
}
