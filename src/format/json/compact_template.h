/*
 * A function that scans blocks of a compact text: rows of numbers, and no white
 * space. Programs mostly write such texts. Nearly all that has to be checked is
 * which bytes stand beside each other, and vector code looks that up for all
 * bytes at once. This takes half the time of rows_template.h, behind which it is
 * included. These bytes may follow each other:
 *
 *	digit   behind a digit - . , [
 *	-       behind , [
 *	.       behind a digit
 *	,       behind a digit ]
 *	[       behind ,
 *	]       behind a digit
 *
 * The including file defines the function read_compact_masks behind it.
 */

/* Where the bytes of some kinds are in a block of text. */
struct compact_masks {
	uint64_t digit, dot, open, close;
	uint64_t after; /* the bytes that follow a comma or [ */
	bool odd; /* a byte is not allowed behind the one before, or a digit
		     follows a zero that begins a number */
};

/* For masks computed below, the bits for the first bytes of the next block. */
struct compact_carries {
	uint64_t dot, open, close;
	uint64_t before; /* the digits of the block before */
};

static inline TARGET struct compact_masks read_compact_masks(
	const unsigned char *p);

/*
 * True if no number has two points. Sets *ends to the bytes where a number
 * begins behind one without a point.
 *
 * The bit behind each point is added to the bytes that are neither a point nor
 * the first one of a number. The carry comes out at the next byte that is.
 */
static inline TARGET bool
check_dots(uint64_t dot, uint64_t starts, uint64_t *carry, uint64_t *ends)
{
	uint64_t sum;
	bool over = __builtin_add_overflow(
		dot << 1 | *carry, ~(starts | dot), &sum);

	*carry = dot >> 63 | over;
	*ends = starts & ~sum;
	return (sum & dot) == 0;
}

/* True if rows are parted by ],[ and end where each has all its elements. */
static inline TARGET bool
check_compact_rows(const struct compact_masks *m, struct compact_carries *c,
	struct found *f, uint64_t starts, size_t length)
{
	uint64_t open = m->close << 2 | c->close;
	uint64_t firsts = m->open << 1 | c->open;

	c->close = m->close >> 62;
	c->open = m->open >> 63;
	if (open != m->open)
		return false;
	for (; firsts != 0; firsts &= firsts - 1) {
		uint64_t before = (firsts & -firsts) - 1;

		if (f->n + (size_t)__builtin_popcountll(starts & before) !=
			f->row)
			return false;
		f->row += length;
		f->nrow++;
	}
	return true;
}

/*
 * Add the classes of integers; ends has the bytes where numbers begin behind
 * them. False if one may be long.
 *
 *   last   offset of the last number that begins in the blocks before
 */
static inline TARGET bool
add_classes(unsigned *classes, const unsigned char *text, size_t at,
	uint64_t starts, uint64_t ends, size_t last)
{
	for (; ends != 0; ends &= ends - 1) {
		uint64_t before = starts & ((ends & -ends) - 1);
		size_t end = at + (unsigned)__builtin_ctzll(ends);
		size_t start = before == 0
			? last
			: at + 63 - (unsigned)__builtin_clzll(before);

		/* a comma is behind it, at least */
		if (end - start > LONG_INTEGER)
			return false;
		*classes |= TG_CLASS_INTEGER |
			(text[start] == '-' ? TG_CLASS_NEGATIVE : 0);
	}
	return true;
}

/*
 * Store the elements of a block: the integers of an index, or offsets. False if
 * a number may have other classes than are found here.
 *
 *   ends   the bytes where a number begins behind one without a point
 *   f      what was found before the block; *g is what is found with it
 */
static inline TARGET bool
store_compact(struct tg_json_rows_state *s, const struct compact_masks *m,
	struct compact_carries *c, size_t at, uint64_t starts, uint64_t ends,
	const struct found *f, struct found *g)
{
	const struct tg_json_rows *rows = s->rows;
	uint32_t *offsets = rows->items;

	if (!rows->integers) {
		if (ends != 0 &&
			!add_classes(&g->classes, s->json.text, at, starts,
				ends, f->n > rows->n ? offsets[f->n - 1] : at))
			return false;
		store_offsets_of_block(offsets + f->n, at, starts);
		return true;
	}
	if (m->dot != 0 || has_long_integers(m->digit, c->before))
		return false;
	c->before = m->digit;
	g->classes |= TG_CLASS_INTEGER |
		((starts & ~m->digit) != 0 ? TG_CLASS_NEGATIVE : 0);
	store_integers_of_block(s, f->n, at, starts, m->digit);
	return true;
}

/* Scan blocks as tg_json_rows_blocks does; the tensor has at most two dims. */
static TARGET void
scan_compact(struct tg_json_rows_state *s)
{
	struct tg_json_rows *rows = s->rows;
	const unsigned char *text = s->json.text;
	const size_t len = s->json.len;
	struct compact_carries c = { .dot = 1 };
	struct found f = {
		.n = rows->n,
		.row = rows->ndim > 1 ? rows->n + (size_t)s->left : SIZE_MAX,
		.nrow = rows->nrow,
	};
	unsigned char first[2 + BLOCK] = { ',', ',' };
	const unsigned char *p = first + 2;
	uint64_t dots = 0;
	size_t at, last = s->at;

	if (s->at + BLOCK > len)
		return;
	/* an element begins here, whatever stands before it in the text */
	memcpy(first + 2, text + s->at, BLOCK);
	for (at = s->at; at + BLOCK <= len; at += BLOCK, p = text + at) {
		const struct compact_masks m = read_compact_masks(p);
		const uint64_t starts = m.after & ~m.open;
		struct found g = f;
		uint64_t ends;

		if (m.odd || !check_dots(m.dot, starts, &c.dot, &ends) ||
			!check_compact_rows(
				&m, &c, &g, starts, (size_t)rows->length))
			break;
		g.n += (size_t)__builtin_popcountll(starts);
		if (g.n > g.row ||
			!store_compact(s, &m, &c, at, starts, ends, &f, &g))
			break;
		if (starts != 0)
			last = at + 63 - (unsigned)__builtin_clzll(starts);
		dots |= m.dot;
		f = g;
	}
	f.classes |= dots != 0 ? TG_CLASS_FRACTION : 0;
	leave_last_element(s, &f, last);
}
