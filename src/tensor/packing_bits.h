#ifndef TG_TENSOR_PACKING_BITS_H
#define TG_TENSOR_PACKING_BITS_H

#include <stdint.h>
#include <string.h>

/* What packing_blocks.c and packing_super.c have in common. */

/* The float with these bits. */
static inline float
tg_packing_float(uint32_t bits)
{
	float value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

/* A little-endian number of 16 or 32 bits. */
static inline unsigned
tg_packing_u16(const unsigned char *p)
{
	return (unsigned)p[0] | (unsigned)p[1] << 8;
}

static inline uint32_t
tg_packing_u32(const unsigned char *p)
{
	return tg_packing_u16(p) | (uint32_t)tg_packing_u16(p + 2) << 16;
}

/*
 * The little-endian float16 at p. A subnormal becomes mantissa x 2^-24, which a
 * float holds exactly; a NaN becomes a quiet one.
 */
static inline float
tg_packing_f16(const unsigned char *p)
{
	const uint32_t half = tg_packing_u16(p);
	const uint32_t sign = (half & 0x8000) << 16;
	const uint32_t exponent = half >> 10 & 0x1F, mantissa = half & 0x3FF;
	float value;

	if (exponent == 0x1F)
		return tg_packing_float(sign | 0x7F800000 | mantissa << 13 |
			(mantissa != 0 ? 0x400000 : 0));
	if (exponent > 0)
		return tg_packing_float(
			sign | (exponent + 112) << 23 | mantissa << 13);
	value = (float)mantissa * 0x1p-24f;
	return sign != 0 ? -value : value;
}

/* The values of 4 bits in iq4_nl and iq4_xs. */
extern const int8_t tg_packing_iq4[16];

#endif
