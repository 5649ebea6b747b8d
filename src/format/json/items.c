/*
 * The memory of a scan's items, for all scanners: it grows with their number,
 * and the integers of an index are only as wide as the widest of them.
 */
#include "format/json/scan.h"

#include <stdlib.h>

bool
tg_json_scan_reserve(
	struct tg_json_scan *scan, size_t bytes, struct tg_err *err)
{
	size_t wanted = scan->capacity > 0 ? scan->capacity : 256;
	void *items;

	if (bytes <= scan->capacity)
		return true;
	while (wanted < bytes)
		if (__builtin_mul_overflow(wanted, (size_t)2, &wanted))
			return tg_fail_memory(err, "the elements");
	items = realloc(scan->items, wanted);
	if (items == NULL) {
		scan->no_memory = true;
		return tg_fail_memory(err, "the elements");
	}
	scan->items = items;
	scan->capacity = wanted;
	return true;
}

int64_t
tg_json_integer(const void *items, unsigned size, size_t i)
{
	switch (size) {
	case 1:
		return ((const int8_t *)items)[i];
	case 2:
		return ((const int16_t *)items)[i];
	case 4:
		return ((const int32_t *)items)[i];
	default:
		return ((const int64_t *)items)[i];
	}
}

/* Store n integers as items of size bytes, from item number first on. */
static void
store_integers(
	void *items, unsigned size, size_t first, const int64_t *v, size_t n)
{
	int8_t *one = (int8_t *)items + first;
	int16_t *two = (int16_t *)items + first;
	int32_t *four = (int32_t *)items + first;

	switch (size) {
	case 1:
		for (size_t i = 0; i < n; i++)
			one[i] = (int8_t)v[i];
		break;
	case 2:
		for (size_t i = 0; i < n; i++)
			two[i] = (int16_t)v[i];
		break;
	case 4:
		for (size_t i = 0; i < n; i++)
			four[i] = (int32_t)v[i];
		break;
	default:
		if (n > 0)
			memcpy((int64_t *)items + first, v, n * sizeof(*v));
	}
}

/* Widen all items in place; from the last one, so that none is overwritten. */
static void
widen_items(struct tg_json_scan *scan, unsigned width)
{
	for (size_t i = scan->n; i-- > 0;) {
		int64_t v = tg_json_integer(scan->items, scan->item_size, i);

		store_integers(scan->items, width, i, &v, 1);
	}
	scan->item_size = width;
}

bool
tg_json_scan_add(struct tg_json_scan *scan, const int64_t *values, size_t n,
	unsigned width, struct tg_err *err)
{
	if (width < scan->item_size)
		width = scan->item_size;
	if (!tg_json_scan_reserve(scan, (scan->n + n) * width, err))
		return false;
	if (width > scan->item_size)
		widen_items(scan, width);
	store_integers(scan->items, width, scan->n, values, n);
	scan->n += n;
	return true;
}

unsigned
tg_json_item_size(const struct tg_json_scan *scan)
{
	if (scan->integers)
		return 1;
	return scan->json.len < UINT32_MAX ? 4 : 8;
}
