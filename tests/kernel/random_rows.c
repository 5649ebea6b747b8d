#include "random_rows.h"

#include <string.h>

static uint64_t state;

void
random_begin(uint64_t seed)
{
	state = seed * 0x9E3779B97F4A7C15 + 1; /* never 0, for it would stay */
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

struct writer {
	unsigned char *text;
	size_t len;
	unsigned space; /* one in so many places; 0 none */
	unsigned kind;  /* of elements, see put_element */
};

static void
put(struct writer *w, const char *s)
{
	size_t n = strlen(s);

	if (w->len + n > RANDOM_TEXT)
		return;
	memcpy(w->text + w->len, s, n);
	w->len += n;
}

static void
put_space(struct writer *w)
{
	static const char *const spaces[] = { " ", " ", "\n  ", "\t", "\r\n",
		"                                    " };

	if (w->space > 0 && random_below(w->space) == 0)
		put(w, spaces[random_below(6)]);
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
	static const char *const exponents[] = { "e5", "E-07", "e+300" };
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
	put(w, ".");
	put_digits(w, 1 + random_below(random_below(2) == 0 ? 18 : most));
	if (random_below(30) == 0)
		put(w, exponents[random_below(3)]);
}

/* Kinds: 0 digits, 1 integers, 2 fractions, 3 both, 4 and others, 5 anything */
static void
put_element(struct writer *w)
{
	static const char *const others[] = { "true", "null", "NaN",
		"-Infinity", "\"\"", "\"a]\"", "\"\\\"[,\"", "{}",
		"{\"a\":[1,\"}\"]}" };

	if (w->kind == 0)
		put_digits(w, 1);
	else if (w->kind == 5 || (w->kind == 4 && random_below(12) == 0))
		put(w, others[random_below(9)]);
	else
		put_number(w,
			w->kind == 2 || (w->kind > 2 && random_below(2) == 0));
}

static void
put_brackets(struct writer *w, const char *bracket, int n)
{
	while (n-- > 0) {
		put_space(w);
		put(w, bracket);
	}
}

/* Rows behind `opened` brackets, up to a comma or to the end of the tensor. */
static void
put_rows(struct writer *w, const struct tg_json_rows *rows)
{
	int64_t length = rows->ndim > 1 ? rows->length : 1;
	size_t most = 1 + random_below(random_below(3) == 0 ? 900 : 200);
	int n = rows->opened;

	for (;;) {
		put_brackets(w, "[", n);
		for (int64_t i = 0; i < length; i++) {
			if (i > 0)
				put(w, ",");
			put_space(w);
			put_element(w);
			put_space(w);
		}
		n = rows->ndim > 1 ? 1 : 0;
		while (n > 0 && n < rows->ndim - 1 && random_below(3) == 0)
			n++;
		if (w->len >= most)
			break;
		/* what follows the end is not to be looked at */
		if (random_below(50) == 0)
			n = rows->ndim;
		put_brackets(w, "]", n);
		put_space(w);
		put(w, ",");
	}
	if (random_below(2) == 0) {
		put_brackets(w, "]", n);
		put(w, ",");
	} else {
		put_brackets(w, "]", rows->ndim);
	}
}

static void
spoil(struct writer *w)
{
	static const char bytes[] = "0123456789.-+eE,,,[[]]{}\" \nt:\\\x80";
	size_t at = random_below((unsigned)w->len);
	unsigned char c = (unsigned char)bytes[random_below(sizeof(bytes))];

	switch (random_below(5)) {
	case 0:
		memmove(w->text + at, w->text + at + 1, w->len - at - 1);
		w->len--;
		break;
	case 1:
		if (w->len == RANDOM_TEXT)
			break;
		memmove(w->text + at + 1, w->text + at, w->len - at);
		w->len++;
		w->text[at] = c;
		break;
	case 2:
		/* two bytes change places */
		c = w->text[at];
		w->text[at] = w->text[w->len / 2];
		w->text[w->len / 2] = c;
		break;
	case 3:
		if (random_below(4) == 0)
			w->len = at + 1;
		break;
	default:
		w->text[at] = c;
	}
}

bool
random_rows(struct tg_json_rows *rows, unsigned char text[RANDOM_TEXT])
{
	struct writer w = {
		.text = text,
		.space = random_below(2) == 0 ? 0 : 1 + random_below(8),
		.kind = random_below(6),
	};
	unsigned edits = random_below(3);
	bool whole;

	rows->ndim = 1 + (int)random_below(4);
	rows->length = 1 + random_below(random_below(4) == 0 ? 20 : 4);
	rows->opened = rows->ndim;
	if (random_below(2) == 0)
		rows->opened = rows->ndim == 1
			? 0
			: 1 + (int)random_below((unsigned)rows->ndim - 1);
	rows->integers = w.kind < 2 && random_below(2) == 0;
	put_rows(&w, rows);
	whole = w.len < RANDOM_TEXT - 32;
	for (unsigned i = 0; i < edits; i++)
		spoil(&w);
	rows->len = w.len;
	/* an index may have come out above int64 */
	return whole && edits == 0 && !rows->integers;
}
