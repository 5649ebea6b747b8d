#ifndef TG_TENSOR_DECIMAL_H
#define TG_TENSOR_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The exponent of a decimal number.
 *
 *   text, end   what follows the 'e': a sign or none, then digits, at least one
 *
 * If it has too many digits, reading stops early: the value is then still so
 * far from zero that the number's other digits cannot make up for it.
 */
static inline int64_t
tg_decimal_exponent(const char *text, const char *end)
{
	bool negative = *text == '-';
	int64_t value = 0;

	if (*text == '-' || *text == '+')
		text++;
	for (; text < end && value < INT64_MAX / 100; text++)
		value = value * 10 + (*text - '0');
	return negative ? -value : value;
}

/* The digits of a JSON number that is not zero, from the first one not 0. */
struct tg_decimal {
	const char *next, *end; /* digits, perhaps with a point between them */
	int64_t exponent;       /* the first digit means digit * 10^exponent */
};

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Find the digits and the exponent of a JSON number of len bytes, without its
 * sign; false if it is zero. Borrows text.
 */
bool tg_decimal_open(struct tg_decimal *decimal, const char *text, size_t len);

/* The next digit; after the last one zeros follow without end. */
char tg_decimal_digit(struct tg_decimal *decimal);

/*
 * Negative, 0 or positive if a is less than, equal to or greater than b. Both
 * are read to their ends.
 */
int tg_decimal_compare(struct tg_decimal *a, struct tg_decimal *b);

#ifdef __cplusplus
}
#endif

#endif
