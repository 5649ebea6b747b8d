/*
 * Looks at a JSON text while it comes from a pipe, a device or gzip data, which
 * may go on for ever: what can be no JSON is not waited for. It has to cost
 * little beside the scan of the tensor, so it only looks for proof that the text
 * is wrong; the scan that follows says what is wrong, and where.
 */
#include "format/json/arrival.h"

#include "format/json/token.h"
#include "tensor/shape.h"

/* All tokens of so many bytes are checked. */
#define FIRST ((size_t)64 << 10)

/* A word of so many bytes may be cut at the end of what has come. */
#define CUT 10

/* So many bytes without a string are looked at in one go. */
#define BLOCK 64

/* What tokens outside of strings are made of, and what begins a string. */
static const char token_bytes[] = "[]{},:\"+-.0123456789EINaefilnrstuy";

/*
 * Passed on by address: a processor without vectors has more than one way to
 * pass them by value.
 */
typedef unsigned char lanes __attribute__((vector_size(16)));

/*
 * No reader goes into more brackets: each step of a pointer is one, then come
 * those of the tensor and those of an element.
 */
#define DEEPEST (2 * TG_JSON_NESTING + TG_MAX_NDIM)

/* True if the last byte before an offset, but for white space, ends a value. */
static bool
follows_value(const struct tg_bytes *bytes, size_t pos)
{
	unsigned char c = ' ';

	while (pos > 0 && memchr(" \t\r\n", c, 4) != NULL)
		c = bytes->data[--pos];
	return c == ']' || c == '}' || c == '"' || tg_json_is_digit(c) ||
		((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* True if an error is no consequence of the text being cut where it ends now. */
static bool
is_certain(const struct tg_bytes *bytes, struct tg_err *err)
{
	const size_t pos = err->pos;

	tg_err_clear(err);
	if (pos == TG_NOPOS || pos + CUT >= bytes->len)
		return false;
	/* how deep a bracket may be depends on what the reader looks for */
	return (bytes->data[pos] != '[' && bytes->data[pos] != '{') ||
		follows_value(bytes, pos);
}

/* Check all tokens from the first one on. */
static bool
begins_wrong(const struct tg_bytes *bytes, struct tg_err *err)
{
	const struct tg_json json = { bytes->data, bytes->len, bytes };
	const unsigned char *p = tg_json_begin(&json);
	unsigned classes = 0;

	return !(tg_json_skip(&json, &p, &classes, err) &&
		       tg_json_finish(&json, p, err)) &&
		is_certain(bytes, err);
}

/* The first byte at p or behind it that is no part of a longer token. */
static const unsigned char *
token_boundary(const unsigned char *p, const unsigned char *end)
{
	while (p != end && *p > ' ' && strchr(",:[]{}\"", *p) == NULL)
		p++;
	return p;
}

/*
 * Check the tokens behind a place that is in no string. Which brackets are open
 * there is not known, nor whether a value or a separator comes first: all that
 * could be right is taken for right.
 */
static bool
goes_on_wrong(const struct tg_bytes *bytes, size_t from, struct tg_err *err)
{
	const struct tg_json json = { bytes->data, bytes->len, bytes };
	const unsigned char *end = json.text + json.len;
	const unsigned char *p = token_boundary(json.text + from, end);
	bool value = true, separator = true; /* what may stand at p */
	bool closer = true;

	while ((p = tg_json_space(p)) < end) {
		const unsigned char c = *p;
		unsigned classes = 0;

		if (value && (c == '[' || c == '{')) {
			separator = false;
			closer = true;
			p++;
		} else if (closer && (c == ']' || c == '}')) {
			value = false;
			separator = true;
			p++;
		} else if (separator && (c == ',' || c == ':')) {
			value = true;
			separator = closer = false;
			p++;
		} else if (value) {
			if (!tg_json_skip(&json, &p, &classes, err))
				break;
			value = false;
			separator = closer = true;
		} else {
			tg_json_unexpected(&json, p, "", err);
			break;
		}
	}
	return err->code != TG_OK && is_certain(bytes, err);
}

/* True if the string that goes on at an offset has a byte that none has. */
static bool
string_goes_wrong(const struct tg_bytes *bytes, size_t from)
{
	for (size_t i = from; i < bytes->len && bytes->data[i] != '"'; i++)
		if (bytes->data[i] < 0x20)
			return true;
	return false;
}

/* How many of the bytes of a block are not zero but 255. */
static size_t
count_lanes(const lanes *found)
{
	uint64_t half[2];

	memcpy(half, found, sizeof(half));
	return (size_t)((half[0] + half[1]) * 0x0101010101010101 >> 56);
}

/* True if all bytes of a comparison's result are 255. */
static bool
is_all(const lanes *found)
{
	uint64_t half[2];

	memcpy(half, found, sizeof(half));
	return (half[0] & half[1]) == UINT64_MAX;
}

/* 255 for each byte that is a digit, one of + , - . : or /, which is between. */
static void
find_numeric(lanes *found, const lanes *v)
{
	*found = (lanes)(*v - '+' <= ':' - '+');
}

/*
 * True if each byte of a block may be outside of a string. All letters may, or
 * texts with words would take much longer.
 */
static bool
is_outside_strings(const unsigned char *p)
{
	lanes outside = ~(lanes){ 0 };

	for (int i = 0; i < BLOCK; i += (int)sizeof(lanes)) {
		lanes v, lower, numeric;

		memcpy(&v, p + i, sizeof(v));
		find_numeric(&numeric, &v);
		lower = v | 0x20; /* and [ becomes {, and ] becomes } */
		outside &= (numeric & (lanes)(v != '/')) |
			(lanes)(lower - 'a' <= 'z' - 'a') |
			(lanes)(lower == '{') | (lanes)(lower == '}') |
			(lanes)(v == ' ') | (lanes)(v == '\n') |
			(lanes)(v == '\r') | (lanes)(v == '\t');
	}
	return is_all(&outside);
}

/* True if the outermost bracket is open all through a block without strings. */
static bool
stays_open(const unsigned char *p, size_t depth)
{
	ptrdiff_t at = 0, lowest = 0;

	for (int i = 0; i < BLOCK; i++) {
		const unsigned char bracket = p[i] | 0x20;

		at += (bracket == '{') - (bracket == '}');
		lowest = at < lowest ? at : lowest;
	}
	return (size_t)-lowest < depth;
}

/*
 * Step over a block in which no string begins and the text does not end. False,
 * with nothing done, if it may be another.
 */
static bool
step_over_block(struct tg_watch *watch, const unsigned char *p)
{
	lanes opened = { 0 }, closed = { 0 }, usual = ~(lanes){ 0 };
	size_t closing;

	for (int i = 0; i < BLOCK; i += (int)sizeof(lanes)) {
		lanes v, bracket, open, close, numeric;

		memcpy(&v, p + i, sizeof(v));
		find_numeric(&numeric, &v);
		bracket = v | 0x20; /* [ becomes {, and ] becomes } */
		open = (lanes)(bracket == '{');
		close = (lanes)(bracket == '}');
		opened -= open;
		closed -= close;
		usual &= numeric | open | close | (lanes)(v == ' ');
	}
	closing = count_lanes(&closed);
	if ((closing >= watch->depth && !stays_open(p, watch->depth)) ||
		(!is_all(&usual) && !is_outside_strings(p)))
		return false;
	watch->depth += count_lanes(&opened) - closing;
	watch->at += BLOCK;
	return true;
}

/* Step over a byte that is in no string; false if it cannot be there. */
static bool
step_over_byte(struct tg_watch *watch, unsigned char c)
{
	watch->at++;
	if (c == ' ' || c == '\n' || c == '\r' || c == '\t')
		return true;
	if (watch->complete ||
		memchr(token_bytes, c, sizeof(token_bytes) - 1) == NULL)
		return false;
	watch->in_string = c == '"';
	if (c == '[' || c == '{')
		watch->depth++;
	if (c == ']' || c == '}') {
		if (watch->depth == 0)
			return false;
		watch->complete = --watch->depth == 0;
	}
	return watch->depth > 0 || (c != ',' && c != ':');
}

/* Go on in a string, up to its end if that has come. */
static void
step_over_string(struct tg_watch *watch, const struct tg_bytes *bytes)
{
	const unsigned char *text = bytes->data;
	const unsigned char *quote =
		memchr(text + watch->at, '"', bytes->len - watch->at);
	size_t before = 0;

	watch->at = quote != NULL ? (size_t)(quote - text) + 1 : bytes->len;
	if (quote == NULL)
		return;
	/* the quote that opens the string ends this loop at the latest */
	while (quote[-1 - (ptrdiff_t)before] == '\\')
		before++;
	watch->in_string = before % 2 == 1;
	watch->complete = !watch->in_string && watch->depth == 0;
}

/* Step over a byte order mark, as much of it as has come. */
static void
step_over_mark(struct tg_watch *watch, const struct tg_bytes *bytes)
{
	static const char mark[] = { '\xEF', '\xBB', '\xBF' };

	while (watch->at < sizeof(mark) && watch->at < bytes->len &&
		memcmp(bytes->data, mark, watch->at + 1) == 0)
		watch->at++;
}

/* Follow brackets and strings; false at a byte behind the end of the text. */
static bool
follow_brackets(struct tg_watch *watch, const struct tg_bytes *bytes)
{
	step_over_mark(watch, bytes);
	while (watch->at < bytes->len) {
		const unsigned char *p = bytes->data + watch->at;
		const size_t left = bytes->len - watch->at;

		if (watch->in_string)
			step_over_string(watch, bytes);
		else if ((left < BLOCK || !step_over_block(watch, p)) &&
			!step_over_byte(watch, *p))
			return false;
	}
	return true;
}

bool
tg_json_goes_wrong(struct tg_watch *watch, const struct tg_bytes *bytes,
	struct tg_err *err)
{
	const bool close_look = bytes->len >= watch->next;

	if (close_look) {
		const bool first = watch->next <= FIRST;

		watch->next = 2 * bytes->len;
		if (first && begins_wrong(bytes, err))
			return true;
		if (!first && watch->in_string &&
			string_goes_wrong(bytes, watch->at))
			return true;
		if (!first && !watch->in_string &&
			goes_on_wrong(bytes, watch->at, err))
			return true;
	}
	return !follow_brackets(watch, bytes) || watch->depth > DEEPEST;
}

size_t
tg_json_needed(struct tg_watch *watch, const struct tg_bytes *bytes,
	struct tg_err *err)
{
	return tg_json_goes_wrong(watch, bytes, err) ? 0 : SIZE_MAX;
}
