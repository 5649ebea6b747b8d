/*
 * Scans the numbers of text tables with the vectors that each machine of its kind has:
 * SSE2 on x86-64, NEON on arm64. Only the masks of a block of text are made
 * here; what they mean is in blocks_template.h.
 */
#include "format/text/blocks.h"

#if defined(__x86_64__) || defined(TG_ISA_HAS_NEON)

#ifdef TG_ISA_HAS_NEON
#include <arm_neon.h>
#define BLOCKS tg_table_blocks_neon
#else
#include <emmintrin.h>
#define BLOCKS tg_table_blocks_sse2
#endif
#define LINKAGE
#define TARGET

#include "format/text/blocks_template.h"
#include "format/json/masks_baseline.h"

static inline struct masks
read_masks(const unsigned char *p, char first, char second)
{
	const struct block b = read_block(p);

	return (struct masks){
		.number = masks_of_numbers(&b),
		.separator = mask_of_byte(&b, first) | mask_of_byte(&b, second),
		.newline = mask_of_byte(&b, '\n'),
		.cr = mask_of_byte(&b, '\r'),
	};
}

#endif
