/*
 * The exact scanner of a JSON tensor: one thread, from the first byte to the
 * last. It has the last word on every text: the faster ones accept only what
 * this one accepts too, and all errors are worded here.
 */
#include "format/json/scan.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/utf8.h"

/* Integers are gathered in a block before their width is decided. */
#define BLOCK 512

/*
 * The brackets around the current place. The levels of a row and of the rows
 * in it are known by the first of each: size[k] is -1 until it has closed.
 */
struct state {
	struct tg_json_scan *scan;
	struct tg_err *err;
	int depth;                  /* brackets that are open */
	int leaf;                   /* depth of the elements, -1 unknown */
	int64_t count[TG_MAX_NDIM]; /* values so far at each level */
	int64_t size[TG_MAX_NDIM];
	int64_t block[BLOCK];
	size_t blocked;
	size_t end; /* behind the last byte seen that is no white space */
};

static size_t
position(const struct state *s, const unsigned char *p)
{
	return (size_t)(p - s->scan->json.text);
}

/* "[3,0]": where the value stands that begins or ends now. */
static const char *
path(const struct state *s, char text[TG_SHAPE_TEXT], int depth)
{
	return tg_shape_list(text, s->count, depth, "[],");
}

static bool
reserve(struct tg_json_scan *scan, size_t bytes, struct tg_err *err)
{
	size_t wanted = scan->capacity > 0 ? scan->capacity : 256;
	void *items;

	if (bytes <= scan->capacity)
		return true;
	while (wanted < bytes)
		if (__builtin_mul_overflow(wanted, (size_t)2, &wanted))
			return tg_fail_memory(err, "the elements");
	items = realloc(scan->items, wanted);
	if (items == NULL)
		return tg_fail_memory(err, "the elements");
	scan->items = items;
	scan->capacity = wanted;
	return true;
}

