/*
 * Prints binary elements as JSON text, for results in JSON. The text of a
 * number is as short as it can be while it still reads back as the same value.
 */
#include "tensor/value.h"

#include "tensor/number.h"
#include "tensor/record.h"
#include "tensor/value_bits.h"
#include "tensor/value_string.h"

/* clang-format off */
const uint64_t tg_power_of_ten[TG_POWER_MAX + 1] = {
	1u, 10u, 100u, 1000u, 10000u, 100000u, 1000000u, 10000000u, 100000000u,
	1000000000u, 10000000000u, 100000000000u, 1000000000000u,
	10000000000000u, 100000000000000u, 1000000000000000u,
	10000000000000000u, 100000000000000000u, 1000000000000000000u,
	10000000000000000000u,
};
/* clang-format on */

static size_t
print_literal(char *text, const char *literal)
{
	size_t len = strlen(literal);

	memcpy(text, literal, len);
	return len;
}

static size_t
print_unsigned(char *text, uint64_t value)
{
	/* bits * log10(2), about 1233 / 4096, is the digits or 1 too low */
	int bits = 64 - __builtin_clzll(value | 1);
	size_t len = (size_t)(bits * 1233 >> 12);

	len += value >= tg_power_of_ten[len];
	len += len == 0;
	for (char *p = text + len; p > text; value /= 10)
		*--p = (char)('0' + value % 10);
	return len;
}

static size_t
print_signed(char *text, int64_t value)
{
	if (value >= 0)
		return print_unsigned(text, (uint64_t)value);
	*text = '-';
	return 1 + print_unsigned(text + 1, -(uint64_t)value);
}

static size_t
print_special(char *text, bool is_nan, bool negative, enum tg_nan nan)
{
	if (nan == TG_NAN_ERROR)
		return 0;
	if (nan == TG_NAN_NULL)
		return print_literal(text, "null");
	if (is_nan)
		return print_literal(text, "NaN");
	return print_literal(text, negative ? "-Infinity" : "Infinity");
}

static size_t
print_finite(char *text, enum tg_type type, uint64_t bits)
{
	uint32_t low = (uint32_t)bits;
	double wide;
	float single;

	switch (type) {
	case TG_FLOAT8_E4M3FN:
		return tg_number_print_e4m3fn(text, low);
	case TG_FLOAT8_E5M2:
		return tg_number_print_e5m2(text, low);
	case TG_FLOAT8_E4M3FNUZ:
		return tg_number_print_e4m3fnuz(text, low);
	case TG_FLOAT8_E5M2FNUZ:
		return tg_number_print_e5m2fnuz(text, low);
	case TG_FLOAT8_E8M0FNU:
		return tg_number_print_f32(text, tg_value_of_e8m0(bits));
	case TG_FLOAT16:
		return tg_number_print_f16(text, low);
	case TG_BFLOAT16:
		return tg_number_print_bf16(text, low);
	case TG_FLOAT32:
		memcpy(&single, &low, sizeof(single));
		return tg_number_print_f32(text, single);
	default:
		memcpy(&wide, &bits, sizeof(wide));
		return tg_number_print_f64(text, wide);
	}
}

/* Print a float of size bytes, which may be one part of a complex number. */
static size_t
print_float(char *text, enum tg_type type, const unsigned char *element,
	size_t size, enum tg_nan nan)
{
	uint64_t bits = tg_value_load(element, size);
	uint64_t sign = UINT64_C(1) << (8 * size - 1);
	uint64_t magnitude = bits & (sign - 1);
	uint64_t special = tg_value_special(type);
	size_t len;

	if (tg_value_has_one_nan(type) && bits == special)
		return print_special(text, true, false, nan);
	if (!tg_value_has_one_nan(type) && magnitude >= special)
		return print_special(text,
			magnitude > special || !tg_value_has_infinity(type),
			(bits & sign) != 0, nan);
	len = print_finite(text, type, bits);
	for (size_t i = 1; i < len; i++)
		if (text[i] == '.' || text[i] == 'e')
			return len;
	memcpy(text + len, ".0", 2);
	return len + 2;
}

/* Print two floats of a type as [re,im]; 0 if one of them is an error. */
static size_t
print_complex(char *text, enum tg_type type, const unsigned char *element,
	enum tg_nan nan)
{
	size_t size = type == TG_FLOAT32 ? 4 : 8, re, im;

	re = print_float(text + 1, type, element, size, nan);
	im = print_float(text + re + 2, type, element + size, size, nan);
	if (re == 0 || im == 0)
		return 0;
	text[0] = '[';
	text[re + 1] = ',';
	text[re + im + 2] = ']';
	return re + im + 3;
}

bool
tg_value_has_text(const struct tg_dtype *dtype)
{
	return dtype->type != TG_OPAQUE ||
		(dtype->record != NULL &&
			tg_record_without_text(dtype->record) == NULL);
}

size_t
tg_value_room(const struct tg_dtype *dtype)
{
	if (dtype->type == TG_BYTES || dtype->type == TG_UNICODE)
		return tg_value_string_room(dtype);
	if (dtype->record != NULL)
		return dtype->record->room;
	return TG_VALUE_MAX;
}

/* Print a value in the byte order of this machine. */
static inline size_t
print_native(char *text, const struct tg_dtype *dtype, const void *element,
	enum tg_nan nan)
{
	const uint64_t bits = tg_value_load(element, dtype->size);

	switch (dtype->type) {
	case TG_BOOL:
		return print_literal(text, bits != 0 ? "true" : "false");
	case TG_INT8:
		return print_signed(text, (int8_t)bits);
	case TG_INT16:
		return print_signed(text, (int16_t)bits);
	case TG_INT32:
		return print_signed(text, (int32_t)bits);
	case TG_INT64:
		return print_signed(text, (int64_t)bits);
	case TG_UINT8:
	case TG_UINT16:
	case TG_UINT32:
	case TG_UINT64:
		return print_unsigned(text, bits);
	case TG_COMPLEX64:
		return print_complex(text, TG_FLOAT32, element, nan);
	case TG_COMPLEX128:
		return print_complex(text, TG_FLOAT64, element, nan);
	default:
		return print_float(
			text, dtype->type, element, dtype->size, nan);
	}
}

/* Apart from the others, which need not guard an array then. */
__attribute__((noinline)) static size_t
print_swapped(char *text, const struct tg_dtype *dtype, const void *element,
	enum tg_nan nan)
{
	unsigned char turned[16];

	tg_dtype_swap(turned, element, 1, dtype);
	return print_native(text, dtype, turned, nan);
}

size_t
tg_value_print(char *text, const struct tg_dtype *dtype, const void *element,
	enum tg_nan nan)
{
	if (dtype->type == TG_BYTES || dtype->type == TG_UNICODE)
		return tg_value_print_string(text, dtype, element);
	if (dtype->record != NULL)
		return tg_record_print(text, dtype->record, element, nan);
	if (tg_value_is_swapped(dtype))
		return print_swapped(text, dtype, element, nan);
	return print_native(text, dtype, element, nan);
}
