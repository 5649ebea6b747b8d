/*
 * Reads indices that were stored as floats, as spreadsheets, detectors and old
 * frameworks do. Nothing is rounded: a value becomes the integer that it is, or
 * the batch is refused and tg_gather_survey finds the culprit. This is done for
 * a batch at a time, so that an index larger than memory needs no copy.
 */
#include "gather/cast.h"

#include <string.h>

#include "tensor/value_bits.h"

static inline double
double_of_bits(uint64_t bits)
{
	double value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

static inline double
widen_f64(uint64_t bits)
{
	return double_of_bits(bits);
}

static inline double
widen_f32(uint32_t bits)
{
	float value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

/*
 * The value of a float with so many bits, of which so many are the mantissa.
 * Moved to their places in a double, exponent and mantissa give a number that
 * is too small by the difference of the two biases, which one exact
 * multiplication makes up for, also where the number is subnormal.
 */
static inline double
widen_narrow(
	unsigned bits, int width, int mantissa, int bias, enum tg_type type)
{
	const unsigned sign = 1U << (width - 1), magnitude = bits & (sign - 1);
	const double scale = double_of_bits((uint64_t)(2046 - bias) << 52);
	double value;

	/* NaN or an infinity */
	if (tg_value_has_one_nan(type) ? bits == tg_value_special(type)
				       : magnitude >= tg_value_special(type))
		return double_of_bits(tg_value_special(TG_FLOAT64));
	value = double_of_bits((uint64_t)magnitude << (52 - mantissa)) * scale;
	return bits & sign ? -value : value;
}

static inline double
widen_f16(uint16_t bits)
{
	return widen_narrow(bits, 16, 10, 15, TG_FLOAT16);
}

static inline double
widen_bf16(uint16_t bits)
{
	return widen_f32((uint32_t)bits << 16);
}

static inline double
widen_e4m3fn(uint8_t bits)
{
	return widen_narrow(bits, 8, 3, 7, TG_FLOAT8_E4M3FN);
}

static inline double
widen_e5m2(uint8_t bits)
{
	return widen_narrow(bits, 8, 2, 15, TG_FLOAT8_E5M2);
}

static inline double
widen_e4m3fnuz(uint8_t bits)
{
	return widen_narrow(bits, 8, 3, 8, TG_FLOAT8_E4M3FNUZ);
}

static inline double
widen_e5m2fnuz(uint8_t bits)
{
	return widen_narrow(bits, 8, 2, 16, TG_FLOAT8_E5M2FNUZ);
}

static inline double
widen_e8m0fnu(uint8_t bits)
{
	if (bits == tg_value_special(TG_FLOAT8_E8M0FNU))
		return double_of_bits(tg_value_special(TG_FLOAT64));
	return tg_value_of_e8m0(bits);
}

static inline bool
is_whole(int64_t *to, double value)
{
	const bool fits = value >= -0x1p63 && value < 0x1p63;

	*to = fits ? (int64_t)value : 0;
	return fits && (double)*to == value;
}

static inline uint8_t
keep_byte(uint8_t bits)
{
	return bits;
}

#define DEFINE_CAST(name, type, swap)                                       \
	static bool cast_##name(int64_t *to, const unsigned char *from,     \
		const struct tg_tile *tile, bool swapped)                   \
	{                                                                   \
		const int64_t size = (int64_t)sizeof(type);                 \
		const int64_t step = tile->place.index_stride * size;       \
		const int64_t row = tile->row.index_stride * size;          \
		bool ok = true;                                             \
                                                                            \
		for (size_t r = 0; r < tile->rows; r++, from += row) {      \
			const unsigned char *p = from;                      \
                                                                            \
			for (size_t i = 0; i < tile->n; i++, p += step) {   \
				type v;                                     \
                                                                            \
				memcpy(&v, p, sizeof(v));                   \
				v = swapped ? swap(v) : v;                  \
				ok = is_whole(to++, widen_##name(v)) && ok; \
			}                                                   \
		}                                                           \
		return ok;                                                  \
	}

/* clang-format off */
DEFINE_CAST(f64, uint64_t, __builtin_bswap64)
DEFINE_CAST(f32, uint32_t, __builtin_bswap32)
DEFINE_CAST(f16, uint16_t, __builtin_bswap16)
DEFINE_CAST(bf16, uint16_t, __builtin_bswap16)
DEFINE_CAST(e4m3fn, uint8_t, keep_byte)
DEFINE_CAST(e5m2, uint8_t, keep_byte)
DEFINE_CAST(e4m3fnuz, uint8_t, keep_byte)
DEFINE_CAST(e5m2fnuz, uint8_t, keep_byte)
DEFINE_CAST(e8m0fnu, uint8_t, keep_byte)
/* clang-format on */

bool
tg_cast_indices(int64_t *to, const unsigned char *from,
	const struct tg_tile *tile, const struct tg_dtype *dtype)
{
	const bool swapped = tg_value_is_swapped(dtype);

	switch (dtype->type) {
	case TG_FLOAT64:
		return cast_f64(to, from, tile, swapped);
	case TG_FLOAT32:
		return cast_f32(to, from, tile, swapped);
	case TG_FLOAT16:
		return cast_f16(to, from, tile, swapped);
	case TG_BFLOAT16:
		return cast_bf16(to, from, tile, swapped);
	case TG_FLOAT8_E4M3FN:
		return cast_e4m3fn(to, from, tile, swapped);
	case TG_FLOAT8_E4M3FNUZ:
		return cast_e4m3fnuz(to, from, tile, swapped);
	case TG_FLOAT8_E5M2FNUZ:
		return cast_e5m2fnuz(to, from, tile, swapped);
	case TG_FLOAT8_E8M0FNU:
		return cast_e8m0fnu(to, from, tile, swapped);
	default:
		return cast_e5m2(to, from, tile, swapped);
	}
}
