/*
 * The tokens of a JSON text (RFC 8259): validates one value and steps over it.
 * All that reads JSON uses this, so that all accept the same texts and word
 * the same errors. The zero bytes behind each text end every loop, so that
 * none asks for the end of the text.
 */
#include "format/json/token.h"

#include "base/utf8.h"

unsigned
tg_json_long_integer(
	const unsigned char *first, const unsigned char *end, bool negative)
{
	uint64_t v = 0, limit = (uint64_t)INT64_MAX + negative;
	unsigned inexact;

	for (const unsigned char *p = first; p < end; p++)
		if (__builtin_mul_overflow(v, 10u, &v) ||
			__builtin_add_overflow(v, (uint64_t)(*p - '0'), &v))
			return TG_CLASS_BIG | TG_CLASS_INEXACT;
	/* a double holds 53 bits, zeros at the low end not counted */
	inexact = v >> __builtin_ctzll(v) >> 53 != 0 ? TG_CLASS_INEXACT : 0;
	if (v <= limit)
		return TG_CLASS_INTEGER | inexact;
	return (negative ? TG_CLASS_BIG : TG_CLASS_UINT64) | inexact;
}

/* Help with what Python prints of a list or an array, which is no JSON. */
static void
help_with_python(const unsigned char *p, struct tg_err *err)
{
	static const char *const words[] = { "'", "True", "False", "None",
		"nan", "inf", "array(", "tensor(" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strncmp((const char *)p, words[i], strlen(words[i])) == 0)
			tg_err_help(err,
				"if Python printed this: json.dumps(x) writes "
				"a list as JSON, json.dumps(x.tolist()) an "
				"array or a tensor");
}

bool
tg_json_unexpected(const struct tg_json *json, const unsigned char *p,
	const char *expected, struct tg_err *err)
{
	size_t pos = (size_t)(p - json->text);

	if (pos >= json->len)
		return tg_fail(err, TG_ESYNTAX, json->len,
			"the text ends early, %s", expected);
	if (*p == 0)
		return tg_fail(err, TG_ESYNTAX, pos, "unexpected NUL byte, %s",
			expected);
	if (*p < 0x20 || *p >= 0x7F)
		return tg_fail(err, TG_ESYNTAX, pos,
			"unexpected byte 0x%02X, %s", *p, expected);
	tg_fail(err, TG_ESYNTAX, pos, "unexpected '%c', %s", *p, expected);
	help_with_python(p, err);
	return false;
}

/* The length of the escape at p, a backslash; 0 when it is none. */
static size_t
escape_length(const unsigned char *p)
{
	if (p[1] != 'u')
		return p[1] != 0 && strchr("\"\\/bfnrt", p[1]) ? 2 : 0;
	for (int i = 2; i < 6; i++) {
		unsigned char c = p[i] | 0x20;

		if (!tg_json_is_digit(p[i]) && (c < 'a' || c > 'f'))
			return 0;
	}
	return 6;
}

/*
 * The first byte at p or behind that is no plain character of a string: a quote,
 * a backslash, a control character, or one that is not ASCII.
 */
static const unsigned char *
plain_end(const unsigned char *p)
{
	const uint64_t ones = 0x0101010101010101, tops = ones << 7;

	for (;;) {
		uint64_t v = tg_json_load(p);
		uint64_t quote = v ^ (ones * '"'), back = v ^ (ones * '\\');
		uint64_t stop =
			(quote - ones) | (back - ones) | (v - ones * 0x20) | v;

		/* a carry may set bits behind the lowest one, none below it */
		stop &= tops;
		if (stop != 0)
			return p + (__builtin_ctzll(stop) >> 3);
		p += 8;
	}
}

static bool
skip_string(const struct tg_json *json, const unsigned char **at,
	struct tg_err *err)
{
	const unsigned char *p = *at + 1;
	size_t n;

	for (;;) {
		/* a character that is not ASCII is often followed by one */
		if (*p < 0x80)
			p = plain_end(p);
		if (*p == '"')
			break;
		if (*p == '\\')
			n = escape_length(p);
		else if (*p >= 0x80)
			n = tg_utf8_length(p, TG_UTF8_MAX);
		else if (*p == 0 && p >= json->text + json->len)
			return tg_json_unexpected(
				json, p, "a string is not closed", err);
		else
			return tg_json_unexpected(json, p,
				"in a string it must be written as an escape",
				err);
		if (n == 0 && *p == '\\')
			return tg_fail(err, TG_ESYNTAX,
				(size_t)(p - json->text),
				"not an escape that JSON knows");
		if (n == 0)
			return tg_fail(err, TG_ESYNTAX,
				(size_t)(p - json->text), "not valid UTF-8");
		p += n;
	}
	*at = p + 1;
	return true;
}

static const struct {
	const char *word;
	unsigned class;
} literals[] = {
	{ "true", TG_CLASS_BOOL },
	{ "false", TG_CLASS_BOOL },
	{ "null", TG_CLASS_NULL },
	{ "NaN", TG_CLASS_SPECIAL },
	{ "Infinity", TG_CLASS_SPECIAL },
	{ "-Infinity", TG_CLASS_SPECIAL },
};

