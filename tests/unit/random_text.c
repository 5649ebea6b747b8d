#include "random_text.h"

#include <string.h>

static uint64_t state;

void
random_begin(uint64_t seed)
{
	state = seed * 0x9E3779B97F4A7C15 + 1;
	if (state == 0) /* it would stay so */
		state = 1;
	random_below(1);
}

/* Marsaglia's xorshift64 */
unsigned
random_below(unsigned n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)(state >> 33) % n;
}

void
put(struct writer *w, const char *s)
{
	size_t n = strlen(s);

	if (w->len + n > w->capacity)
		return;
	memcpy(w->text + w->len, s, n);
	w->len += n;
}

#define COUNT(array)      (sizeof(array) / sizeof((array)[0]))
#define PUT_ANY(w, array) put(w, (array)[random_below(COUNT(array))])

void
put_space(struct writer *w)
{
	static const char *const spaces[] = { " ", " ", "\n  ", "\t", "\r\n",
		"                                    " };

	if (w->space > 0 && random_below(w->space) == 0)
		PUT_ANY(w, spaces);
}

static void
put_digits(struct writer *w, unsigned n)
{
	char digit[2] = "1";

	digit[0] = (char)('1' + random_below(9));
	put(w, digit);
	while (n-- > 1) {
		digit[0] = (char)('0' + random_below(10));
		put(w, digit);
	}
}

static void
put_number(struct writer *w, bool fraction)
{
	static const char *const exponents[] = { "e5", "E-07", "e+300", "E0" };
	unsigned most = random_below(40) == 0 ? 70
		: random_below(4) == 0        ? 20
					      : 5;

	if (random_below(4) == 0)
		put(w, "-");
	if (random_below(6) == 0)
		put(w, "0");
	else
		put_digits(w, 1 + random_below(most));
	if (!fraction)
		return;
	if (random_below(8) != 0) {
		put(w, random_below(8) == 0 ? ".0" : ".");
		put_digits(
			w, 1 + random_below(random_below(2) == 0 ? 18 : most));
	}
	if (random_below(20) == 0)
		PUT_ANY(w, exponents);
}

void
put_element(struct writer *w)
{
	static const char *const others[] = { "true", "false", "null", "NaN",
		"Infinity", "-Infinity", "\"\"", "\"a]\"", "\"\\\"[,\"",
		"\"],[\"", "\"]] , [[1\"", "\"\\u00e9\\\\\"", "\"é😀\x7F\"",
		"\"\\\\\\\"]\"", "{}", "{\"a\":[1,\"}\"]}",
		"{ \"\" : [ ] , \"b\" : { \"c\":-1.5e3} }",
		"\"0123456789012345678901234567890123456789\\n012345678901,\"",
		"{\"a\":[[1,2],[3,4]],\"b\":\"{\"}" };

	if (w->kind == 0)
		put_digits(w, 1);
	else if (w->kind == 5 || (w->kind == 4 && random_below(12) == 0))
		PUT_ANY(w, others);
	else
		put_number(w,
			w->kind == 2 || (w->kind > 2 && random_below(2) == 0));
}

static void delete (struct writer *w, size_t at, size_t n)
{
	memmove(w->text + at, w->text + at + n, w->len - at - n);
	w->len -= n;
}

/* Room for n bytes; false when there is none. */
static bool
insert(struct writer *w, size_t at, size_t n)
{
	if (w->capacity - w->len < n)
		return false;
	memmove(w->text + at + n, w->text + at, w->len - at);
	w->len += n;
	return true;
}

/* A part of at most 40 bytes is said again elsewhere. */
static void
copy(struct writer *w, size_t to)
{
	unsigned char part[40];
	size_t at = random_below((unsigned)w->len);
	size_t n = 1 + random_below(sizeof(part));

	if (n > w->len - at)
		n = w->len - at;
	memcpy(part, w->text + at, n);
	if (insert(w, to, n))
		memcpy(w->text + to, part, n);
}

/* What a number, a literal, an escape or a character must not be, or may. */
static void
put_strange(struct writer *w, size_t at)
{
	static const char *const strange[] = { "01", "1.", ".5", "+1", "-",
		"1e", "1E+", "-0", "1.5.5", "0x1", "1-2", "nul", "truee", "NaN",
		"-Inf", "-NaN", "Infinity", "\\u12g4", "\\x", "\\u00e9",
		"\xC0\x80", "\xE0\x80\x80", "\xE0\xA0\x80", "\xED\xA0\x80",
		"\xED\x9F\xBF", "\xF0\x80\x80\x80", "\xF0\x90\x80\x80",
		"\xF4\x90\x80\x80", "\xF4\x8F\xBF\xBF", "\xF5", "[]", "{}",
		"],[", "]],[[", "[[", "]]", "\"\"", "\"", "\\", "," };
	const char *s = strange[random_below(COUNT(strange))];
	const unsigned char *quote = memchr(w->text + at, '"', w->len - at);

	if (quote != NULL && random_below(4) != 0)
		at = (size_t)(quote + 1 - w->text);
	if (insert(w, at, strlen(s)))
		memcpy(w->text + at, s, strlen(s));
}

void
spoil(struct writer *w)
{
	static const char bytes[] =
		"0123456789.-+eE,,,[[]]{}\" \nt:\\\x80\xC3\xEF\x7F\x1F";
	unsigned char c = (unsigned char)bytes[random_below(sizeof(bytes))];
	size_t at, other;

	if (w->len == 0)
		return;
	at = random_below((unsigned)w->len);
	other = random_below((unsigned)w->len);
	switch (random_below(10)) {
	case 0:
		delete (w, at, 1);
		break;
	case 1:
		if (insert(w, at, 1))
			w->text[at] = c;
		break;
	case 2:
		c = w->text[at];
		w->text[at] = w->text[other];
		w->text[other] = c;
		break;
	case 3:
		if (random_below(4) == 0)
			w->len = at;
		break;
	case 4:
		copy(w, at);
		break;
	case 5:
		other = 1 + random_below(20);
		delete (w, at, other < w->len - at ? other : w->len - at);
		break;
	case 6:
		w->text[at] ^= (unsigned char)(1 << random_below(8));
		break;
	case 7:
		put_strange(w, at);
		break;
	default:
		w->text[at] = c;
	}
}
