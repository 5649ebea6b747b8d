/*
 * Makes masks of a block of text with the vectors of 16 bytes that each machine
 * of its kind has: SSE2 on x86-64, NEON on arm64. It is included behind a
 * template, whose number_masks it needs.
 */
#ifdef TG_ISA_HAS_NEON
#include "format/json/masks_neon.h"
#else
#include "format/json/masks_sse2.h"
#endif

static inline struct number_masks
masks_of_numbers(const struct block *b)
{
	return (struct number_masks){
		.digit = mask_of_range(b, '0', 10),
		.zero = mask_of_byte(b, '0'),
		.dot = mask_of_byte(b, '.'),
		.minus = mask_of_byte(b, '-'),
	};
}
