/*
 * Decimal numbers of any length and exponent as sequences of digits, for the
 * rare ones whose rounding only their digits can decide.
 */
#include "tensor/decimal.h"

#include <string.h>

bool
tg_decimal_open(struct tg_decimal *decimal, const char *text, size_t len)
{
	const char *end = text + len, *first = text + (*text == '-');
	const char *stop = first, *point;

	while (stop < end && *stop != 'e' && *stop != 'E')
		stop++;
	point = memchr(first, '.', (size_t)(stop - first));
	if (point == NULL)
		point = stop;
	while (first < stop && (*first == '0' || *first == '.'))
		first++;
	if (first == stop)
		return false;
	decimal->next = first;
	decimal->end = stop;
	decimal->exponent = point - first - (first < point);
	if (stop + 1 < end)
		decimal->exponent += tg_decimal_exponent(stop + 1, end);
	return true;
}

char
tg_decimal_digit(struct tg_decimal *decimal)
{
	if (decimal->next < decimal->end && *decimal->next == '.')
		decimal->next++;
	return decimal->next < decimal->end ? *decimal->next++ : '0';
}

int
tg_decimal_compare(struct tg_decimal *a, struct tg_decimal *b)
{
	if (a->exponent != b->exponent)
		return a->exponent < b->exponent ? -1 : 1;
	while (a->next < a->end || b->next < b->end) {
		char x = tg_decimal_digit(a), y = tg_decimal_digit(b);

		if (x != y)
			return x - y;
	}
	return 0;
}
