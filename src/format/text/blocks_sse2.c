/*
 * Scans the numbers of text tables with SSE2, which every x86-64 machine has.
 * Only the masks of a block of text are made here; what they mean is in
 * blocks_template.h.
 */
#include "format/text/blocks.h"

#ifdef __x86_64__

#include <emmintrin.h>

#define BLOCKS tg_table_blocks_sse2
#define LINKAGE
#define TARGET

#include "format/text/blocks_template.h"
#include "format/json/masks_sse2.h"

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
