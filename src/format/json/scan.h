#ifndef TG_FORMAT_JSON_SCAN_H
#define TG_FORMAT_JSON_SCAN_H

#include "format/json/token.h"
#include "tensor/shape.h"

/*
 * A scan of a tensor in a JSON text: an array nested to one depth everywhere,
 * with rows of a dimension equally long; or a scalar, of no dimensions. See
 * tg_json_array_scan.
 *
 *   json, begin   the text, and where the tensor's first byte stands
 *   integers      false: items are the offsets of the elements in the text, 4
 *                 bytes each when the text is shorter than 2^32 - 1 bytes, else
 *                 8; with base they take 2 bytes each, see tensor/based.h, and
 *                 item_size is still 4 or 8
 *                 true: every element is an integer within int64; items are
 *                 their values, signed, in the fewest bytes that hold them all.
 *                 When one is above (classes tells) they are uint64
 *   unfit         the text is valid so far but no tensor: ragged, of too many
 *                 dimensions, or an index with a fraction
 */
struct tg_json_scan {
	struct tg_json json;
	size_t begin;
	bool integers;

	size_t end; /* behind the last byte */
	struct tg_shape shape;
	unsigned classes; /* tg_class, ORed over all elements */
	void *items;
	unsigned item_size; /* 1, 2, 4 or 8 */
	size_t n;
	size_t capacity; /* in bytes */
	uint64_t *base;  /* see tensor/based.h; a part of items */
	bool unfit;
};

/*
 * tg_json_scan_serial - fill in all below integers, by one thread.
 *
 * Errors: TG_EDATA with the position; TG_ESYS without memory.
 * Ownership: items is malloc'ed and the caller's, also after an error.
 * Cost: one pass; item_size bytes an element.
 */
bool tg_json_scan_serial(struct tg_json_scan *scan, struct tg_err *err);

/*
 * Add integers to the items, which are widened where they need it; no more
 * than width bytes each are needed to hold these.
 */
bool tg_json_scan_add(struct tg_json_scan *scan, const int64_t *values,
	size_t n, unsigned width, struct tg_err *err);

/* Bytes that an item takes at first. */
unsigned tg_json_item_size(const struct tg_json_scan *scan);

/* Integer number i of items that are that many bytes each. */
int64_t tg_json_integer(const void *items, unsigned size, size_t i);

#endif
