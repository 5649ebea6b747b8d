/*
 * Scans the numbers of text tables with AVX2, on machines that have it. Only the
 * masks of a block of text are made here; what they mean is in
 * blocks_template.h.
 */
#include "format/text/blocks.h"

#ifdef __x86_64__

#include <immintrin.h>

#define BLOCKS tg_table_blocks_avx2
#define TARGET __attribute__((target("avx2,bmi,popcnt")))

#include "format/text/blocks_template.h"
#include "format/json/masks_avx2.h"

static inline TARGET struct masks
read_masks(const unsigned char *p, char first, char second)
{
	__m256i low = _mm256_loadu_si256((const __m256i *)p);
	__m256i high = _mm256_loadu_si256((const __m256i *)(p + 32));

	return (struct masks){
		.number = masks_of_numbers(low, high),
		.separator = mask_of_byte(low, high, first) |
			mask_of_byte(low, high, second),
		.newline = mask_of_byte(low, high, '\n'),
		.cr = mask_of_byte(low, high, '\r'),
	};
}

#endif
