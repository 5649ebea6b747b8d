/*
 * Converts between decimal text and floating point, for values in JSON. It is
 * in C++ because <charconv> is, which is exact and fast. Added here are the
 * float formats of 16 and 8 bits, numbers of any length, and which end of the
 * range was passed. Exceptions, streams and allocations would link parts of
 * libstdc++ that run code before main, and cost every job time.
 */
#include "tensor/number.h"

#include <cstring>

#include "tensor/decimal.h"
#include "tensor/from_chars.h"

/* Decimal exponents beyond this are far outside float64, but far inside int. */
#define EXPONENT_LIMIT 5000

/*
 * from_chars limits the written exponent, at 65,536 or more. In a text that is
 * shorter than this, the other digits cannot bring a number with such an
 * exponent back into the range of a double.
 */
#define LONG_TEXT 60000

/*
 * A midpoint is halfway between two neighbouring values. Those of doubles have
 * at most 767 digits, so that 800 decide every rounding.
 */
#define SIGNIFICANT_MAX 800

/* Midpoints of narrow values have at most 97 digits: bfloat16's smallest. */
#define MIDPOINT_DIGITS 100

/*
 * Write the number with at most SIGNIFICANT_MAX + 1 digits and a small exponent
 * to text, which has room for SIGNIFICANT_MAX + 8 bytes. The digits left out
 * are too small to matter by their value, but they can show that a number is
 * above a tie: if one of them is not 0, a last digit of 1 stands for all.
 *
 * Returns the end of the text.
 */
static char *
decimal_rewrite(struct tg_decimal *decimal, char *text)
{
	char *end = text, *limit = text + SIGNIFICANT_MAX;
	int exponent = (int)decimal->exponent + 1;

	while (end < limit && decimal->next < decimal->end)
		*end++ = tg_decimal_digit(decimal);
	while (decimal->next < decimal->end)
		if (tg_decimal_digit(decimal) != '0') {
			*end++ = '1';
			break;
		}
	exponent -= (int)(end - text);
	*end++ = 'e';
	return std::to_chars(end, end + 6, exponent).ptr;
}

template <typename T>
static inline bool
from_chars(const char *text, const char *end, T *value)
{
	return tg_from_chars(text, end, value).ec == std::errc();
}

/*
 * Parse a number that from_chars does not: one that is long, too large or too
 * small. from_chars does not tell too large from too small, so that the
 * exponent of the first digit has to decide.
 */
template <typename T>
[[gnu::cold]] static bool
parse_rare(const char *text, size_t len, T *value)
{
	char buffer[SIGNIFICANT_MAX + 8];
	struct tg_decimal decimal;
	T magnitude = 0;

	if (tg_decimal_open(&decimal, text, len)) {
		if (decimal.exponent > EXPONENT_LIMIT)
			return false;
		if (decimal.exponent >= -EXPONENT_LIMIT) {
			bool large = decimal.exponent > 0;
			char *end = decimal_rewrite(&decimal, buffer);

			if (!from_chars(buffer, end, &magnitude) && large)
				return false;
		}
	}
	*value = *text == '-' ? -magnitude : magnitude;
	return true;
}

template <typename T>
static inline bool
parse_decimal(const char *text, size_t len, T *value)
{
	if (len < LONG_TEXT && from_chars(text, text + len, value))
		return true;
	return parse_rare(text, len, value);
}

/* The shortest text; to_chars cannot fail, as text has room enough. */
template <typename T>
static inline size_t
print_shortest(char *text, T value)
{
	char *end = std::to_chars(text, text + TG_NUMBER_MAX, value).ptr;

	return (size_t)(end - text);
}

/* A float format of 16 or 8 bits: a sign bit, an exponent and a fraction. */
struct narrow {
	unsigned fraction; /* bits of the fraction */
	int least;         /* exponent of the smallest normal value */
	unsigned special;  /* lowest bits that are no finite value */
	unsigned sign;     /* the sign bit */
};

static const struct narrow float16 = { 10, -14, 0x7c00, 0x8000 };
static const struct narrow bfloat16 = { 7, -126, 0x7f80, 0x8000 };
/* Its NaN has all bits set; the rest of its largest exponent is numbers. */
static const struct narrow e4m3fn = { 3, -6, 0x7f, 0x80 };
static const struct narrow e5m2 = { 2, -14, 0x7c, 0x80 };
/* All of their magnitudes are numbers. */
static const struct narrow e4m3fnuz = { 3, -7, 0x80, 0x80 };
static const struct narrow e5m2fnuz = { 2, -15, 0x80, 0x80 };

