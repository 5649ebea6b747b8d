/*
 * The exact scanner of a JSON tensor: one thread reads the text from the first
 * byte to the last. It decides about every text. The faster scanners accept
 * only what this one accepts too, and leave the rest, with all errors, to it.
 */
#include "format/json/scan.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "tensor/value.h"

/* So many integers are collected before it is decided how wide they are. */
#define PENDING 512

/*
 * Where the scan is: the brackets around it and the rows so far. The first row
 * that closes at a level gives the size of that dim: size[k] is -1 until then.
 */
struct scan_state {
	struct tg_json_scan *scan;
	struct tg_err *err;
	int depth;                  /* brackets that are open */
	int leaf;                   /* depth of the elements; -1: unknown */
	int64_t count[TG_MAX_NDIM]; /* values so far in the row of each level */
	int64_t size[TG_MAX_NDIM];
	int64_t pending[PENDING]; /* integers that are not yet items */
	size_t npending;
	size_t end; /* offset after the last byte that is no white space */
};

static size_t
offset_of(const struct scan_state *s, const unsigned char *p)
{
	return (size_t)(p - s->scan->json.text);
}

/* The subscripts of the value that begins or ends here, as "[3,0]". */
static const char *
subscripts_text(const struct scan_state *s, char text[TG_SHAPE_TEXT], int depth)
{
	return tg_shape_list(text, s->count, depth, "[],");
}

/* Bytes that are enough for each of the first n pending integers. */
static unsigned
width_of_pending(const struct scan_state *s, size_t n)
{
	/* as int64 a large uint64 would look negative and small */
	uint64_t bits = s->scan->classes & TG_CLASS_UINT64 ? UINT64_MAX : 0;

	/* v needs a sign bit and, if v is negative, the bits of ~v */
	for (size_t i = 0; i < n; i++)
		bits |= (uint64_t)(s->pending[i] ^ (s->pending[i] >> 63));
	return bits >> 31 ? 8 : bits >> 15 ? 4 : bits >> 7 ? 2 : 1;
}

/* Make items of the pending integers. */
static bool
store_pending(struct scan_state *s)
{
	size_t n = s->npending;

	s->npending = 0;
	return n == 0 ||
		tg_json_scan_add(
			s->scan, s->pending, n, width_of_pending(s, n), s->err);
}

/* Help with an element of an index that is no integer: what to make of it. */
static void
help_with_element(struct scan_state *s, const unsigned char *p)
{
	if (*p == 'n')
		tg_err_help(s->err,
			"to have a VALUE there: jq -c '(.. | nulls) |= -1', "
			"and --fill VALUE --ignore-index -1");
	else if (*p == '"')
		tg_err_help(s->err,
			"strings of digits become numbers by "
			"jq -c '(.. | strings) |= tonumber'");
}

/* Fail: an element of an index is no integer, or one that does not fit. */
static bool
fail_not_integer(struct scan_state *s, const unsigned char *p,
	const unsigned char *end, unsigned class)
{
	char at[TG_SHAPE_TEXT];
	const int len =
		(int)tg_utf8_cut((const char *)p, (size_t)(end - p), 40);
	bool big = (class & TG_CLASS_BIG) != 0;

	s->scan->unfit = true;
	tg_fail(s->err, TG_ETYPE, offset_of(s, p),
		"index%s%s is %.*s%s, which %s", s->depth > 0 ? " " : "",
		s->depth > 0 ? subscripts_text(s, at, s->depth) : "", len,
		(const char *)p, len < end - p ? "..." : "",
		!big ? "is not an integer"
			: *p == '-' || class & TG_CLASS_FRACTION
			? "does not fit int64"
			: "does not fit uint64");
	help_with_element(s, p);
	return false;
}

/*
 * Help with rows of different lengths. Those of an index can be answered one by
 * one; those of a matrix can be filled up.
 */
static void
help_with_rows(struct scan_state *s, int level)
{
	const char *fill = s->scan->integers ? "-1" : "null";

	if (level != 1)
		return;
	if (s->scan->integers)
		tg_err_help(s->err,
			"to answer each row by itself: "
			"jq -c '.[]' INDEX | tgather --each ...");
	if (s->leaf == 2)
		tg_err_help(s->err,
			"to fill short rows up with %s: "
			"jq -c '(map(length) | max) as $n | "
			"map(. + [range(length; $n) | %s])'",
			fill, fill);
}

static bool
add_pending(struct scan_state *s, int64_t v)
{
	s->pending[s->npending++] = v;
	return s->npending < PENDING || store_pending(s);
}

/*
 * Add an index with a fraction or an exponent: it may be an integer that is
 * written in another way, such as 2.0 or 2e0.
 */
static bool
add_cast(struct scan_state *s, const unsigned char *p, const unsigned char *end)
{
	const struct tg_dtype int64 = tg_dtype_of(TG_INT64);
	struct tg_json_scan *scan = s->scan;
	int64_t v;

	if (!tg_value_parse(
		    &v, &int64, (const char *)p, (size_t)(end - p), NULL)) {
		const double near = strtod((const char *)p, NULL);
		const bool huge = near >= 0x1p63 || near < -0x1p63;

		return fail_not_integer(s, p, end,
			TG_CLASS_FRACTION | (huge ? TG_CLASS_BIG : 0));
	}
	if (!scan->cast) {
		fail_not_integer(s, p, end, TG_CLASS_FRACTION);
		tg_err_help(s->err,
			"where indices are whole numbers, however they are "
			"written: --index-cast");
		return false;
	}
	scan->classes |= v < 0 ? TG_CLASS_NEGATIVE : 0;
	return add_pending(s, v);
}

