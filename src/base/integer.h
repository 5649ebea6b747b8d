#ifndef TG_BASE_INTEGER_H
#define TG_BASE_INTEGER_H

#include <stdint.h>

/* What a text turned out to be. */
enum tg_integer {
	TG_INTEGER,      /* an int64 */
	TG_INTEGER_BIG,  /* an integer that int64 does not hold */
	TG_INTEGER_NONE, /* no integer */
};

/*
 * tg_integer_parse - read the whole of a text as an integer: decimal digits,
 * with a minus sign before them if it is negative. Unlike strtoll it takes no
 * blank, tab or plus sign in front, which a script that puts words together has
 * there by mistake.
 *
 *   to   receives the integer if it is one, else stays as it is
 */
enum tg_integer tg_integer_parse(int64_t *to, const char *text);

#endif
