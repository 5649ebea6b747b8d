/*
 * Reads an integer that stands alone, in the value of an option or of a
 * variable, in the one way that all of them are written.
 */
#include "base/integer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum tg_integer
tg_integer_parse(int64_t *to, const char *text)
{
	const char *digits = text + (text[0] == '-');
	long long value;

	if (digits[0] == '\0' || digits[strspn(digits, "0123456789")] != '\0')
		return TG_INTEGER_NONE;
	errno = 0;
	value = strtoll(text, NULL, 10);
	if (errno == ERANGE)
		return TG_INTEGER_BIG;
	*to = value;
	return TG_INTEGER;
}
