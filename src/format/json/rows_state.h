#ifndef TG_FORMAT_JSON_ROWS_STATE_H
#define TG_FORMAT_JSON_ROWS_STATE_H

#include "format/json/rows.h"
#include "format/json/token.h"

#define TG_JSON_ROWS_BLOCK 64

/* Where a scan of rows stands: at the first byte of an element. */
struct tg_json_rows_state {
	struct tg_json_rows *rows;
	struct tg_json json; /* the chunk up to its last comma or bracket */
	size_t at;
	int64_t left;      /* elements of the row from here on, 1 or more */
	uint64_t bits;     /* of the values; of v and ~v alike, ORed */
	size_t try_at;     /* where blocks may be tried again */
	size_t pause;      /* bytes behind the last try that was for nothing */
	struct tg_err err; /* of functions that tell; never looked at */
};

/* Keep an integer: v and, for the width, the bits that it needs. */
static inline void
tg_json_rows_push(int64_t *items, size_t n, int64_t v, uint64_t *bits)
{
	items[n] = v;
	/* ~v of a negative v has as many bits as v needs beside its sign */
	*bits |= (uint64_t)(v ^ (v >> 63));
}

/*
 * Step over elements that are numbers without an exponent, a block at a time,
 * while all is well; rows that end on the way included. The last element that
 * starts in what is well is not stepped over: where anything looks odd, it is
 * for the exact functions to tell what is there.
 */
typedef void tg_json_rows_blocks(struct tg_json_rows_state *s);

#ifdef __x86_64__
tg_json_rows_blocks tg_json_rows_sse2, tg_json_rows_avx2;
#endif

#endif
