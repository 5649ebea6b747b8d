#ifndef TG_FORMAT_JSON_SCAN_H
#define TG_FORMAT_JSON_SCAN_H

#include "format/json/token.h"
#include "tensor/shape.h"

/*
 * A scan of a tensor in a JSON text. The tensor is an array that is nested
 * equally deep everywhere, with rows of equal length in each dim; or it is a
 * scalar, of 0 dims. See tg_json_array_scan.
 *
 *   json, begin   the text, and the offset of the tensor's first byte
 *   integers      false: items are the offsets of the elements in the text.
 *                 They have 4 bytes if the text is shorter than 2^32 - 1 bytes,
 *                 else 8. If there is a base they have 2 bytes, see
 *                 tensor/based.h, while item_size is still 4 or 8
 *                 true: each element must be an integer. Items are their
 *                 values, signed, in the fewest bytes that hold all of them; or
 *                 uint64, if classes tells that one is above the range of int64
 *   cast          with integers: 2.0 and 2e0 are integers, too
 *   no_memory     after an error: there was not enough for the items
 *   unfit         after an error: the text is valid JSON so far but no tensor.
 *                 It is ragged, has too many dims, or is an index with an
 *                 element that is no integer in range
 */
struct tg_json_scan {
	struct tg_json json;
	size_t begin;
	bool integers;
	bool cast;

	size_t end; /* offset after the tensor's last byte */
	struct tg_shape shape;
	unsigned classes; /* tg_class, ORed over all elements */
	void *items;
	unsigned item_size; /* 1, 2, 4 or 8 */
	size_t n;           /* items */
	size_t capacity;    /* bytes of items */
	uint64_t *base;     /* inside items; see tensor/based.h; or NULL */
	bool unfit;
	bool no_memory;
};

/*
 * tg_json_scan_serial - scan a tensor by one thread: fill in all members after
 * integers.
 *
 * Errors: TG_EDATA with the position; TG_ESYS without memory.
 * Ownership: items is malloc'ed and the caller's, also after an error.
 * Cost: one pass over the text; item_size bytes of memory an element.
 */
bool tg_json_scan_serial(struct tg_json_scan *scan, struct tg_err *err);

/* A place inside a tensor, behind the comma that follows one of its rows. */
struct tg_json_place {
	int ndim;                   /* of the tensor */
	int depth;                  /* brackets that are open there */
	int64_t count[TG_MAX_NDIM]; /* values so far in the row of each level */
	int64_t size[TG_MAX_NDIM];  /* of each dim; -1: not yet known */
};

/*
 * tg_json_scan_rest - the same for the rest of a tensor of which the beginning
 * was scanned: scan->begin is that place. The shape is that of all.
 */
bool tg_json_scan_rest(struct tg_json_scan *scan,
	const struct tg_json_place *place, struct tg_err *err);

/*
 * Make room for so many bytes of items in all. Errors: TG_ESYS without memory.
 */
bool tg_json_scan_reserve(
	struct tg_json_scan *scan, size_t bytes, struct tg_err *err);

/* Append the offset of an element to the items. Errors: TG_ESYS. */
static inline bool
tg_json_scan_add_offset(
	struct tg_json_scan *scan, size_t offset, struct tg_err *err)
{
	const size_t needed = (scan->n + 1) * scan->item_size;

	if (needed > scan->capacity && !tg_json_scan_reserve(scan, needed, err))
		return false;
	if (scan->item_size == 4)
		((uint32_t *)scan->items)[scan->n] = (uint32_t)offset;
	else
		((uint64_t *)scan->items)[scan->n] = offset;
	scan->n++;
	return true;
}

/*
 * Append n integers to the items, and widen all items if these need it.
 *
 *   width   bytes that are enough for each of the values: 1, 2, 4 or 8
 *
 * Errors: TG_ESYS without memory.
 */
bool tg_json_scan_add(struct tg_json_scan *scan, const int64_t *values,
	size_t n, unsigned width, struct tg_err *err);

/* Bytes of an item when a scan begins; integers may be widened later. */
unsigned tg_json_item_size(const struct tg_json_scan *scan);

/* Integer number i of items with size bytes each. */
int64_t tg_json_integer(const void *items, unsigned size, size_t i);

#endif
