#ifndef TG_GATHER_POLICY_H
#define TG_GATHER_POLICY_H

#include <stdbool.h>
#include <stdint.h>

/* What to do with an index that is out of range. */
enum tg_mode {
	TG_MODE_RAISE, /* it is an error */
	TG_MODE_WRAP,  /* take it modulo the size, as numpy.take does */
	TG_MODE_CLIP,  /* take the nearest end, as numpy.take does */
	TG_MODE_FILL,  /* the output gets the fill value */
};

/*
 * How indices are understood. All zero means that only 0 .. size-1 is accepted,
 * where size is that of the dim, or of all input for take.
 */
struct tg_policy {
	enum tg_mode mode;
	bool negative;    /* -size .. -1 count from the end */
	bool has_ignored; /* ignored is set */
	int64_t ignored;  /* this index gets the fill value */
	int64_t base;     /* the index of the first element; 0 or more */
};

/*
 * Return true if indices need only a check that they are in 0 .. size-1: none
 * of them means another one, or the fill value.
 */
static inline bool
tg_policy_is_plain(const struct tg_policy *policy)
{
	return policy->mode == TG_MODE_RAISE && !policy->negative &&
		!policy->has_ignored && policy->base == 0;
}

#endif
