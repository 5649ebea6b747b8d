#ifndef TG_FORMAT_JSON_ROWS_H
#define TG_FORMAT_JSON_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/isa.h"

/*
 * tg_json_rows_scan - scan a chunk of the text of a tensor: whole innermost
 * rows, so that several threads can share a text.
 *
 *   text    of the chunk; TG_PADDING bytes behind it can be read. What they
 *           are does not matter
 *   ndim    dims of the whole tensor, 1 or more
 *   length  elements in an innermost row, 1 or more; ignored when ndim is 1
 *   opened  brackets that open before the first element: ndim in the first
 *           chunk, else as many as closed behind the chunk before; 0 in a
 *           later chunk when ndim is 1
 *
 * A chunk that is not the last ends with the comma between two rows, for ndim
 * 1 between two elements. In the last one the outermost bracket closes; what
 * follows in the text is not looked at.
 *
 *   items   integers false: the offset of each element in the text of the
 *           chunk, a uint32_t
 *           integers true: the value of each element, an int64_t
 *   closed  for ndim > 2: how many brackets closed behind each row; rows are
 *           checked to be of one length, the dims above them are not
 *   nrow    innermost rows; 0 for ndim 1
 *   width   integers true: the fewest bytes that hold each of the values
 *
 * Errors: false for everything else, with no word on why, and also for what is
 * right and rare: an index above int64, a text of 4 GiB, no memory. Then
 * tg_json_array_scan has the last word; what is accepted here it accepts too, with
 * the same items and classes.
 * Ownership: items and closed are used again by the next scan, until
 * tg_json_rows_free.
 * Cost: one pass; memory for a text of nothing but digits and commas, of which
 * only what is filled is touched.
 */
struct tg_json_rows {
	const unsigned char *text;
	size_t len;
	int ndim;
	int64_t length;
	int opened;
	bool integers;

	void *items;
	size_t n;
	unsigned classes; /* tg_class, ORed over the elements of this chunk */
	unsigned width;
	unsigned char *closed;
	size_t nrow;
	bool last;  /* the outermost bracket closed */
	size_t end; /* behind that bracket or the comma */

	size_t room; /* bytes of text that the buffers are made for */
	unsigned char *copy;
};

bool tg_json_rows_scan(struct tg_json_rows *rows);

/* The same by a certain variant, which this processor must have. */
bool tg_json_rows_scan_with(struct tg_json_rows *rows, enum tg_isa isa);

void tg_json_rows_free(struct tg_json_rows *rows);

#endif
