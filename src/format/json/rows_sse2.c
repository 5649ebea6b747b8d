/*
 * Scans rows of JSON numbers with SSE2, which every x86-64 machine has. Only
 * the masks of a block of text are made here; what they mean is in
 * rows_template.h.
 */
#include "format/json/rows_state.h"

#ifdef __x86_64__

#include <emmintrin.h>

#define BLOCKS tg_json_rows_sse2
#define LINKAGE
#define TARGET

#include "format/json/rows_template.h"

#include "format/json/masks_sse2.h"

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