static inline bool
push_offset(struct state *s, const unsigned char *p)
{
	struct tg_json_scan *scan = s->scan;
	size_t offset = position(s, p);

	if ((scan->n + 1) * scan->item_size > scan->capacity &&
		!reserve(scan, (scan->n + 1) * scan->item_size, s->err))
		return false;
	if (scan->item_size == 4)
		((uint32_t *)scan->items)[scan->n] = (uint32_t)offset;
	else
		((uint64_t *)scan->items)[scan->n] = offset;
	scan->n++;
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

/* n integers behind each other, from number first of the items on. */
static void
put(void *items, unsigned size, size_t first, const int64_t *v, size_t n)
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

/* In place, from the end, so that nothing is overwritten. */
static void
widen(struct tg_json_scan *scan, unsigned width)
{
	for (size_t i = scan->n; i-- > 0;) {
		int64_t v = tg_json_integer(scan->items, scan->item_size, i);

		put(scan->items, width, i, &v, 1);
	}
	scan->item_size = width;
}

/* Bytes that hold every integer of the block. */
static unsigned
block_width(const struct state *s, size_t n)
{
	/* one above int64 looks negative and small */
	uint64_t bits = s->scan->classes & TG_CLASS_UINT64 ? UINT64_MAX : 0;

	/* ~v of a negative v has as many bits as v needs beside its sign */
	for (size_t i = 0; i < n; i++)
		bits |= (uint64_t)(s->block[i] ^ (s->block[i] >> 63));
	return bits >> 31 ? 8 : bits >> 15 ? 4 : bits >> 7 ? 2 : 1;
}

bool
tg_json_scan_add(struct tg_json_scan *scan, const int64_t *values, size_t n,
	unsigned width, struct tg_err *err)
{
	if (width < scan->item_size)
		width = scan->item_size;
	if (!reserve(scan, (scan->n + n) * width, err))
		return false;
	if (width > scan->item_size)
		widen(scan, width);
	put(scan->items, width, scan->n, values, n);
	scan->n += n;
	return true;
}

static bool
flush_block(struct state *s)
{
	size_t n = s->blocked;

	s->blocked = 0;
	return n == 0 ||
		tg_json_scan_add(
			s->scan, s->block, n, block_width(s, n), s->err);
}

/* An element of an index that is no integer: say what it is. */
static bool
not_integer(struct state *s, const unsigned char *p, const unsigned char *end,
	unsigned class)
{
	char at[TG_SHAPE_TEXT];
	const int len =
		(int)tg_utf8_cut((const char *)p, (size_t)(end - p), 40);
	bool big = (class & TG_CLASS_BIG) != 0;

	s->scan->unfit = true;
	return tg_fail(s->err, TG_EDATA, position(s, p),
		"index%s%s is %.*s%s, which %s", s->depth > 0 ? " " : "",
		s->depth > 0 ? path(s, at, s->depth) : "", len, (const char *)p,
		len < end - p ? "..." : "",
		!big                ? "is not an integer"
			: *p == '-' ? "does not fit int64"
				    : "does not fit uint64");
}

static bool
push_integer(struct state *s, const unsigned char *p, const unsigned char *end,
	unsigned class)
{
	bool negative = *p == '-';
	uint64_t v = 0;

	if ((class & (TG_CLASS_INTEGER | TG_CLASS_UINT64)) == 0)
		return not_integer(s, p, end, class);
	for (p += negative; p < end; p++)
		v = v * 10 + (uint64_t)(*p - '0');
	s->block[s->blocked++] = (int64_t)(negative ? -v : v);
	return s->blocked < BLOCK || flush_block(s);
}

static bool
ragged(struct state *s, const unsigned char *p, bool array)
{
	char at[TG_SHAPE_TEXT];

	s->scan->unfit = true;
	return tg_fail(s->err, TG_EDATA, position(s, p),
		"ragged: %s is %s, but the elements before it are nested "
		"%d deep",
		path(s, at, s->depth), array ? "an array" : "an element",
		s->leaf);
}

/* Elements from *at on to the first that no comma follows. */
static bool
scan_elements(struct state *s, const unsigned char **at)
{
	struct tg_json_scan *scan = s->scan;
	const unsigned char *p = *at, *end, *bad;
	int64_t *count = &s->count[s->depth > 0 ? s->depth - 1 : 0];

	if (s->leaf < 0)
		s->leaf = s->depth;
	if (s->leaf != s->depth) {
		unsigned class = 0;

		end = p;
		return tg_json_skip(&scan->json, &end, &class, s->err) &&
			ragged(s, p, false);
	}
	for (;;) {
		unsigned class = 0;

		if (*p == '[')
			return ragged(s, p, true);
		end = tg_json_number(p, &class, &bad);
		if (end == NULL) {
			end = p;
			if (!tg_json_skip(&scan->json, &end, &class, s->err))
				return false;
		}
		scan->classes |= class;
		if (scan->integers ? !push_integer(s, p, end, class)
				   : !push_offset(s, p))
			return false;
		++*count;
		p = *end > ' ' ? end : tg_json_space(end);
		if (*p != ',' || s->depth == 0)
			break;
		p++;
		if (*p <= ' ')
			p = tg_json_space(p);
	}
	s->end = position(s, end);
	*at = p;
	return true;
}

static bool
open_row(struct state *s, const unsigned char *p)
{
	if (s->leaf >= 0 && s->depth >= s->leaf)
		return ragged(s, p, true);
	if (s->depth == TG_MAX_NDIM) {
		s->scan->unfit = true;
		return tg_fail(s->err, TG_EDATA, position(s, p),
			"more than %d dimensions", TG_MAX_NDIM);
	}
	s->count[s->depth] = 0;
	s->size[s->depth] = s->leaf < 0 ? -1 : s->size[s->depth];
	s->depth++;
	return true;
}

static bool
close_row(struct state *s, const unsigned char *p)
{
	char here[TG_SHAPE_TEXT];
	int level = s->depth - 1;
	int64_t n = s->count[level];

	/* An empty row is where elements would have stood. */
	if (s->leaf < 0)
		s->leaf = s->depth;
	if (s->size[level] < 0)
		s->size[level] = n;
	if (s->size[level] != n) {
		s->scan->unfit = true;
		return tg_fail(s->err, TG_EDATA, position(s, p),
			"ragged: row %s has length %" PRId64
			", the rows before it have length %" PRId64,
			path(s, here, level), n, s->size[level]);
	}
	s->depth--;
	if (level > 0)
		s->count[level - 1]++;
	return true;
}

static bool
scan_values(struct state *s, const unsigned char **at)
{
	const struct tg_json *json = &s->scan->json;
	const unsigned char *p = *at;

	for (;;) {
		p = tg_json_space(p);
		if (*p == '[') {
			if (!open_row(s, p))
				return false;
			p = tg_json_space(p + 1);
			if (*p != ']')
				continue;
		} else if (!scan_elements(s, &p)) {
			return false;
		}
		while (s->depth > 0 && *p == ']') {
			if (!close_row(s, p))
				return false;
			s->end = position(s, p) + 1;
			p = tg_json_space(p + 1);
		}
		if (s->depth == 0)
			break;
		if (*p != ',')
			return tg_json_unexpected(
				json, p, "a comma or ] belongs here", s->err);
		p++;
	}
	*at = p;
	return true;
}

unsigned
tg_json_item_size(const struct tg_json_scan *scan)
{
	if (scan->integers)
		return 1;
	return scan->json.len < UINT32_MAX ? 4 : 8;
}

bool
tg_json_scan_serial(struct tg_json_scan *scan, struct tg_err *err)
{
	struct state s = { .scan = scan, .err = err, .leaf = -1 };
	const unsigned char *p = scan->json.text + scan->begin;

	scan->item_size = tg_json_item_size(scan);
	if (!scan_values(&s, &p) || !flush_block(&s))
		return false;
	scan->end = s.end;
	scan->shape.ndim = s.leaf;
	memcpy(scan->shape.size, s.size, sizeof(s.size));
	return true;
}
