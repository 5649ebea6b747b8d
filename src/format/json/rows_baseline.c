/*
 * Scans rows of JSON numbers with the vectors that each machine of its kind has:
 * SSE2 on x86-64, NEON on arm64. Only the masks of a block of text are made
 * here; what they mean is in rows_template.h.
 */
#include "format/json/rows_state.h"

#if defined(__x86_64__) || defined(TG_ISA_HAS_NEON)

#ifdef TG_ISA_HAS_NEON
#include <arm_neon.h>
#define BLOCKS tg_json_rows_neon
#else
#include <emmintrin.h>
#define BLOCKS tg_json_rows_sse2
#endif
#define LINKAGE
#define TARGET

#include "format/json/rows_template.h"

#include "format/json/masks_baseline.h"

static inline struct masks
read_masks(const unsigned char *p)
{
	const struct block b = read_block(p);

	return (struct masks){
		.number = masks_of_numbers(&b),
		.comma = mask_of_byte(&b, ','),
		.open = mask_of_byte(&b, '['),
		.close = mask_of_byte(&b, ']'),
		.space = mask_of_byte(&b, ' ') | mask_of_range(&b, '\t', 2) |
			mask_of_byte(&b, '\r'),
	};
}

#endif
