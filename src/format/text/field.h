#ifndef TG_FORMAT_TEXT_FIELD_H
#define TG_FORMAT_TEXT_FIELD_H

#include "format/json/token.h"
#include "tensor/text.h"

/*
 * The fields and lines of a text table, whose syntax is any but that of JSON.
 * As for JSON, zero bytes follow the text, so that scanning needs no bounds. A
 * zero byte inside the text is no text, and is refused.
 *
 * A line ends with LF or CR LF, or where the text ends. Where a line is an
 * element, CR belongs to it, so that it can be written as it was.
 */

static inline bool
tg_field_is_blank(unsigned char c)
{
	return c == ' ' || c == '\t';
}

/* The byte between two fields of a line. */
static inline unsigned char
tg_field_separator(enum tg_text_syntax syntax)
{
	return syntax == TG_SYNTAX_CSV    ? ','
		: syntax == TG_SYNTAX_TSV ? '\t'
					  : ' ';
}

/* True if a line ends at p, or the text. */
static inline bool
tg_field_line_ends(const unsigned char *p, enum tg_text_syntax syntax)
{
	return *p == '\n' || *p == '\0' ||
		(*p == '\r' && syntax != TG_SYNTAX_LINES &&
			(p[1] == '\n' || p[1] == '\0'));
}

/* True if a field without quotes that began before p ends at p. */
static inline bool
tg_field_ends(const unsigned char *p, enum tg_text_syntax syntax)
{
	if (tg_field_line_ends(p, syntax))
		return true;
	switch (syntax) {
	case TG_SYNTAX_CSV:
		return *p == ',';
	case TG_SYNTAX_TSV:
		return *p == '\t';
	case TG_SYNTAX_BLANKS:
		return tg_field_is_blank(*p);
	default:
		return false;
	}
}

/* The first byte from p on that is a comma, or not above a blank. */
static inline const unsigned char *
tg_field_next_stop(const unsigned char *p)
{
	const uint64_t ones = 0x0101010101010101, tops = ones << 7;

	for (;;) {
		uint64_t v = tg_json_load(p);
		uint64_t comma = v ^ (ones * ',');
		uint64_t stops =
			((comma - ones) | (v - ones * 0x21)) & ~v & tops;

		/* bits behind the lowest one may be set by a carry */
		if (stops != 0)
			return p + (__builtin_ctzll(stops) >> 3);
		p += 8;
	}
}

/* The end of a field that begins at p and is not in quotes. */
static inline const unsigned char *
tg_field_bare_end(const unsigned char *p, enum tg_text_syntax syntax)
{
	for (p = tg_field_next_stop(p); !tg_field_ends(p, syntax);)
		p = tg_field_next_stop(p + 1);
	return p;
}

/*
 * The end of a field in quotes, p being the first. NULL if none before limit
 * closes it; limit is NULL if one is known to do so.
 */
const unsigned char *tg_field_quoted_end(
	const unsigned char *p, const unsigned char *limit);

static inline bool
tg_field_is_quoted(const unsigned char *p, enum tg_text_syntax syntax)
{
	return *p == '"' && syntax == TG_SYNTAX_CSV;
}

/* The end of a field in a text that was checked. */
static inline const unsigned char *
tg_field_end(const unsigned char *p, enum tg_text_syntax syntax)
{
	return tg_field_is_quoted(p, syntax) ? tg_field_quoted_end(p, NULL)
					     : tg_field_bare_end(p, syntax);
}

/* The classes of a field from p to end; see tensor/text.h. */
unsigned tg_field_classes(const unsigned char *p, const unsigned char *end,
	enum tg_text_syntax syntax);

/*
 * tg_field_scan - step over the field at p.
 *
 *   limit     the end of the text, or of a part of it that ends with a line
 *   *classes  those of the field are ORed in
 *
 * Returns its end; NULL if it is no field: there is a zero byte in it, a quote
 * is not closed, or something follows the one that closes it.
 */
static inline const unsigned char *
tg_field_scan(const unsigned char *p, const unsigned char *limit,
	enum tg_text_syntax syntax, unsigned *classes)
{
	const unsigned char *end, *bad;
	unsigned class = 0;

	end = tg_json_number(p, &class, &bad);
	if (end == NULL || !tg_field_ends(end, syntax)) {
		end = tg_field_is_quoted(p, syntax)
			? tg_field_quoted_end(p, limit)
			: tg_field_bare_end(p, syntax);
		if (end == NULL || !tg_field_ends(end, syntax))
			return NULL;
		class = tg_field_classes(p, end, syntax);
	}
	*classes |= class;
	return *end == '\0' && end < limit ? NULL : end;
}

/*
 * Step from the end of a field to the next one of its line. False if there is
 * none: *p is then at the beginning of the next line.
 */
static inline bool
tg_field_next(const unsigned char **p, enum tg_text_syntax syntax)
{
	if (syntax == TG_SYNTAX_BLANKS) {
		while (tg_field_is_blank(**p))
			++*p;
		if (!tg_field_line_ends(*p, syntax))
			return true;
	} else if (!tg_field_line_ends(*p, syntax)) {
		++*p;
		return true;
	}
	*p += **p == '\r';
	*p += **p == '\n';
	return false;
}

/*
 * The first field of the next line that has one, from the beginning p of a line
 * on; limit if there is none. Lines without anything but blanks are skipped,
 * and with comments also lines that begin with #.
 */
const unsigned char *tg_field_first(const unsigned char *p,
	const unsigned char *limit, enum tg_text_syntax syntax, bool comments);

/* How an integer was read. */
enum tg_integer_read {
	TG_FIELD_INTEGER,
	TG_FIELD_NO_INTEGER,
	TG_FIELD_TOO_LARGE, /* it does not fit int64 */
};

/* Read a field as an integer. Quotes and blanks around it do not matter. */
enum tg_integer_read tg_field_integer(int64_t *value, const unsigned char *p,
	const unsigned char *end, enum tg_text_syntax syntax);

/* The text of an element, which need not end with a zero byte. */
struct tg_token {
	const char *text;
	size_t len;
	bool is_word; /* it is no number: tg_value_parse takes it for one only
			 if it is a number or a literal of JSON */
};

/*
 * What tg_value_parse is to be given for a field: without quotes, blanks and a
 * plus sign, and with JSON's words for what is no finite number. Of an empty field
 * it is two quotes, so that messages show something.
 */
struct tg_token tg_field_token(const unsigned char *p, const unsigned char *end,
	enum tg_text_syntax syntax);

/*
 * Write the content of a field, which is the field itself if it is not in
 * quotes. to has room for as many bytes as the field. Returns how many.
 */
size_t tg_field_content(unsigned char *to, const unsigned char *p,
	const unsigned char *end, enum tg_text_syntax syntax);

/* True if a text of len bytes would be read as a number. */
bool tg_field_is_number(const unsigned char *p, size_t len);

/*
 * Write a field as JSON: a number of JSON as it is, all else as a string. to
 * has room for tg_field_json_room bytes. Returns how many were written. A byte
 * that is not valid UTF-8 becomes an escape, as in tg_value_print.
 */
static inline size_t
tg_field_json_room(size_t len)
{
	return 7 * len + 2;
}

size_t tg_field_print_json(char *to, const unsigned char *p,
	const unsigned char *end, enum tg_text_syntax syntax);

#endif
