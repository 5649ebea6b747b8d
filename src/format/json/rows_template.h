/*
 * The function that scans blocks of text which are numbers, see rows_state.h.
 * It is included once for each instruction set. The including file defines
 * before it
 *
 *	BLOCKS  the name of the function
 *	TARGET  the attribute of all functions
 *
 * and after it the function read_masks, which is all that differs between
 * instruction sets.
 *
 * A mask has one bit for each byte of a block of text; the lowest bit is that
 * of the first byte. A condition on the neighbour of a byte is computed with a
 * shift. A condition along a run of equal bits is computed with an addition:
 * its carry comes out after the run. What crosses the end of a block is kept as
 * bit 0 of the next block.
 */
#include "io/bytes.h"
#include "format/json/rows_state.h"
#include "tensor/tensor.h"

#define BLOCK TG_JSON_ROWS_BLOCK

/* An integer of so many digits or more may have other classes than INTEGER. */
#define LONG_INTEGER 16

/* Where the bytes of each kind are in a block of text. */
struct masks {
	uint64_t digit, zero, dot, minus, comma, open, close, space;
};

/* For masks computed below, the bit for the first byte of the next block. */
struct carries {
	uint64_t number, need_digit, minus, zero, whole, negative;
	uint64_t comma, open, close, between;
	unsigned tail; /* digits of a whole part at the end of the block */
};

/* What was found so far, in local variables of one function. */
struct found {
	size_t n;      /* elements that have begun */
	size_t row;    /* number of the element that must begin the next row */
	size_t nrow;   /* rows that have ended */
	size_t opens;  /* opening brackets since a row's first element */
	size_t closes; /* closing brackets since the same */
	unsigned classes;
};

static inline TARGET struct masks read_masks(const unsigned char *p);

/* The bytes that follow those in mask. */
static inline TARGET uint64_t
bytes_after(uint64_t mask, uint64_t *carry)
{
	uint64_t shifted = mask << 1 | *carry;

	*carry = mask >> 63;
	return shifted;
}

/* The first bytes after the runs, of bits set in run, that begin at start. */
static inline TARGET uint64_t
bytes_after_runs(uint64_t start, uint64_t run, uint64_t *carry)
{
	uint64_t sum;

	*carry = __builtin_add_overflow(start | *carry, run, &sum);
	return sum & ~run;
}

/* The first bytes after those in mask that are no white space. */
static inline TARGET uint64_t
bytes_after_space(uint64_t mask, uint64_t space, uint64_t *carry)
{
	uint64_t sum, start = mask << 1 | *carry;

	*carry = mask >> 63 | __builtin_add_overflow(start, space, &sum);
	return sum & ~space;
}

/*
 * True if an integer may have LONG_INTEGER digits or more. whole has the digits
 * of whole parts; tail is how many of them end the block before.
 */
static inline TARGET bool
has_long_integers(uint64_t whole, unsigned tail)
{
	uint64_t run = whole & whole << 1;

	run &= run << 2;
	run &= run << 4;
	run &= run << 8;
	return run != 0 ||
		tail + (unsigned)__builtin_ctzll(~whole) >= LONG_INTEGER;
}

/*
 * True if all numbers are valid so far. ORs their classes into *classes, and
 * sets *starts to the bytes where numbers begin.
 */
static inline TARGET bool
check_numbers(const struct masks *m, struct carries *c, unsigned *classes,
	uint64_t *starts)
{
	uint64_t number = m->digit | m->dot | m->minus;
	uint64_t start = number & ~bytes_after(number, &c->number);
	uint64_t digit_due = bytes_after(m->dot | m->minus, &c->need_digit);
	uint64_t negative = bytes_after(m->minus, &c->minus);
	uint64_t first = (start & m->digit) | negative;
	uint64_t after_zero = bytes_after(first & m->zero, &c->zero);
	uint64_t whole, end, sum;
	uint64_t bad;

	c->whole = __builtin_add_overflow(first | c->whole, m->digit, &sum);
	whole = m->digit & ~sum;
	end = sum & ~m->digit;
	bad = (m->minus & ~start) | (digit_due & ~m->digit) |
		(after_zero & m->digit) | (m->dot & ~end);
	end &= ~m->dot;
	negative = bytes_after_runs(negative, m->digit, &c->negative) & ~m->dot;
	*classes |= (m->dot ? TG_CLASS_FRACTION : 0) |
		(negative ? TG_CLASS_NEGATIVE : 0);
	if (end != 0) {
		*classes |= TG_CLASS_INTEGER;
		bad |= has_long_integers(whole, c->tail);
	}
	c->tail = (unsigned)__builtin_clzll(~whole | 1);
	*starts = start;
	return bad == 0;
}

/*
 * True if commas and brackets are where they may be. A comma or [ must be
 * followed by a number or [. A number or ] must be followed by a comma or ]. So
 * between two numbers there is one comma; it has ] before it and [ after it, or
 * neither.
 *
 *   deep    several brackets may follow each other: the tensor has over 2 dims
 *   *rows   set to the bytes where the first elements of rows begin
 */
static inline TARGET bool
check_structure(const struct masks *m, struct carries *c, uint64_t starts,
	bool deep, uint64_t *rows)
{
	uint64_t after_comma = bytes_after_space(m->comma, m->space, &c->comma);
	uint64_t after_open = bytes_after_space(m->open, m->space, &c->open);
	uint64_t after_close = bytes_after_space(m->close, m->space, &c->close);
	uint64_t between = bytes_after_space(
		m->comma & after_close, m->space, &c->between);
	uint64_t bad;

	bad = (after_comma | after_open) ^ (starts | m->open);
	bad |= between ^ (m->open & ~after_open);
	if (!deep)
		bad |= (after_open & m->open) | (after_close & m->close);
	*rows = starts & after_open;
	return bad == 0;
}

