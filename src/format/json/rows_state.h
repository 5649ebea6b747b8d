#ifndef TG_FORMAT_JSON_ROWS_STATE_H
#define TG_FORMAT_JSON_ROWS_STATE_H

#include "format/json/rows.h"
#include "format/json/token.h"

/* The vector code reads so many bytes of text at a time: a block of text. */
#define TG_JSON_ROWS_BLOCK 64

/* A scan of rows, which is at the first byte of an element. */
struct tg_json_rows_state {
	struct tg_json_rows *rows;
	struct tg_json json; /* the chunk up to its last comma or bracket */
	size_t at;           /* offset in that text */
	int64_t left;  /* elements from here to the row's end, 1 or more */
	uint64_t bits; /* ORed over all values: v, or ~v if v < 0 */
	size_t try_at; /* from here on blocks are to be tried again */
	size_t pause;  /* bytes from a try that failed to the next one */
};

/* Store an integer as item n, and OR into *bits the bits that it needs. */
static inline void
tg_json_rows_push(int64_t *items, size_t n, int64_t v, uint64_t *bits)
{
	items[n] = v;
	/* v needs a sign bit and, if v is negative, the bits of ~v */
	*bits |= (uint64_t)(v ^ (v >> 63));
}

/* The fewest bytes that hold all values whose bits were ORed. */
static inline unsigned
tg_json_rows_width(uint64_t bits)
{
	return bits >> 31 ? 8 : bits >> 15 ? 4 : bits >> 7 ? 2 : 1;
}

/*
 * Scan elements a block of text at a time, and the brackets between them, as
 * long as all elements are numbers without an exponent and all rows are as
 * expected. It stops before a block in which anything else is. The last element
 * that begins before that block is not scanned either, since it may continue
 * there. The caller goes on at that element with the functions for single
 * elements.
 */
typedef void tg_json_rows_blocks(struct tg_json_rows_state *s);

/*
 * Scan blocks of text. If that has scanned little, wait longer before it is
 * tried again: in a text with many elements that are no plain numbers each try
 * only costs time.
 */
void tg_json_rows_try(
	struct tg_json_rows_state *s, tg_json_rows_blocks *blocks);

/* The vector code for an instruction set; NULL if there is none. */
tg_json_rows_blocks *tg_json_rows_blocks_of(enum tg_isa isa);

#if defined(__x86_64__)
tg_json_rows_blocks tg_json_rows_sse2, tg_json_rows_avx2;
#elif defined(TG_ISA_HAS_NEON)
tg_json_rows_blocks tg_json_rows_neon;
#endif

#endif