static bool
skip_literal(const unsigned char **p, unsigned *classes)
{
	for (size_t i = 0; i < sizeof(literals) / sizeof(literals[0]); i++) {
		size_t n = strlen(literals[i].word);

		if (memcmp(*p, literals[i].word, n) == 0) {
			*p += n;
			*classes |= literals[i].class;
			return true;
		}
	}
	return false;
}

static bool
skip_scalar(const struct tg_json *json, const unsigned char **p,
	unsigned *classes, struct tg_err *err)
{
	const unsigned char *end, *bad;

	end = tg_json_number(*p, classes, &bad);
	if (end != NULL) {
		*p = end;
		return true;
	}
	if (**p == '"') {
		*classes |= TG_CLASS_STRING;
		return skip_string(json, p, err);
	}
	if (skip_literal(p, classes))
		return true;
	if (**p != '-' && !tg_json_is_digit(**p))
		return tg_json_unexpected(
			json, *p, "a value belongs here", err);
	return tg_json_unexpected(json, bad,
		tg_json_is_digit(*bad)
			? "a number does not go on after a leading 0"
			: "a digit of a number belongs here",
		err);
}

bool
tg_json_skip_key(
	const struct tg_json *json, const unsigned char **p, struct tg_err *err)
{
	*p = tg_json_space(*p);
	if (**p != '"')
		return tg_json_unexpected(
			json, *p, "a key in quotes belongs here", err);
	if (!skip_string(json, p, err))
		return false;
	*p = tg_json_space(*p);
	if (**p != ':')
		return tg_json_unexpected(
			json, *p, "a colon belongs here", err);
	*p = tg_json_space(*p + 1);
	return true;
}

bool
tg_json_skip(const struct tg_json *json, const unsigned char **at,
	unsigned *classes, struct tg_err *err)
{
	char closer[TG_JSON_NESTING];
	const unsigned char *p = *at;
	unsigned inner = 0;
	int depth = 0;

	if (*p == '{')
		*classes |= TG_CLASS_OBJECT;
	for (;;) {
		if (*p == '[' || *p == '{') {
			if (depth == TG_JSON_NESTING)
				return tg_fail(err, TG_ELACK,
					(size_t)(p - json->text),
					"nested more than %d deep",
					TG_JSON_NESTING);
			closer[depth++] = (char)(*p + 2);
			p = tg_json_space(p + 1);
			if (*p != closer[depth - 1]) {
				if (closer[depth - 1] == '}' &&
					!tg_json_skip_key(json, &p, err))
					return false;
				continue;
			}
		} else if (!skip_scalar(json, &p, depth == 0 ? classes : &inner,
				   err)) {
			return false;
		}
		while (depth > 0) {
			p = tg_json_space(p);
			if (*p != closer[depth - 1])
				break;
			depth--;
			p++;
		}
		if (depth == 0)
			break;
		if (*p != ',')
			return tg_json_unexpected(json, p,
				closer[depth - 1] == ']'
					? "a comma or ] belongs here"
					: "a comma or } belongs here",
				err);
		p = tg_json_space(p + 1);
		if (closer[depth - 1] == '}' &&
			!tg_json_skip_key(json, &p, err))
			return false;
	}
	*at = p;
	return true;
}

static const unsigned char *
string_end(const unsigned char *p)
{
	for (p++; *p != '"'; p++)
		if (*p == '\\')
			p++;
	return p + 1;
}

static const unsigned char *
object_end(const unsigned char *p)
{
	int depth = 0;

	for (;;) {
		if (*p == '"') {
			p = string_end(p);
			continue;
		}
		depth += (*p == '{') - (*p == '}');
		p++;
		if (depth == 0)
			return p;
	}
}

const unsigned char *
tg_json_long_end(const unsigned char *p, bool pairs)
{
	if (pairs) {
		p = tg_json_space(tg_json_word_end(p));
		return tg_json_word_end(tg_json_space(p + 1));
	}
	return *p == '"' ? string_end(p) : object_end(p);
}

size_t
tg_json_find(const unsigned char *text, size_t begin, int64_t k)
{
	const unsigned char *p = text + begin;

	for (;;) {
		p = tg_json_space(p);
		if (*p == '[' || *p == ']' || *p == ',')
			p++;
		else if (k-- == 0)
			return (size_t)(p - text);
		else
			p = tg_json_element_end(p, false);
	}
}

const unsigned char *
tg_json_begin(const struct tg_json *json)
{
	const unsigned char *p = json->text;

	if (memcmp(p, "\xEF\xBB\xBF", 3) == 0)
		p += 3;
	return tg_json_space(p);
}

bool
tg_json_finish(
	const struct tg_json *json, const unsigned char *p, struct tg_err *err)
{
	size_t pos;

	p = tg_json_space(p);
	pos = (size_t)(p - json->text);
	if (pos == json->len)
		return true;
	if (*p == 0 || strchr("[{\"-0123456789tfnNI", *p) == NULL)
		return tg_json_unexpected(
			json, p, "the text is complete before it", err);
	tg_fail(err, TG_ESYNTAX, pos, "a second JSON text begins here");
	tg_err_help(err,
		"a file holds one; --each reads a stream of index tensors, "
		"jq -s . makes one array of several texts");
	return false;
}
