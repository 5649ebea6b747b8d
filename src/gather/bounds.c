#include "gather/bounds.h"

#include "base/isa.h"

/* Are checked without a branch: a number of them that compilers see. */
#define STRIP 16

/*
 * v has its top bit set when v < 0, and limit-1-v has it when v >= limit, so
 * one OR over all of them decides.
 */
#define HOLDS(name, type, attribute)                                           \
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
HOLDS(portable_8, int64_t, )
HOLDS(portable_4, int32_t, )

/* The same code: the compiler makes wider vectors of it. */
#ifdef __x86_64__
HOLDS(avx2_8, int64_t, __attribute__((target("avx2"))))
HOLDS(avx2_4, int32_t, __attribute__((target("avx2"))))
#else
#define avx2_8 portable_8
#define avx2_4 portable_4
#endif
/* clang-format on */

bool
tg_bounds_hold_8(const int64_t *value, size_t n, int64_t limit)
{
	return tg_isa_chosen() == TG_ISA_AVX2 ? avx2_8(value, n, limit)
					      : portable_8(value, n, limit);
}

bool
tg_bounds_hold_4(const int32_t *value, size_t n, int64_t limit)
{
	return tg_isa_chosen() == TG_ISA_AVX2 ? avx2_4(value, n, limit)
					      : portable_4(value, n, limit);
}