static double
power_of_two(int exponent)
{
	uint64_t bits = (uint64_t)(exponent + 1023) << 52;
	double value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

/* Compare the number in text, without its sign, with a midpoint. */
[[gnu::cold]] static int
compare_midpoint(const char *text, size_t len, double midpoint)
{
	char exact[MIDPOINT_DIGITS + 16];
	struct tg_decimal a, b;
	std::to_chars_result end;

	end = std::to_chars(exact, exact + sizeof(exact), midpoint,
		std::chars_format::scientific, MIDPOINT_DIGITS);
	/* neither of the two is zero, so this does not happen */
	if (!tg_decimal_open(&a, text, len) ||
		!tg_decimal_open(&b, exact, (size_t)(end.ptr - exact)))
		return 0;
	return tg_decimal_compare(&a, &b);
}

/*
 * Parse a number to a narrow format, by way of its double. Rounding to double
 * keeps the order of numbers, and every midpoint of two narrow neighbours is a
 * double. So the number is on the same side of a midpoint as its double is,
 * unless the double is the midpoint itself: then the text has to be compared.
 */
static bool
parse_narrow(const char *text, size_t len, const struct narrow &format,
	unsigned *bits)
{
	unsigned result = 0, shift = 52 - format.fraction;
	uint64_t word, part, tie;
	double value;
	int exponent;

	if (!parse_decimal(text, len, &value))
		return false;
	memcpy(&word, &value, sizeof(word));
	exponent = (int)(word >> 52 & 0x7ff) - 1023;
	word = (word & (UINT64_MAX >> 12)) | UINT64_C(1) << 52;
	if (exponent < format.least)
		shift += (unsigned)(format.least - exponent);
	else
		result = (unsigned)(exponent - format.least) << format.fraction;
	/* with a larger shift it is below half of the smallest subnormal */
	if (shift <= 53) {
		result += (unsigned)(word >> shift);
		part = word & ((UINT64_C(1) << shift) - 1);
		tie = UINT64_C(1) << (shift - 1);
		if (part == tie) {
			int side = compare_midpoint(text, len, value);

			result += side > 0 || (side == 0 && (result & 1));
		} else {
			result += part > tie;
		}
	}
	if (result >= format.special)
		return false;
	*bits = result | (*text == '-' ? format.sign : 0);
	return true;
}

/* clang-format off */
static const double power_of_ten[] = {
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12,
	1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22, 1e23, 1e24,
	1e25, 1e26, 1e27, 1e28, 1e29, 1e30, 1e31, 1e32, 1e33, 1e34, 1e35, 1e36,
	1e37, 1e38, 1e39, 1e40, 1e41, 1e42, 1e43, 1e44, 1e45
};
/* clang-format on */

/* value / 10^exponent, by a table of powers */
static double
divide_by_power(double value, int exponent)
{
	return exponent < 0 ? value * power_of_ten[-exponent]
			    : value / power_of_ten[exponent];
}

/* Round x, which is small and not negative, to nearest; ties to even. */
static int
round_to_even(double x)
{
	int up = (int)(x + 0.5);

	return up - x == 0.5 ? up & ~1 : up;
}

/*
 * The number with the fewest digits that reads back as value, and of those the
 * nearest to value.
 *
 *   low, high   midpoints to the neighbours: each number between them reads
 *               back as value, and so do the two themselves if even is true
 *   even        the bits of value are an even number
 *
 * It looks for multiples of a power of ten in that range, beginning with the
 * power of value's first digit and going down: the first multiple found has the
 * fewest digits. Powers from 10^23 on are rounded and so is the result. All
 * values of float16 and bfloat16 were tried, and read back in spite of that;
 * the formats of 8 bits need no such powers.
 */
static float
find_shortest_digits(double value, double low, double high, bool even)
{
	uint64_t word;
	int e, k;

	/* value < 2^e = 10^(e * 0.30103), and 1233 / 4096 is near enough */
	memcpy(&word, &value, sizeof(word));
	e = (int)(word >> 52) - 1023 + 1;
	k = (e + 4096) * 1233 / 4096 - 1233;
	for (k -= divide_by_power(value, k) < 1;; k--) {
		double x = divide_by_power(low, k),
		       y = divide_by_power(high, k);
		int first = (int)x, last = (int)y, m;

		first += first < x || !even;
		last -= last == y && !even;
		if (first > last)
			continue;
		m = round_to_even(divide_by_power(value, k));
		m = m < first ? first : m > last ? last : m;
		return (float)divide_by_power(m, -k);
	}
}

static size_t
print_narrow(char *text, unsigned bits, const struct narrow &format)
{
	unsigned unit = 1u << format.fraction;
	unsigned magnitude = bits & (format.sign - 1);
	unsigned integer = magnitude & (unit - 1);
	int exponent = (int)(magnitude >> format.fraction);
	char *end = text;
	float digits = 0, value = 0;
	size_t len;

	if (bits & format.sign)
		*end++ = '-';
	if (magnitude != 0) {
		/* the neighbour below a power of two is half as far */
		double below = integer == 0 && exponent > 1 ? 0.25 : 0.5;
		double step;

		if (exponent > 0)
			integer += unit;
		else
			exponent = 1;
		step = power_of_two(
			exponent - 1 + format.least - (int)format.fraction);
		value = (float)(integer * step);
		digits = find_shortest_digits(integer * step,
			(integer - below) * step, (integer + 0.5) * step,
			integer % 2 == 0);
	}
	len = print_shortest(end, digits);
	/* without an exponent an integer is as long with exact digits */
	if (memchr(end, '.', len) == nullptr &&
		memchr(end, 'e', len) == nullptr)
		len = print_shortest(end, value);
	return (size_t)(end - text) + len;
}

size_t
tg_number_print_f64(char *text, double value)
{
	return print_shortest(text, value);
}

size_t
tg_number_print_f32(char *text, float value)
{
	return print_shortest(text, value);
}

size_t
tg_number_print_f16(char *text, unsigned bits)
{
	return print_narrow(text, bits, float16);
}

size_t
tg_number_print_bf16(char *text, unsigned bits)
{
	return print_narrow(text, bits, bfloat16);
}

size_t
tg_number_print_e4m3fn(char *text, unsigned bits)
{
	return print_narrow(text, bits, e4m3fn);
}

size_t
tg_number_print_e5m2(char *text, unsigned bits)
{
	return print_narrow(text, bits, e5m2);
}

size_t
tg_number_print_e4m3fnuz(char *text, unsigned bits)
{
	return print_narrow(text, bits, e4m3fnuz);
}

size_t
tg_number_print_e5m2fnuz(char *text, unsigned bits)
{
	return print_narrow(text, bits, e5m2fnuz);
}

template <typename T>
static inline bool
parse_short_float(const char *text, T *value)
{
	const char *limit = text + TG_NUMBER_SHORT;
	std::from_chars_result result;

	if (*text != '-' && (*text < '0' || *text > '9'))
		return false;
	result = tg_from_chars(text, limit, value);
	/* one that goes on after the limit may be another number */
	return result.ec == std::errc() && result.ptr < limit;
}

bool
tg_number_parse_short_f64(const char *text, double *value)
{
	return parse_short_float(text, value);
}

bool
tg_number_parse_short_f32(const char *text, float *value)
{
	return parse_short_float(text, value);
}

bool
tg_number_parse_f64(const char *text, size_t len, double *value)
{
	return parse_decimal(text, len, value);
}

bool
tg_number_parse_f32(const char *text, size_t len, float *value)
{
	return parse_decimal(text, len, value);
}

bool
tg_number_parse_f16(const char *text, size_t len, unsigned *bits)
{
	return parse_narrow(text, len, float16, bits);
}

bool
tg_number_parse_bf16(const char *text, size_t len, unsigned *bits)
{
	return parse_narrow(text, len, bfloat16, bits);
}

bool
tg_number_parse_e4m3fn(const char *text, size_t len, unsigned *bits)
{
	return parse_narrow(text, len, e4m3fn, bits);
}

bool
tg_number_parse_e5m2(const char *text, size_t len, unsigned *bits)
{
	return parse_narrow(text, len, e5m2, bits);
}

bool
tg_number_parse_e4m3fnuz(const char *text, size_t len, unsigned *bits)
{
	return parse_narrow(text, len, e4m3fnuz, bits);
}

bool
tg_number_parse_e5m2fnuz(const char *text, size_t len, unsigned *bits)
{
	return parse_narrow(text, len, e5m2fnuz, bits);
}