/*
 * True if each row begins exactly when the row before it has all its elements,
 * and with as many opening brackets as there were closing ones.
 *
 *   firsts   the bytes where the first elements of rows begin
 */
static inline TARGET bool
check_rows(const struct tg_json_rows *rows, const struct masks *m,
	struct found *f, uint64_t starts, uint64_t firsts)
{
	for (; firsts != 0; firsts &= firsts - 1) {
		uint64_t before = (firsts & -firsts) - 1;
		size_t n = f->n + (size_t)__builtin_popcountll(starts & before);

		if (n != f->row)
			return false;
		f->row += (size_t)rows->length;
		if (rows->ndim > 2) {
			size_t open = f->opens +
				(size_t)__builtin_popcountll(m->open & before);
			size_t close = f->closes +
				(size_t)__builtin_popcountll(m->close & before);

			if (open != close || open >= (size_t)rows->ndim)
				return false;
			rows->closed[f->nrow] = (unsigned char)open;
			f->opens -= open;
			f->closes -= open;
		}
		f->nrow++;
	}
	return true;
}

/* The integer that begins at p. */
static inline TARGET int64_t
parse_integer_at(const unsigned char *p)
{
	/*
	 * Load a whole word: a byte would be written to a part of a register,
	 * which then has to wait for the rest of it.
	 */
	bool negative = (tg_json_load(p) & 0xFF) == '-';
	uint64_t v, other;

	p += negative;
	other = tg_json_not_digits(p);
	if (other != 0) {
		/*
		 * Shift the digits to the top, with zeros before them. A sign
		 * that ends the block may have no digit after it. The next
		 * block will find that, so v does not matter then.
		 */
		unsigned shift = 64 - ((unsigned)__builtin_ctzll(other) & 0x38);

		v = (tg_json_load(p) ^ 0x3030303030303030) << (shift & 63);
		v = (v * 10 + (v >> 8)) & 0x00FF00FF00FF00FF;
		v = (v * 100 + (v >> 16)) & 0x0000FFFF0000FFFF;
		v = (v * 10000 + (v >> 32)) & 0x00000000FFFFFFFF;
	} else {
		for (v = 0; tg_json_is_digit(*p); p++)
			v = v * 10 + (uint64_t)(*p - '0');
	}
	return (int64_t)(negative ? -v : v);
}

/* Store the integers that begin at starts as items n and up. */
static inline TARGET void
store_integers_of_block(struct tg_json_rows_state *s, size_t n, size_t at,
	uint64_t starts, uint64_t digits)
{
	const unsigned char *p = s->json.text + at;
	int64_t *values = s->rows->items;

	if (starts == digits) {
		/* one digit each, but the last may have more to come */
		for (; starts << 1 != 0; starts &= starts - 1)
			values[n++] = p[__builtin_ctzll(starts)] - '0';
	}
	for (; starts != 0; starts &= starts - 1)
		tg_json_rows_push(values, n++,
			parse_integer_at(p + __builtin_ctzll(starts)),
			&s->bits);
}

/* Store the offsets of elements that begin at starts; at is the block's own. */
static inline TARGET void
store_offsets_of_block(uint32_t *offsets, size_t at, uint64_t starts)
{
	for (; starts != 0; offsets += 4) {
		/* the next block writes over what is too much */
#pragma GCC unroll 4
		for (int i = 0; i < 4; i++) {
			offsets[i] = (uint32_t)(at +
				(unsigned)__builtin_ctzll(starts | 1ull << 63));
			starts &= starts - 1;
		}
	}
}

TARGET void
BLOCKS(struct tg_json_rows_state *s)
{
	struct tg_json_rows *rows = s->rows;
	struct carries c = { .comma = 1 };
	struct found f = {
		.n = rows->n,
		.row = rows->ndim > 1 ? rows->n + (size_t)s->left : SIZE_MAX,
		.nrow = rows->nrow,
	};
	size_t at, last = s->at;

	for (at = s->at; at + BLOCK <= s->json.len; at += BLOCK) {
		struct masks m = read_masks(s->json.text + at);
		uint64_t odd = ~(m.digit | m.dot | m.minus | m.comma | m.open |
			m.close | m.space);
		uint64_t starts, firsts;
		unsigned classes = 0;
		struct found g = f;

		if (odd != 0 || !check_numbers(&m, &c, &classes, &starts) ||
			!check_structure(
				&m, &c, starts, rows->ndim > 2, &firsts) ||
			!check_rows(rows, &m, &g, starts, firsts))
			break;
		if (rows->integers && classes & TG_CLASS_FRACTION)
			break;
		g.n += (size_t)__builtin_popcountll(starts);
		if (g.n > g.row)
			break;
		if (rows->integers)
			store_integers_of_block(s, f.n, at, starts, m.digit);
		else
			store_offsets_of_block(
				(uint32_t *)rows->items + f.n, at, starts);
		if (starts != 0)
			last = at + 63 - (unsigned)__builtin_clzll(starts);
		if (rows->ndim > 2) {
			g.opens += (size_t)__builtin_popcountll(m.open);
			g.closes += (size_t)__builtin_popcountll(m.close);
		}
		g.classes |= classes;
		f = g;
	}
	rows->classes |= f.classes;
	if (f.n == rows->n)
		return;
	/* the last element may continue, so leave it to the caller */
	s->at = last;
	rows->n = f.n - 1;
	rows->nrow = f.nrow;
	s->left = rows->ndim > 1 ? (int64_t)(f.row - rows->n) : INT64_MAX;
}
