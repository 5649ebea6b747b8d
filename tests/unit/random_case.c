#include "random_case.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random_text.h"

/* Bytes of a text: more than what tgather maps, 64 KiB. */
#define CAPACITY ((size_t)256 << 10)

struct sizes {
	int n;
	int64_t size[8];
};

static bool
one_in(unsigned n)
{
	return random_below(n) == 0;
}

static struct sizes
random_sizes(int n)
{
	static const unsigned rows[] = { 12, 40, 200 };
	struct sizes s = { .n = n };

	for (int i = 0; i < n; i++)
		s.size[i] = 1 + random_below(one_in(4) ? 9 : 4);
	if (n > 0 && one_in(4))
		s.size[0] = 1 + random_below(rows[random_below(3)]);
	if (n > 0 && one_in(500)) {
		s.size[0] = 1000 + random_below(3000);
		for (int i = 1; i < n; i++)
			s.size[i] = 1 + random_below(3);
	}
	if (n > 0 && one_in(30))
		s.size[random_below((unsigned)n)] = 0;
	return s;
}

static void
add_size(struct sizes *s, int64_t size)
{
	s->size[s->n++] = size;
}

/* What fits the call, but now and then in one size. */
static struct sizes
index_sizes(const struct naive_call *call, const struct sizes *input, int dim)
{
	struct sizes k = { 0 };

	for (int i = 0; i < (call->index_select ? call->batch : input->n); i++)
		add_size(&k, input->size[i]);
	if (call->index_select) {
		for (unsigned n = random_below(3); n > 0; n--)
			add_size(&k, random_below(6));
	} else if (input->n > 0) {
		unsigned i = random_below((unsigned)input->n);

		if (one_in(4))
			k.size[i] = random_below((unsigned)k.size[i] + 1);
		k.size[dim] = random_below(one_in(30) ? 30 : 6);
	}
	if (k.n > 0 && one_in(40))
		k.size[random_below((unsigned)k.n)] += 1;
	if (one_in(60))
		add_size(&k, 1);
	return k;
}

/* An element of an index into `limit` elements; limit -1: one of the input. */
static void
put_item(struct writer *w, int64_t limit, bool negative, bool wild)
{
	static const char *const others[] = { "-1", "127", "128", "-129",
		"40000", "-0", "3000000000", "9223372036854775807",
		"9223372036854775808", "-9223372036854775808",
		"18446744073709551615", "18446744073709551616", "1.0", "true",
		"\"1\"", "1e0", "0", "1" };
	char text[24];
	int64_t v;

	if (limit < 0) {
		put_element(w);
	} else if (limit == 0 || (wild && one_in(5))) {
		put(w, others[random_below(18)]);
	} else {
		v = random_below((unsigned)limit);
		snprintf(text, sizeof(text), "%" PRId64,
			negative && one_in(3) ? v - limit : v);
		put(w, text);
	}
}

struct items {
	int64_t limit;
	bool negative, wild;
};

static void
put_rows(struct writer *w, const struct sizes *s, int level,
	const struct items *items)
{
	put_space(w);
	if (level == s->n) {
		put_item(w, items->limit, items->negative, items->wild);
		put_space(w);
		return;
	}
	put(w, "[");
	for (int64_t i = 0; i < s->size[level]; i++) {
		if (i > 0)
			put(w, ",");
		put_rows(w, s, level + 1, items);
	}
	put(w, "]");
	put_space(w);
}

/* Blanks behind a comma or a bracket make the text as long as that. */
static void
lengthen(struct writer *w, size_t len)
{
	size_t at = random_below((unsigned)w->len + 1), n = len - w->len;

	if (len <= w->len || len > w->capacity)
		return;
	while (at > 0 && strchr(",[", w->text[at - 1]) == NULL)
		at--;
	memmove(w->text + at + n, w->text + at, w->len - at);
	memset(w->text + at, ' ', n);
	w->len = len;
}

static size_t
put_text(unsigned char *text, const struct sizes *s, const struct items *items)
{
	static const size_t lengths[] = { 63, 64, 65, 127, 128, 129, 255, 256,
		257, 4095, 4096, 4097 };
	struct writer w = {
		.text = text,
		.capacity = CAPACITY,
		.space = one_in(2) ? 0 : 1 + random_below(8),
		.kind = random_below(KINDS),
	};

	if (one_in(30))
		put(&w, "\xEF\xBB\xBF");
	put_rows(&w, s, 0, items);
	if (one_in(2))
		put(&w, "\n");
	if (one_in(6))
		lengthen(&w, lengths[random_below(12)]);
	if (one_in(400))
		lengthen(&w, 65535 + random_below(3));
	if (one_in(items->limit < 0 ? 2 : 6))
		for (unsigned n = 1 + random_below(3); n > 0; n--)
			spoil(&w);
	return w.len;
}

static unsigned char *
room(unsigned char *text)
{
	if (text == NULL)
		text = malloc(CAPACITY);
	if (text == NULL)
		abort();
	return text;
}

void
random_case(struct random_case *c, uint64_t seed, uint64_t n)
{
	static const char *const fills[] = { "-7", "1.50", "null", "\"]\"" };
	struct naive_call *call = &c->call;
	struct items items = { .limit = -1 };
	struct sizes s, k;
	int dim;

	random_begin(seed + n * 0xD1B54A32D192ED03);
	s = random_sizes(one_in(40) ? 0 : 1 + (int)random_below(4));
	*call = (struct naive_call){
		.index_select = one_in(3),
		.negative = one_in(4),
	};
	dim = s.n > 0 ? (int)random_below((unsigned)s.n) : 0;
	if (call->index_select && one_in(2))
		call->batch = (int)random_below((unsigned)dim + 1);
	call->dim = one_in(4) ? dim - s.n : dim;
	if (one_in(60))
		call->dim += 1 - (int)random_below(3);
	if (one_in(4))
		call->fill = fills[random_below(4)];
	c->to = one_in(3) ? TO_STDOUT : one_in(6) ? TO_NPY : TO_FILE;
	c->input = room(c->input);
	c->index = room(c->index);
	c->input_len = put_text(c->input, &s, &items);
	k = index_sizes(call, &s, dim);
	items.limit = s.n > 0 ? s.size[dim] : 1;
	items.negative = call->negative;
	items.wild = one_in(call->fill != NULL ? 2 : 12);
	c->index_len = put_text(c->index, &k, &items);
}
