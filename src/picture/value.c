/*
 * The text of an element in a cell of a picture. Cells are narrow, and of a
 * long number the first digits and the magnitude say most; the whole of it is
 * in the title of the cell. What is left out is marked, never rounded away: a
 * reader must not take a shortened number for the number.
 */
#include "picture/value.h"

#include <stdio.h>
#include <string.h>

#include "base/text_width.h"
#include "tensor/value.h"

enum {
	NUMBER_COLUMNS = 7, /* of a number that stays as it is */
	TEXT_COLUMNS = 10,  /* of anything else */
	TEXT_BYTES = 60,    /* the same: marks that combine take no column */
	LARGE_COLUMNS = 8,  /* of what is not in smaller print */
	LONG_COLUMNS = 300, /* of a number that can be shortened */
	DIGITS = 4,         /* significant ones that are left */
	SHORT = 40,         /* bytes of a number that is shortened */
};

#define ELLIPSIS "\u2026"

/* A number that is not 0, taken apart. */
struct number {
	bool negative;
	char digit[DIGITS + 1]; /* the first significant ones */
	bool cut;               /* one that is left out is not 0 */
	long magnitude;         /* the first one counts 10 to this power */
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Read the digits before the exponent; returns where they end. */
static const char *
read_digits(struct number *number, const char *p)
{
	int seen = 0, before = -1, first = -1, n = 0;

	for (; is_digit(*p) || (*p == '.' && before < 0); p++) {
		if (*p == '.') {
			before = seen;
			continue;
		}
		if (first < 0 && *p != '0')
			first = seen;
		if (first >= 0 && n < DIGITS)
			number->digit[n++] = *p;
		else if (*p != '0')
			number->cut = true;
		seen++;
	}
	number->magnitude = (before < 0 ? seen : before) - 1 - first;
	return p;
}

/* Add the exponent to the magnitude; returns where it ends. */
static const char *
read_exponent(struct number *number, const char *p)
{
	long power = 0;
	bool negative;

	if (*p != 'e' && *p != 'E')
		return p;
	p++;
	negative = *p == '-';
	p += *p == '-' || *p == '+';
	/* one that is too large leaves digits, so that this is no number */
	for (; is_digit(*p) && power < 1000000; p++)
		power = power * 10 + *p - '0';
	number->magnitude += negative ? -power : power;
	return p;
}

/* Read a number up to the end; false if it is 0 or no number. */
static bool
read_number(struct number *number, const char *p, const char *end)
{
	*number = (struct number){ .negative = *p == '-' };
	p += *p == '-';
	if (!is_digit(*p))
		return false;
	p = read_digits(number, p);
	p = read_exponent(number, p);
	return p == end && number->digit[0] != '\0';
}

/* Print a number: as "0.01234" or "1234" where it is near 1, else "1.234e9". */
static void
print_number(char text[SHORT], struct number *number)
{
	const char *sign = number->negative ? "-" : "";
	const char *more = number->cut ? ELLIPSIS : "";
	const long m = number->magnitude;
	char *digit = number->digit;
	size_t n = strlen(digit), whole;

	while (!number->cut && n > 1 && digit[n - 1] == '0')
		digit[--n] = '\0';
	if (m < 0 && m >= -3) {
		snprintf(text, SHORT, "%s0.%.*s%s%s", sign, (int)-m - 1, "00",
			digit, more);
		return;
	}
	whole = m >= 0 && m < DIGITS ? (size_t)m + 1 : 1;
	while (n < whole) {
		digit[n++] = '0';
		digit[n] = '\0';
	}
	snprintf(text, SHORT, "%s%.*s%s%s%s", sign, (int)whole, digit,
		n > whole || number->cut ? "." : "", digit + whole, more);
	if (m < 0 || m >= DIGITS)
		snprintf(text + strlen(text), SHORT - strlen(text), "e%ld", m);
}

/* Print what a number from p to end is in a cell, if it is one. */
static bool
shorten_number(char text[SHORT], const char *p, const char *end)
{
	const size_t len = (size_t)(end - p);
	struct number number;
	char cut[SHORT];

	if (!read_number(&number, p, end)) {
		snprintf(text, SHORT, "%.*s", (int)len, p);
		return is_digit(p[*p == '-']) && len <= TEXT_COLUMNS;
	}
	print_number(cut, &number);
	if ((int)len - number.negative <= NUMBER_COLUMNS ||
		(int)len <= tg_text_width(cut, strlen(cut)))
		snprintf(text, SHORT, "%.*s", (int)len, p);
	else
		strcpy(text, cut);
	return true;
}

/* Shorten a number, or a complex one in brackets; false if it is neither. */
static bool
shorten(char text[TG_ELEMENT_TEXT], const char *whole)
{
	const size_t len = strlen(whole);
	const char *comma = strchr(whole, ',');
	char real[SHORT], imaginary[SHORT];

	if (whole[0] != '[' || comma == NULL) {
		if (!shorten_number(real, whole, whole + len))
			return false;
		strcpy(text, real);
		return true;
	}
	if (!shorten_number(real, whole + 1, comma) ||
		!shorten_number(imaginary, comma + 1, whole + len - 1))
		return false;
	snprintf(text, TG_ELEMENT_TEXT, "[%s,%s]", real, imaginary);
	return true;
}

bool
tg_picture_value(char text[TG_ELEMENT_TEXT], const struct tg_tensor *tensor,
	const unsigned char *element)
{
	const struct tg_dtype *dtype = &tensor->dtype;
	char whole[TG_ELEMENT_TEXT];

	if (!tg_element_text(whole, tensor, element, LONG_COLUMNS)) {
		strcpy(text, "?");
		return false;
	}
	/* what is in hexadecimal looks like a number, and is none */
	if ((dtype->type != TG_TEXT && !tg_value_has_text(dtype)) ||
		!shorten(text, whole))
		tg_text_width_cut(
			text, TEXT_BYTES, whole, strlen(whole), TEXT_COLUMNS);
	return true;
}

bool
tg_picture_is_long(const char *text)
{
	return tg_text_width(text, strlen(text)) > LARGE_COLUMNS;
}
