/*
 * Checks whether all indices of an array are in range. The loops that move
 * elements call this first, so that they need no check of their own. There is
 * no branch for a single index, so that compilers make vector code of it.
 */
#include "gather/bounds.h"

#include "base/isa.h"

/*
 * So many indices are checked by one inner loop. It is a constant, so that
 * compilers can make vector code without knowing n.
 */
#define STRIP 16

/*
 * The top bit of v is set if v < 0. The top bit of limit-1-v is set if v >=
 * limit. So the top bit of one OR over both, for all indices, tells whether any
 * index is out of range.
 */
#define DEFINE_BOUNDS_HOLD(name, type, attribute)                              \
	static attribute bool name(const type *value, size_t n, int64_t limit) \
	{                                                                      \
		const uint64_t top = (uint64_t)limit - 1;                      \
		uint64_t bad = 0;                                              \
                                                                               \
		if (limit == 0)                                                \
			return n == 0;                                         \
		for (; n >= STRIP; n -= STRIP, value += STRIP)                 \
			for (int i = 0; i < STRIP; i++) {                      \
				uint64_t v = (uint64_t)(int64_t)value[i];      \
                                                                               \
				bad |= v | (top - v);                          \
			}                                                      \
		for (; n > 0; n--, value++) {                                  \
			uint64_t v = (uint64_t)(int64_t)*value;                \
                                                                               \
			bad |= v | (top - v);                                  \
		}                                                              \
		return bad >> 63 == 0;                                         \
	}

/* clang-format off */
DEFINE_BOUNDS_HOLD(bounds_hold_8_portable, int64_t, )
DEFINE_BOUNDS_HOLD(bounds_hold_4_portable, int32_t, )

/* The same code, of which the compiler makes wider vectors. */
#ifdef __x86_64__
DEFINE_BOUNDS_HOLD(bounds_hold_8_avx2, int64_t, __attribute__((target("avx2"))))
DEFINE_BOUNDS_HOLD(bounds_hold_4_avx2, int32_t, __attribute__((target("avx2"))))
#else
#define bounds_hold_8_avx2 bounds_hold_8_portable
#define bounds_hold_4_avx2 bounds_hold_4_portable
#endif
/* clang-format on */

bool
tg_bounds_hold_8(const int64_t *value, size_t n, int64_t limit)
{
	return tg_isa_chosen() == TG_ISA_AVX2
		? bounds_hold_8_avx2(value, n, limit)
		: bounds_hold_8_portable(value, n, limit);
}

bool
tg_bounds_hold_4(const int32_t *value, size_t n, int64_t limit)
{
	return tg_isa_chosen() == TG_ISA_AVX2
		? bounds_hold_4_avx2(value, n, limit)
		: bounds_hold_4_portable(value, n, limit);
}
