#ifndef TG_GATHER_BOUNDS_H
#define TG_GATHER_BOUNDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* True if n indices, of so many bytes each, are all in [0, limit). */
bool tg_bounds_hold_8(const int64_t *value, size_t n, int64_t limit);
bool tg_bounds_hold_4(const int32_t *value, size_t n, int64_t limit);

#endif
