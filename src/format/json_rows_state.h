#ifndef TG_JSON_ROWS_STATE_H
#define TG_JSON_ROWS_STATE_H

#include "format/json_rows.h"
#include "format/json_token.h"

/* What the variants of tg_json_rows_scan share. */
struct tg_json_rows_state {
	struct tg_json_rows *rows;
	struct tg_json json; /* the chunk up to its last comma or bracket */
	const unsigned char *limit; /* behind that */
	const unsigned char *p;
	int64_t left;  /* elements that still belong to the row */
	uint64_t bits; /* of the values; of v and ~v alike, ORed */
	struct tg_err err; /* of functions that tell; never looked at */
};

/* The elements of a row from p on; leaves p behind the last, at no space. */
typedef bool tg_json_rows_row(struct tg_json_rows_state *s);

tg_json_rows_row tg_json_rows_row_portable, tg_json_rows_row_sse2,
	tg_json_rows_row_avx2;

/*
 * An element of any kind but an array at p; moves p behind it. Moves text and
 * limit too, to a copy of the chunk with zero bytes behind it, when an element
 * might run on over the end of the chunk.
 */
bool tg_json_rows_any(struct tg_json_rows_state *s, unsigned *class);

#endif
