#ifndef TG_GATHER_BOUNDS_H
#define TG_GATHER_BOUNDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Return true if all n indices are in [0, limit), where limit is 0 or more. The
 * number in the name is the size of an index in bytes.
 */
bool tg_bounds_hold_8(const int64_t *value, size_t n, int64_t limit);
bool tg_bounds_hold_4(const int32_t *value, size_t n, int64_t limit);

#endif
