#include "value.h"

#include <stdint.h>
#include <string.h>

#include "number.h"

/* No message shows more bytes of a token than this. */
#define TOKEN_SHOWN 40

/* The powers of ten a uint64 holds; the largest is 10^POWER_MAX. */
#define POWER_MAX 19

/* clang-format off */
static const uint64_t power_of_ten[POWER_MAX + 1] = {
	1u, 10u, 100u, 1000u, 10000u, 100000u, 1000000u, 10000000u, 100000000u,
	1000000000u, 10000000000u, 100000000000u, 1000000000000u,
	10000000000000u, 100000000000000u, 1000000000000000u,
	10000000000000000u, 100000000000000000u, 1000000000000000000u,
	10000000000000000000u,
};
/* clang-format on */

static bool
is_swapped(const struct tg_dtype *dtype)
{
	return dtype->size > 1 && dtype->big_endian != TG_HOST_BIG_ENDIAN;
}

/* One number of 1, 2, 4 or 8 bytes, in the machine's order. */
static uint64_t
load(const void *from, size_t size)
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

/* The low bytes of bits, so that two's complement may be longer. */
static void
store(void *to, uint64_t bits, size_t size)
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

/* All bits of the exponent. */
static const uint64_t infinity_bits[] = {
	[TG_FLOAT16] = 0x7c00,
	[TG_BFLOAT16] = 0x7f80,
	[TG_FLOAT32] = 0x7f800000,
	[TG_FLOAT64] = 0x7ff0000000000000,
};

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
	/* log2 to log10, which may be one too low. */
	int bits = 64 - __builtin_clzll(value | 1);
	size_t len = (size_t)(bits * 1233 >> 12);

	len += value >= power_of_ten[len];
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
	case TG_FLOAT16:
		return tg_number_print_f16(text, (uint16_t)bits);
	case TG_BFLOAT16:
		return tg_number_print_bf16(text, (uint16_t)bits);
	case TG_FLOAT32:
		memcpy(&single, &low, sizeof(single));
		return tg_number_print_f32(text, single);
	default:
		memcpy(&wide, &bits, sizeof(wide));
		return tg_number_print_f64(text, wide);
	}
}

static size_t
print_float(char *text, enum tg_type type, uint64_t bits, enum tg_nan nan)
{
	uint64_t infinity = infinity_bits[type], lowest = infinity & -infinity;
	size_t len;

	if ((bits & infinity) == infinity)
		return print_special(text, (bits & (lowest - 1)) != 0,
			bits > (infinity | (lowest - 1)), nan);
	len = print_finite(text, type, bits);
	for (size_t i = 1; i < len; i++)
		if (text[i] == '.' || text[i] == 'e')
			return len;
	memcpy(text + len, ".0", 2);
	return len + 2;
}

/* type is that of the two parts. */
static size_t
print_complex(char *text, enum tg_type type, const unsigned char *element,
	enum tg_nan nan)
{
	size_t size = type == TG_FLOAT32 ? 4 : 8, re, im;

	re = print_float(text + 1, type, load(element, size), nan);
	im = print_float(text + re + 2, type, load(element + size, size), nan);
	if (re == 0 || im == 0)
		return 0;
	text[0] = '[';
	text[re + 1] = ',';
	text[re + im + 2] = ']';
	return re + im + 3;
}

size_t
tg_value_print(char *text, const struct tg_dtype *dtype, const void *element,
	enum tg_nan nan)
{
	unsigned char turned[16];
	uint64_t bits;

	if (is_swapped(dtype)) {
		tg_dtype_swap(turned, element, 1, dtype);
		element = turned;
	}
	bits = load(element, dtype->size);
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
		return print_float(text, dtype->type, bits, nan);
	}
}

/* A JSON token, its type, and where to complain about them. */
struct token {
	const char *text;
	size_t len;
	const struct tg_dtype *dtype;
	struct tg_err *err;
};

/* Say what is wrong with the token: it, then what, then the type's name. */
__attribute__((cold)) static bool
fail(const struct token *token, const char *what)
{
	const char *name = tg_dtype_name(token->dtype);
	size_t len = token->len;

	if (len > TOKEN_SHOWN) {
		len = TOKEN_SHOWN;
		/* Not in the middle of a character of UTF-8. */
		while (len > 0 && (token->text[len] & 0xc0) == 0x80)
			len--;
	}
	return tg_fail(token->err, TG_EDATA, TG_NOPOS, "%.*s%s %s %s", (int)len,
		token->text, len < token->len ? "..." : "", what,
		name + (*name == '>'));
}

