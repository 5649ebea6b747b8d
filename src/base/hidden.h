#ifndef TG_BASE_HIDDEN_H
#define TG_BASE_HIDDEN_H

#include <stdbool.h>
#include <stdint.h>

/*
 * tg_is_hidden - is this code point one that a line of text must not hold as it
 * is? Controls move the cursor or end the line; marks of direction (Unicode's
 * UAX #9) let a line read in another order than it has; U+FEFF is not seen.
 */
static inline bool
tg_is_hidden(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C ||
		c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
		(c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

#endif
