#ifndef TG_TENSOR_VALUE_BITS_H
#define TG_TENSOR_VALUE_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "tensor/dtype.h"

/* What value_print.c and value_parse.c have in common. */

/* The powers of ten that fit a uint64, from 10^0 to 10^TG_POWER_MAX. */
#define TG_POWER_MAX 19
extern const uint64_t tg_power_of_ten[TG_POWER_MAX + 1];

/* True if the byte order of a dtype is not that of this machine. */
static inline bool
tg_value_is_swapped(const struct tg_dtype *dtype)
{
	return dtype->size > 1 && dtype->big_endian != TG_HOST_BIG_ENDIAN;
}

/* Read a number of 1, 2, 4 or 8 bytes, in this machine's byte order. */
static inline uint64_t
tg_value_load(const void *from, size_t size)
{
	uint64_t x64;
	uint32_t x32;
	uint16_t x16;

	if (size == 8)
		return memcpy(&x64, from, sizeof(x64)), x64;
	if (size == 4)
		return memcpy(&x32, from, sizeof(x32)), x32;
	if (size == 2)
		return memcpy(&x16, from, sizeof(x16)), x16;
	return *(const unsigned char *)from;
}

/*
 * Write the low size bytes of bits, in this machine's byte order. A negative
 * integer may be given in two's complement of 64 bits.
 */
static inline void
tg_value_store(void *to, uint64_t bits, size_t size)
{
	uint32_t x32 = (uint32_t)bits;
	uint16_t x16 = (uint16_t)bits;

	if (size == 8)
		memcpy(to, &bits, sizeof(bits));
	else if (size == 4)
		memcpy(to, &x32, sizeof(x32));
	else if (size == 2)
		memcpy(to, &x16, sizeof(x16));
	else
		*(unsigned char *)to = (unsigned char)bits;
}

/*
 * The bits of the infinity of a float type, or of NaN for a type without
 * infinities. Without the sign, finite numbers have lower bits; if there is an
 * infinity, NaNs have higher ones.
 */
static inline uint64_t
tg_value_special(enum tg_type type)
{
	switch (type) {
	case TG_FLOAT8_E4M3FN:
		return 0x7f;
	case TG_FLOAT8_E5M2:
		return 0x7c;
	case TG_FLOAT8_E4M3FNUZ:
	case TG_FLOAT8_E5M2FNUZ:
		return 0x80;
	case TG_FLOAT8_E8M0FNU:
		return 0xff;
	case TG_FLOAT16:
		return 0x7c00;
	case TG_BFLOAT16:
		return 0x7f80;
	case TG_FLOAT32:
		return 0x7f800000;
	default:
		return 0x7ff0000000000000;
	}
}

static inline bool
tg_value_has_infinity(enum tg_type type)
{
	return type != TG_FLOAT8_E4M3FN && type < TG_FLOAT8_E4M3FNUZ;
}

/*
 * True for a float type with one NaN, whose bits are those of tg_value_special,
 * and without a negative zero: what they would be is the NaN.
 */
static inline bool
tg_value_has_one_nan(enum tg_type type)
{
	return type >= TG_FLOAT8_E4M3FNUZ && type <= TG_FLOAT8_E8M0FNU;
}

/* The number in 8 bits of an exponent without a sign and a fraction. */
static inline float
tg_value_of_e8m0(uint64_t bits)
{
	/* 2^-127 is a subnormal of float32 */
	const uint32_t low =
		bits > 0 ? (uint32_t)bits << 23 : UINT32_C(1) << 22;
	float value;

	memcpy(&value, &low, sizeof(value));
	return value;
}

#endif
