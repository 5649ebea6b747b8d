#include "format/json/rows_state.h"

#ifdef __x86_64__

#include <immintrin.h>

#define BLOCKS tg_json_rows_avx2
#define TARGET __attribute__((target("avx2,bmi,popcnt")))

#include "format/json/rows_template.h"

static inline TARGET uint64_t
mask(__m256i low, __m256i high)
{
	return (uint32_t)_mm256_movemask_epi8(low) |
		(uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

static inline TARGET uint64_t
equal(__m256i low, __m256i high, char c)
{
	__m256i all = _mm256_set1_epi8(c);

	return mask(_mm256_cmpeq_epi8(low, all), _mm256_cmpeq_epi8(high, all));
}

static inline TARGET __m256i
is_digit(__m256i v)
{
	__m256i d = _mm256_sub_epi8(v, _mm256_set1_epi8('0'));

	return _mm256_cmpeq_epi8(_mm256_min_epu8(d, _mm256_set1_epi8(9)), d);
}

/* Looks each byte up by its low four bits; one over 127 finds a zero. */
static inline TARGET __m256i
is_space(__m256i v)
{
	const __m256i spaces = _mm256_broadcastsi128_si256(_mm_setr_epi8(
		' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', '\n', 0, 0, '\r', 0, 0));

	return _mm256_cmpeq_epi8(_mm256_shuffle_epi8(spaces, v), v);
}

static inline TARGET struct masks
read_masks(const unsigned char *p)
{
	__m256i low = _mm256_loadu_si256((const __m256i *)p);
	__m256i high = _mm256_loadu_si256((const __m256i *)(p + 32));

	return (struct masks){
		.digit = mask(is_digit(low), is_digit(high)),
		.zero = equal(low, high, '0'),
		.dot = equal(low, high, '.'),
		.minus = equal(low, high, '-'),
		.comma = equal(low, high, ','),
		.open = equal(low, high, '['),
		.close = equal(low, high, ']'),
		.space = mask(is_space(low), is_space(high)),
	};
}

#endif
