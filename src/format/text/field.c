/*
 * The fields of a text table: which kind of element each one is, and what it
 * means as a number, as an integer and as a string. A field is kept as it
 * stands; where a number is needed, spellings that JSON does not have are
 * accepted, too, since other programs write them.
 */
#include "format/text/field.h"

#include <strings.h>

#include "tensor/value.h"

const unsigned char *
tg_field_quoted_end(const unsigned char *p, const unsigned char *limit)
{
	do {
		p++;
		/* without a limit one is known to be there */
		p = memchr(p, '"',
			limit != NULL ? (size_t)(limit - p) : PTRDIFF_MAX);
		if (p == NULL)
			return NULL;
		p++;
	} while (*p == '"' && p != limit);
	return p;
}

const unsigned char *
tg_field_first(const unsigned char *p, const unsigned char *limit,
	enum tg_text_syntax syntax, bool comments)
{
	if (syntax == TG_SYNTAX_LINES)
		return p;
	while (p < limit) {
		const unsigned char *first = p;

		while (*first == ' ' ||
			(*first == '\t' && syntax != TG_SYNTAX_TSV))
			first++;
		if (comments && *first == '#') {
			while (*first != '\n' && *first != '\0')
				first++;
		} else if (!tg_field_line_ends(first, syntax)) {
			return syntax == TG_SYNTAX_BLANKS ? first : p;
		}
		if (*first == '\0' && first < limit)
			return first;
		p = first + (*first == '\r');
		p += *p == '\n';
	}
	return limit;
}

/* Where a line is an element, the CR before its end counts as a blank. */
static bool
is_around_number(unsigned char c)
{
	return tg_field_is_blank(c) || c == '\r';
}

/* A field without the quotes and the blanks around it. */
static struct tg_token
bare_field(const unsigned char *p, const unsigned char *end,
	enum tg_text_syntax syntax)
{
	const bool quotes = syntax == TG_SYNTAX_CSV;

	for (int i = 0; i < 2; i++) {
		while (p < end && is_around_number(*p))
			p++;
		while (p < end && is_around_number(end[-1]))
			end--;
		if (!quotes || end - p < 2 || *p != '"' || end[-1] != '"')
			break;
		p++;
		end--;
	}
	return (struct tg_token){ .text = (const char *)p,
		.len = (size_t)(end - p) };
}

/* JSON's word for one that is no finite number, without its sign; or NULL. */
static const char *
special_word(const char *text, size_t len)
{
	static const char *const words[][2] = {
		{ "nan", "NaN" },
		{ "inf", "Infinity" },
		{ "infinity", "Infinity" },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i][0]) == len &&
			strncasecmp(words[i][0], text, len) == 0)
			return words[i][1];
	return NULL;
}

static const char *
digits_end(const char *p, const char *end)
{
	while (p < end && tg_json_is_digit((unsigned char)*p))
		p++;
	return p;
}

/* The classes of an integer that has only digits, from first to end. */
static unsigned
integer_classes(const char *first, const char *end, bool negative)
{
	unsigned classes = TG_CLASS_INTEGER;

	while (end - first > 1 && *first == '0')
		first++;
	if (end - first >= 16)
		classes = tg_json_long_integer((const unsigned char *)first,
			(const unsigned char *)end, negative);
	return classes | (negative ? TG_CLASS_NEGATIVE : 0);
}

/* The classes of a number as other programs write it; 0 if it is none. */
static unsigned
number_classes(const char *text, size_t len)
{
	const char *end = text + len, *p = text, *first, *point;
	const bool negative = len > 0 && *text == '-';

	p += len > 0 && (*text == '-' || *text == '+');
	if (special_word(p, (size_t)(end - p)) != NULL)
		return TG_CLASS_SPECIAL;
	first = p;
	p = point = digits_end(p, end);
	if (p == end)
		return p > first ? integer_classes(first, end, negative) : 0;
	if (*p == '.')
		p = digits_end(p + 1, end);
	if (p - first == (*point == '.'))
		return 0;
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		p += p < end && (*p == '+' || *p == '-');
		first = p;
		p = digits_end(p, end);
		if (p == first)
			return 0;
	}
	return p == end ? TG_CLASS_FRACTION : 0;
}

