#ifndef TG_BASE_LEAST_H
#define TG_BASE_LEAST_H

#include <stdint.h>

static inline int64_t
tg_least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* The same for bytes. */
static inline uint64_t
tg_least_bytes(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

#endif
