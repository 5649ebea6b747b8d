#ifndef TG_FORMAT_JSON_ROWS_H
#define TG_FORMAT_JSON_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/isa.h"
#include "tensor/text.h"

/*
 * tg_json_rows_scan - scan a chunk of the text of a tensor: whole innermost
 * rows, or elements if the tensor has one dim. Several threads can so share a
 * text.
 *
 * Set by the caller:
 *
 *   text      of the chunk; TG_PADDING bytes after it can be read, whatever
 *             they are
 *   len       bytes of text
 *   ndim      dims of the whole tensor, 1 or more
 *   length    elements in an innermost row, 1 or more; ignored if ndim is 1
 *   opened    brackets that open before the first element: in the first chunk
 *             ndim; in a later one as many as closed at the end of the chunk
 *             before, or 0 if ndim is 1
 *   integers  as in struct tg_json_scan
 *
 * A chunk ends with the comma between two rows, or between two elements if ndim
 * is 1. In the last chunk the outermost bracket closes; what follows it in the
 * text is not looked at.
 *
 * Set by the scan:
 *
 *   items     integers false: the offset of each element in the chunk's text, a
 *             uint32_t
 *             integers true: the value of each element, an int64_t
 *   n         items
 *   width     integers true: the fewest bytes that hold each of the values
 *   closed    if ndim > 2: how many brackets close after each innermost row.
 *             Innermost rows are checked to have length elements; whether the
 *             dims above them fit is not checked here
 *   nrow      innermost rows; 0 if ndim is 1
 *
 * Returns false for everything else, without saying why, and also for what is
 * valid but rare: an index above the range of int64, a text of 4 GiB, no
 * memory. The text has then to be scanned by tg_json_scan_serial. What is
 * accepted here is accepted there too, with the same items and classes.
 *
 * Ownership: items and closed are used again by the next scan, until
 * tg_json_rows_free frees them.
 *
 * Cost: one pass. Memory is allocated for as many elements and rows as the text
 * could have, but only what is written to is really used.
 */
struct tg_json_rows {
	const unsigned char *text;
	size_t len;
	enum tg_text_syntax syntax; /* of the text; see text/rows.h */
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
	bool last;  /* the outermost bracket has closed */
	size_t end; /* offset after that bracket, or after the last comma */

	size_t room; /* the buffers are enough for a text of so many bytes */
	unsigned char *copy; /* of the text; NULL: not yet needed */
};

bool tg_json_rows_scan(struct tg_json_rows *rows);

/* The same, with the code for an instruction set; this machine must have it. */
bool tg_json_rows_scan_with(struct tg_json_rows *rows, enum tg_isa isa);

/* Get buffers for the items and rows of a text. Returns false without memory. */
bool tg_json_rows_reserve(struct tg_json_rows *rows, size_t len);

/* Get buffers for all that other has buffers for. Returns false without memory. */
bool tg_json_rows_match(
	struct tg_json_rows *rows, const struct tg_json_rows *other);

void tg_json_rows_free(struct tg_json_rows *rows);

#endif
