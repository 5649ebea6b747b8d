#ifndef TG_TENSOR_DECIMAL_H
#define TG_TENSOR_DECIMAL_H

#include <stdbool.h>
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

#endif
