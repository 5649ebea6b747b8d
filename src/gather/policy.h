#ifndef TG_GATHER_POLICY_H
#define TG_GATHER_POLICY_H

#include <stdbool.h>
#include <stdint.h>

/* What becomes of an index that is out of range. */
enum tg_mode {
	TG_MODE_RAISE, /* an error */
	TG_MODE_WRAP,  /* modulo the size, as numpy.take */
	TG_MODE_CLIP,  /* the nearest end, as numpy.take */
	TG_MODE_FILL,  /* the fill value is put there */
};

/* How indices are read. All zero: 0 .. size-1 and nothing else. */
struct tg_policy {
	enum tg_mode mode;
	bool negative;    /* -size .. -1 count from the end */
	bool has_ignored; /* an index that says ignored ... */
	int64_t ignored;  /* ... gets the fill value */
	int64_t base;     /* the first element; 0 or more */
};

/* True if indices are only checked, and no other place stands for any. */
static inline bool
tg_policy_is_plain(const struct tg_policy *policy)
{
	return policy->mode == TG_MODE_RAISE && !policy->negative &&
		!policy->has_ignored && policy->base == 0;
}

#endif