static bool
add_integer(struct scan_state *s, const unsigned char *p,
	const unsigned char *end, unsigned class)
{
	bool negative = *p == '-';
	uint64_t v = 0;

	if (class & TG_CLASS_FRACTION)
		return add_cast(s, p, end);
	if ((class & (TG_CLASS_INTEGER | TG_CLASS_UINT64)) == 0)
		return fail_not_integer(s, p, end, class);
	for (p += negative; p < end; p++)
		v = v * 10 + (uint64_t)(*p - '0');
	return add_pending(s, (int64_t)(negative ? -v : v));
}

/* Fail: an array or an element is not as deep as the elements before it. */
static bool
fail_ragged(struct scan_state *s, const unsigned char *p, bool array)
{
	char at[TG_SHAPE_TEXT];

	s->scan->unfit = true;
	tg_fail(s->err, TG_ESHAPE, offset_of(s, p),
		"ragged: %s is %s, but the elements before it are nested "
		"%d deep",
		subscripts_text(s, at, s->depth),
		array ? "an array" : "an element", s->leaf);
	tg_err_help(s->err,
		"a tensor has all its elements at one depth; "
		"jq -c flatten makes one row of them");
	return false;
}

/* Scan elements from *at on, up to the first one that no comma follows. */
static bool
scan_elements_of_row(struct scan_state *s, const unsigned char **at)
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
			fail_ragged(s, p, false);
	}
	for (;;) {
		unsigned class = 0;

		if (*p == '[')
			return fail_ragged(s, p, true);
		end = tg_json_number(p, &class, &bad);
		if (end == NULL) {
			end = p;
			if (!tg_json_skip(&scan->json, &end, &class, s->err))
				return false;
		}
		scan->classes |= class;
		if (scan->integers ? !add_integer(s, p, end, class)
				   : !tg_json_scan_add_offset(
					     scan, offset_of(s, p), s->err))
			return false;
		++*count;
		p = *end > ' ' ? end : tg_json_space(end);
		if (*p != ',' || s->depth == 0)
			break;
		p++;
		if (*p <= ' ')
			p = tg_json_space(p);
	}
	s->end = offset_of(s, end);
	*at = p;
	return true;
}

static bool
open_row(struct scan_state *s, const unsigned char *p)
{
	if (s->leaf >= 0 && s->depth >= s->leaf)
		return fail_ragged(s, p, true);
	if (s->depth == TG_MAX_NDIM) {
		s->scan->unfit = true;
		return tg_fail(s->err, TG_ELACK, offset_of(s, p),
			"more than %d dimensions", TG_MAX_NDIM);
	}
	s->count[s->depth] = 0;
	s->size[s->depth] = s->leaf < 0 ? -1 : s->size[s->depth];
	s->depth++;
	return true;
}

static bool
close_row(struct scan_state *s, const unsigned char *p)
{
	char here[TG_SHAPE_TEXT];
	int level = s->depth - 1;
	int64_t n = s->count[level];

	/* an empty row is as deep as its elements would be */
	if (s->leaf < 0)
		s->leaf = s->depth;
	if (s->size[level] < 0)
		s->size[level] = n;
	if (s->size[level] != n) {
		s->scan->unfit = true;
		tg_fail(s->err, TG_ESHAPE, offset_of(s, p),
			"ragged: row %s has length %" PRId64
			", the rows before it have length %" PRId64,
			subscripts_text(s, here, level), n, s->size[level]);
		help_with_rows(s, level);
		return false;
	}
	s->depth--;
	if (level > 0)
		s->count[level - 1]++;
	return true;
}

/* Scan the tensor: brackets here, the elements between them in one go. */
static bool
scan_values(struct scan_state *s, const unsigned char **at)
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
		} else if (!scan_elements_of_row(s, &p)) {
			return false;
		}
		while (s->depth > 0 && *p == ']') {
			if (!close_row(s, p))
				return false;
			s->end = offset_of(s, p) + 1;
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

static bool
scan_from(struct scan_state *s)
{
	struct tg_json_scan *scan = s->scan;
	const unsigned char *p = scan->json.text + scan->begin;

	scan->item_size = tg_json_item_size(scan);
	if (!scan_values(s, &p) || !store_pending(s))
		return false;
	scan->end = s->end;
	scan->shape.ndim = s->leaf;
	memcpy(scan->shape.size, s->size, sizeof(s->size));
	return true;
}

bool
tg_json_scan_serial(struct tg_json_scan *scan, struct tg_err *err)
{
	struct scan_state s = { .scan = scan, .err = err, .leaf = -1 };

	return scan_from(&s);
}

bool
tg_json_scan_rest(struct tg_json_scan *scan, const struct tg_json_place *place,
	struct tg_err *err)
{
	struct scan_state s = {
		.scan = scan,
		.err = err,
		.depth = place->depth,
		.leaf = place->ndim,
	};

	memcpy(s.count, place->count, sizeof(s.count));
	memcpy(s.size, place->size, sizeof(s.size));
	return scan_from(&s);
}
