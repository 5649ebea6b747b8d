#include "random_rows.h"

#include "random_text.h"

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

bool
random_rows(struct tg_json_rows *rows, unsigned char text[RANDOM_TEXT])
{
	struct writer w = {
		.text = text,
		.capacity = RANDOM_TEXT,
		.space = random_below(2) == 0 ? 0 : 1 + random_below(8),
		.kind = random_below(KINDS),
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
	whole = w.len < RANDOM_TEXT - 80;
	for (unsigned i = 0; i < edits; i++)
		spoil(&w);
	rows->len = w.len;
	/* an index may have come out above int64 */
	return whole && edits == 0 && !rows->integers;
}
