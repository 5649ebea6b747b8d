/*
 * Tells text tables from JSON where nobody says which of them a text is. A text
 * without a name is taken for a table only if that is as good as certain, since
 * all others have always been read as JSON.
 */
#include "format/text/recognise.h"

#include "format/contents.h"
#include "format/text/field.h"

/* It is decided within so many bytes. */
#define LOOK ((size_t)64 << 10)

/* The part of a text that is looked at. */
struct look {
	struct tg_json json;
	const unsigned char *limit; /* the end of that part */
	const unsigned char *line;  /* the first line with content */
	const unsigned char *p;     /* the first byte that is no space */
};

bool
tg_text_has_header(const struct tg_format *format)
{
	return format == &tg_format_csv || format == &tg_format_tsv ||
		format == &tg_format_text;
}

bool
tg_text_is_format(const struct tg_format *format)
{
	return tg_text_has_header(format) || format == &tg_format_lines;
}

static bool
is_space(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static const unsigned char *
skip_space(const unsigned char *p, const unsigned char *limit)
{
	while (p < limit && is_space(*p))
		p++;
	return p;
}

static struct look
look_at_beginning(const struct tg_bytes *bytes)
{
	const size_t len = bytes->len < LOOK ? bytes->len : LOOK;
	struct look look = {
		.json = { bytes->data, bytes->len, bytes },
		.limit = bytes->data + len,
		.p = bytes->data,
	};

	if (len >= 3 && memcmp(look.p, "\xEF\xBB\xBF", 3) == 0)
		look.p += 3;
	look.line = look.p;
	look.p = skip_space(look.p, look.limit);
	for (const unsigned char *p = look.line; p < look.p; p++)
		if (*p == '\n')
			look.line = p + 1;
	return look;
}

/* The end of the string or the word at the beginning; NULL if it is not seen. */
static const unsigned char *
end_of_first_word(const struct look *look)
{
	const unsigned char *p = look->p;

	if (*p != '"') {
		while (p < look->limit && !is_space(*p))
			p++;
		return p;
	}
	for (p++; p < look->limit && *p != '"'; p++)
		p += *p == '\\';
	return p < look->limit ? p + 1 : NULL;
}

/* True if the text is a scalar of JSON and nothing else, as far as is seen. */
static bool
is_scalar(const struct look *look)
{
	const unsigned char *end = end_of_first_word(look), *p = look->p;
	unsigned classes = 0;

	return end != NULL && skip_space(end, look->limit) == look->limit &&
		tg_json_skip(&look->json, &p, &classes, NULL) && p == end;
}

/* True if a field is a number: one of JSON, or what is no finite number. */
static bool
is_number(const unsigned char *p, const unsigned char *end)
{
	const unsigned classes = tg_field_classes(p, end, TG_SYNTAX_LINES);
	const unsigned char *bad;
	unsigned class = 0;

	if (classes & TG_CLASS_SPECIAL)
		return true;
	while (p < end && tg_field_is_blank(*p))
		p++;
	while (p < end && tg_field_is_blank(end[-1]))
		end--;
	return p < end && tg_json_number(p, &class, &bad) == end;
}

/* True if the first line consists of numbers alone. */
static bool
has_only_numbers(const struct look *look, enum tg_text_syntax syntax)
{
	const unsigned char *p = look->line;

	if (syntax == TG_SYNTAX_BLANKS)
		p = look->p;
	do {
		const unsigned char *end = tg_field_bare_end(p, syntax);

		if (end > look->limit || !is_number(p, end))
			return false;
		p = end;
	} while (tg_field_next(&p, syntax));
	return true;
}

/* The end of the first line; NULL if that is not seen. */
static const unsigned char *
end_of_first_line(const struct look *look, bool more)
{
	const unsigned char *end =
		memchr(look->p, '\n', (size_t)(look->limit - look->p));

	return end != NULL || more ? end : look->limit;
}

/* The table whose first line has numbers alone; NULL if it has not. */
static const struct tg_format *
format_of_numbers(const struct look *look, const unsigned char *end)
{
	const size_t len = (size_t)(end - look->p);

	if (memchr(look->p, ',', len) != NULL)
		return has_only_numbers(look, TG_SYNTAX_CSV) ? &tg_format_csv
							     : NULL;
	if (memchr(look->p, '\t', len) != NULL)
		return has_only_numbers(look, TG_SYNTAX_TSV) ? &tg_format_tsv
							     : NULL;
	return has_only_numbers(look, TG_SYNTAX_BLANKS) ? &tg_format_text
							: NULL;
}

/* True if the content is known to be no text that is read; see contents.h. */
static bool
is_known_to_be_else(const struct tg_bytes *bytes)
{
	struct tg_bytes beginning = *bytes;

	if (beginning.len > LOOK) {
		beginning.len = LOOK;
		beginning.partial = true;
	}
	return tg_content_find(&beginning) != NULL;
}

const struct tg_format *
tg_text_or_json(const struct tg_format *named, const struct tg_bytes *bytes,
	bool coming)
{
	const struct look look = look_at_beginning(bytes);
	const bool open = coming && bytes->len < LOOK;
	const struct tg_format *or_else =
		named != NULL ? named : &tg_format_json;
	const struct tg_format *found = NULL;
	const unsigned char *end;

	if (look.p < look.limit && (*look.p == '[' || *look.p == '{'))
		return &tg_format_json;
	if (look.p == look.limit && !open && bytes->len <= LOOK)
		return or_else; /* a table without lines is one all the same */
	if (look.p == look.limit || is_scalar(&look))
		return open ? NULL : &tg_format_json;
	/* as JSON it is refused, and it is said what it is */
	if (is_known_to_be_else(bytes))
		return &tg_format_json;
	if (named == &tg_format_csv || named == &tg_format_tsv ||
		*look.p == '"')
		return or_else;
	end = end_of_first_line(&look, coming || bytes->len > LOOK);
	if (end == NULL && open)
		return NULL;
	if (end != NULL)
		found = format_of_numbers(&look, end);
	return found != NULL ? found : or_else;
}

const struct tg_format *
tg_text_of_names(const struct tg_format *named, const struct tg_bytes *bytes,
	bool coming)
{
	const struct look look = look_at_beginning(bytes);
	const unsigned char *p = look.p;

	if (named != NULL && named != &tg_format_text)
		return named;
	if (named != NULL)
		return &tg_format_lines;
	while (p < look.limit && (*p == '[' || is_space(*p)))
		p++;
	if (p == look.limit)
		return coming && bytes->len < LOOK ? NULL : &tg_format_json;
	if (*p == '"' || *p == '{')
		return &tg_format_json;
	return p > look.p && (*p == ']' || *p == '-' || tg_json_is_digit(*p))
		? &tg_format_json
		: &tg_format_lines;
}
