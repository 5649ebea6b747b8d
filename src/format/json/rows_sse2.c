#include "format/json/rows_state.h"

#ifdef __x86_64__

#include <emmintrin.h>

#define BLOCKS tg_json_rows_sse2
#define TARGET

#include "format/json/rows_template.h"

struct block {
	__m128i v[4];
};

static inline uint64_t
equal(const struct block *b, char c)
{
	const __m128i all = _mm_set1_epi8(c);
	uint64_t mask = 0;

#pragma GCC unroll 4
	for (int i = 0; i < 4; i++)
		mask |= (uint64_t)(unsigned)_mm_movemask_epi8(
				_mm_cmpeq_epi8(b->v[i], all))
			<< 16 * i;
	return mask;
}

/* The bytes in first .. first + n - 1. */
static inline uint64_t
range(const struct block *b, char first, char n)
{
	uint64_t mask = 0;

#pragma GCC unroll 4
	for (int i = 0; i < 4; i++) {
		__m128i d = _mm_sub_epi8(b->v[i], _mm_set1_epi8(first));
		__m128i in = _mm_min_epu8(d, _mm_set1_epi8((char)(n - 1)));

		mask |= (uint64_t)(unsigned)_mm_movemask_epi8(
				_mm_cmpeq_epi8(in, d))
			<< 16 * i;
	}
	return mask;
}

static inline struct masks
read_masks(const unsigned char *p)
{
	struct block b;

#pragma GCC unroll 4
	for (int i = 0; i < 4; i++)
		b.v[i] = _mm_loadu_si128((const __m128i *)(p + 16 * i));
	return (struct masks){
		.digit = range(&b, '0', 10),
		.zero = equal(&b, '0'),
		.dot = equal(&b, '.'),
		.minus = equal(&b, '-'),
		.comma = equal(&b, ','),
		.open = equal(&b, '['),
		.close = equal(&b, ']'),
		.space = equal(&b, ' ') | range(&b, '\t', 2) | equal(&b, '\r'),
	};
}

#endif
