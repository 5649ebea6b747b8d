/*
 * Scans rows of JSON numbers with AVX2, on machines that have it. Only the
 * masks of a block of text are made here; what they mean is in rows_template.h.
 */
#include "format/json/rows_state.h"

#ifdef __x86_64__

#include <immintrin.h>

#define BLOCKS tg_json_rows_avx2
#define TARGET __attribute__((target("avx2,bmi,popcnt")))

#include "format/json/rows_template.h"

#include "format/json/masks_avx2.h"

static inline TARGET struct masks
read_masks(const unsigned char *p)
{
	__m256i low = _mm256_loadu_si256((const __m256i *)p);
	__m256i high = _mm256_loadu_si256((const __m256i *)(p + 32));

	return (struct masks){
		.number = masks_of_numbers(low, high),
		.comma = mask_of_byte(low, high, ','),
		.open = mask_of_byte(low, high, '['),
		.close = mask_of_byte(low, high, ']'),
		.space = mask_of_bytes(compare_space(low), compare_space(high)),
	};
}

#endif