bool
tg_field_is_number(const unsigned char *p, size_t len)
{
	const struct tg_token bare = bare_field(p, p + len, TG_SYNTAX_LINES);

	return number_classes(bare.text, bare.len) != 0;
}

/* True if the field is a number just as JSON writes one. */
static bool
is_json_number(const unsigned char *p, const unsigned char *end)
{
	const unsigned char *bad;
	unsigned class = 0;

	return tg_json_number(p, &class, &bad) == end;
}

unsigned
tg_field_classes(const unsigned char *p, const unsigned char *end,
	enum tg_text_syntax syntax)
{
	const struct tg_token bare = bare_field(p, end, syntax);
	const unsigned classes = number_classes(bare.text, bare.len);

	if (classes == 0)
		return TG_CLASS_STRING;
	return classes | (is_json_number(p, end) ? 0 : TG_CLASS_ODD);
}

enum tg_integer_read
tg_field_integer(int64_t *value, const unsigned char *p,
	const unsigned char *end, enum tg_text_syntax syntax)
{
	const struct tg_token bare = bare_field(p, end, syntax);
	const char *text = bare.text, *stop = text + bare.len;
	const bool negative = bare.len > 0 && *text == '-';
	const uint64_t limit = INT64_MAX + (uint64_t)negative;
	uint64_t v = 0;

	text += bare.len > 0 && (*text == '-' || *text == '+');
	if (text == stop || digits_end(text, stop) != stop)
		return TG_FIELD_NO_INTEGER;
	for (; text < stop; text++)
		if (__builtin_mul_overflow(v, (uint64_t)10, &v) ||
			__builtin_add_overflow(v, (uint64_t)(*text - '0'), &v))
			return TG_FIELD_TOO_LARGE;
	*value = (int64_t)(negative ? -v : v);
	return v <= limit ? TG_FIELD_INTEGER : TG_FIELD_TOO_LARGE;
}

struct tg_token
tg_field_token(const unsigned char *p, const unsigned char *end,
	enum tg_text_syntax syntax)
{
	struct tg_token bare = bare_field(p, end, syntax);
	const bool sign =
		bare.len > 0 && (*bare.text == '-' || *bare.text == '+');
	const bool negative = sign && *bare.text == '-';
	const char *word = special_word(bare.text + sign, bare.len - sign);

	if (word != NULL) {
		if (negative)
			word = *word == 'I' ? "-Infinity" : word;
		return (struct tg_token){ .text = word, .len = strlen(word) };
	}
	bare.is_word = number_classes(bare.text, bare.len) == 0;
	if (bare.len == 0) {
		bare.text = "\"\"";
		bare.len = 2;
	} else if (sign && !negative && !bare.is_word) {
		bare.text++;
		bare.len--;
	}
	return bare;
}

size_t
tg_field_content(unsigned char *to, const unsigned char *p,
	const unsigned char *end, enum tg_text_syntax syntax)
{
	unsigned char *begin = to;

	if (!tg_field_is_quoted(p, syntax)) {
		memcpy(to, p, (size_t)(end - p));
		return (size_t)(end - p);
	}
	for (p++; p < end - 1; p++) {
		*to++ = *p;
		p += *p == '"';
	}
	return (size_t)(to - begin);
}

size_t
tg_field_print_json(char *to, const unsigned char *p, const unsigned char *end,
	enum tg_text_syntax syntax)
{
	struct tg_dtype bytes = { .type = TG_BYTES };
	unsigned char *content;

	if (is_json_number(p, end)) {
		memcpy(to, p, (size_t)(end - p));
		return (size_t)(end - p);
	}
	/* the room behind what the longest string would take */
	content = (unsigned char *)to + 6 * (size_t)(end - p) + 2;
	bytes.size = (unsigned)tg_field_content(content, p, end, syntax);
	return tg_value_print(to, &bytes, content, TG_NAN_KEEP);
}
