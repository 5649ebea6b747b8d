/*
 * A function that scans blocks of a compact text: rows of numbers, with one byte
 * between two of them, and no white space where none is needed. Programs mostly
 * write such texts. Nearly all that has to be checked is which bytes stand beside
 * each other, and vector code looks that up for all bytes at once. It takes half
 * the time of the templates that scan all blocks of numbers. It is included
 * behind one of these, for JSON and for text tables; the including file defines
 * behind it the function read_compact.
 */

/* What is in a block of text. */
struct compact_block {
	uint64_t digit, dot;
	uint64_t starts; /* the bytes where numbers begin */
	uint64_t firsts; /* those of them that begin a row */
	bool odd; /* a byte is not allowed where it is, or a digit follows a
		     zero that begins a number */
};

/* For masks computed below, the bits for the first bytes of the next block. */
struct compact_carries {
	uint64_t dot, first, close;
	uint64_t before; /* the digits of the block before */
};

/* What was found so far, in local variables of one function. */
struct compact_found {
	size_t n;    /* elements that have begun */
	size_t row;  /* number of the element that must begin the next row */
	size_t nrow; /* rows that have ended */
	unsigned classes;
};

/* Two bytes before p are read, too. */
static inline TARGET struct compact_block read_compact(const unsigned char *p,
	enum tg_text_syntax syntax, struct compact_carries *c);

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

/* True if each row begins exactly when the one before has all its elements. */
static inline TARGET bool
check_compact_rows(
	struct compact_found *f, const struct compact_block *b, size_t length)
{
	uint64_t firsts = b->firsts;

	for (; firsts != 0; firsts &= firsts - 1) {
		uint64_t before = (firsts & -firsts) - 1;

		if (f->n + (size_t)__builtin_popcountll(b->starts & before) !=
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
 *   f      what was found before the block
 *   *classes  those of integers that end in the block are ORed in
 */
static inline TARGET bool
store_compact(struct tg_json_rows_state *s, const struct compact_block *b,
	struct compact_carries *c, size_t at, uint64_t ends,
	const struct compact_found *f, unsigned *classes)
{
	const struct tg_json_rows *rows = s->rows;
	uint32_t *offsets = rows->items;

	if (!rows->integers) {
		if (ends != 0 &&
			!add_classes(classes, s->json.text, at, b->starts, ends,
				f->n > rows->n ? offsets[f->n - 1] : at))
			return false;
		store_offsets_of_block(offsets + f->n, at, b->starts);
		return true;
	}
	if (b->dot != 0 || has_long_integers(b->digit, c->before))
		return false;
	c->before = b->digit;
	*classes |= TG_CLASS_INTEGER |
		((b->starts & ~b->digit) != 0 ? TG_CLASS_NEGATIVE : 0);
	store_integers_of_block(s, f->n, at, b->starts, b->digit);
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
	struct compact_found f = {
		.n = rows->n,
		.row = rows->ndim > 1 ? rows->n + (size_t)s->left : SIZE_MAX,
		.nrow = rows->nrow,
	};
	unsigned char first[2 + BLOCK];
	const unsigned char *p = first + 2;
	/* where numbers begin behind one with a point; but not the first one */
	uint64_t behind = 0, first_start = 1;
	size_t at, last = s->at;

	if (s->at + BLOCK > len)
		return;
	/* an element begins here, whatever stands before it in the text */
	memset(first, COMPACT_BEFORE, 2);
	memcpy(first + 2, text + s->at, BLOCK);
	for (at = s->at; at + BLOCK <= len; at += BLOCK, p = text + at) {
		const struct compact_block b =
			read_compact(p, rows->syntax, &c);
		struct compact_found g = f;
		uint64_t ends;

		if (b.odd || !check_dots(b.dot, b.starts, &c.dot, &ends) ||
			!check_compact_rows(&g, &b, (size_t)rows->length))
			break;
		g.n += (size_t)__builtin_popcountll(b.starts);
		if (g.n > g.row ||
			!store_compact(s, &b, &c, at, ends, &f, &g.classes))
			break;
		behind |= b.starts & ~ends & ~first_start;
		first_start = 0;
		if (b.starts != 0)
			last = at + 63 - (unsigned)__builtin_clzll(b.starts);
		f = g;
	}
	rows->classes |= f.classes | (behind != 0 ? TG_CLASS_FRACTION : 0);
	leave_last_element(s, f.n, f.row, f.nrow, last);
}