static bool
is_token(const struct token *token, const char *literal)
{
	size_t len = strlen(literal);

	return token->len == len && memcmp(token->text, literal, len) == 0;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A number, and none of the literals NaN, Infinity and -Infinity. */
static bool
is_finite(const struct token *token)
{
	size_t sign = token->len > 0 && *token->text == '-';

	return token->len > sign && is_digit(token->text[sign]);
}

/* What is behind the 'e'; where that has no end, a number that has one. */
static int64_t
read_exponent(const char *text, const char *end)
{
	bool negative = *text == '-';
	int64_t value = 0;

	if (*text == '-' || *text == '+')
		text++;
	for (; text < end && value < INT64_MAX / 100; text++)
		value = value * 10 + (*text - '0');
	return negative ? -value : value;
}

/* Add digit * 10^power; false if that is more than a uint64 holds. */
static bool
add_digit(uint64_t *value, uint64_t digit, int64_t power)
{
	return power <= POWER_MAX &&
		!__builtin_mul_overflow(digit, power_of_ten[power], &digit) &&
		!__builtin_add_overflow(*value, digit, value);
}

/*
 * The absolute value of an integer in any notation. Each digit counts by its
 * power of ten, and a zero counts nowhere, however far away it stands.
 */
static bool
parse_notation(const struct token *token, bool negative, uint64_t *value)
{
	const char *text = token->text + negative, *stop = text, *point;
	const char *end = token->text + token->len;
	bool fits = true;
	int64_t power;

	while (stop < end && *stop != 'e' && *stop != 'E')
		stop++;
	point = memchr(text, '.', (size_t)(stop - text));
	power = (point != NULL ? point : stop) - text;
	if (stop + 1 < end)
		power += read_exponent(stop + 1, end);
	for (*value = 0; text < stop; text++) {
		power -= *text != '.';
		if (*text == '.' || *text == '0')
			continue;
		if (power < 0)
			return fail(
				token, "is not an integer, and the dtype is");
		fits = fits && add_digit(value, (uint64_t)(*text - '0'), power);
	}
	return fits || fail(token, "does not fit");
}

static bool
parse_magnitude(const struct token *token, bool negative, uint64_t *value)
{
	size_t i = negative;

	/* 19 digits fit whatever they are. */
	for (*value = 0; i < token->len && i < 19; i++) {
		if (!is_digit(token->text[i]))
			break;
		*value = *value * 10 + (uint64_t)(token->text[i] - '0');
	}
	return i == token->len || parse_notation(token, negative, value);
}

static bool
parse_integer(void *element, const struct token *token)
{
	unsigned size = token->dtype->size;
	bool is_signed = token->dtype->type <= TG_INT64, negative;
	uint64_t limit = UINT64_MAX >> (64 - 8 * size + is_signed), value;

	if (!is_finite(token))
		return fail(token, "is not an integer, and the dtype is");
	negative = *token->text == '-';
	if (!parse_magnitude(token, negative, &value))
		return false;
	if (negative)
		limit = is_signed ? limit + 1 : 0;
	if (value > limit)
		return fail(token, "does not fit");
	store(element, negative ? -value : value, size);
	return true;
}

static bool
parse_bool(void *element, const struct token *token)
{
	bool value = is_token(token, "true") || is_token(token, "1");

	if (!value && !is_token(token, "false") && !is_token(token, "0"))
		return fail(
			token, "is not true, false, 0 or 1, and the dtype is");
	store(element, value, 1);
	return true;
}

/* False on overflow. */
static bool
parse_finite(uint64_t *bits, const struct token *token, enum tg_type type)
{
	const char *text = token->text;
	size_t len = token->len;
	uint16_t half = 0;
	float single = 0;
	double wide = 0;
	bool ok;

	if (type == TG_FLOAT64) {
		ok = tg_number_parse_f64(text, len, &wide);
		*bits = load(&wide, sizeof(wide));
	} else if (type == TG_FLOAT32) {
		ok = tg_number_parse_f32(text, len, &single);
		*bits = load(&single, sizeof(single));
	} else {
		ok = type == TG_FLOAT16
			? tg_number_parse_f16(text, len, &half)
			: tg_number_parse_bf16(text, len, &half);
		*bits = half;
	}
	return ok;
}

/* A float, or one of a complex number's two, of size bytes. */
static bool
parse_float(void *element, const struct token *token, enum tg_type type,
	size_t size)
{
	uint64_t bits = infinity_bits[type];

	if (is_finite(token)) {
		if (!parse_finite(&bits, token, type))
			return fail(token, "does not fit");
	} else if (is_token(token, "NaN")) {
		bits |= bits >> 1; /* a quiet one */
	} else if (is_token(token, "-Infinity")) {
		bits |= UINT64_C(1) << (8 * size - 1);
	} else if (!is_token(token, "Infinity")) {
		return fail(token, "is not a number, and the dtype is");
	}
	store(element, bits, size);
	return true;
}

/* The part of token between two of its bytes, without white space around. */
static struct token
cut(const struct token *token, const char *begin, const char *end)
{
	while (begin < end && strchr(" \t\n\r", *begin))
		begin++;
	while (begin < end && strchr(" \t\n\r", end[-1]))
		end--;
	return (struct token){ begin, (size_t)(end - begin), token->dtype,
		token->err };
}

static bool
parse_complex(void *element, const struct token *token)
{
	const char *comma = memchr(token->text, ',', token->len);
	size_t size = token->dtype->size / 2;
	enum tg_type type = size == 4 ? TG_FLOAT32 : TG_FLOAT64;
	struct token re, im;

	if (comma == NULL || *token->text == '"')
		return fail(
			token, "is not a pair of numbers, and the dtype is");
	re = cut(token, token->text, comma);
	im = cut(token, comma + 1, token->text + token->len);
	return parse_float(element, &re, type, size) &&
		parse_float((char *)element + size, &im, type, size);
}

bool
tg_value_parse(void *element, const struct tg_dtype *dtype, const char *text,
	size_t len, struct tg_err *err)
{
	struct token token = { text, len, dtype, err };
	bool ok;

	if (dtype->type == TG_BOOL)
		ok = parse_bool(element, &token);
	else if (dtype->type < TG_FLOAT16)
		ok = parse_integer(element, &token);
	else if (dtype->type < TG_COMPLEX64)
		ok = parse_float(element, &token, dtype->type, dtype->size);
	else
		ok = parse_complex(element, &token);
	if (ok && is_swapped(dtype))
		tg_dtype_swap(element, element, 1, dtype);
	return ok;
}
