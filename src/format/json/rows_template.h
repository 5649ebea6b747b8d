/*
 * The function that steps over blocks of numbers, included once for each
 * instruction set. Before it stand
 *
 *	BLOCKS  the name of the function to define
 *	TARGET  the attribute of all functions
 *
 * and a function read_masks follows, which is all that differs.
 *
 * A mask has one bit for each byte of a block, the first one lowest. What a
 * byte asks of its neighbour is a shift; what holds along a run of bytes is an
 * addition, whose carry comes out behind the run. What crosses the end of a
 * block is kept as bit 0 for the next one.
 */
#include "io/bytes.h"
#include "format/json/rows_state.h"
#include "tensor/tensor.h"

#define BLOCK TG_JSON_ROWS_BLOCK

/* Integers of so many digits may be more than their class INTEGER says. */
#define LONG_INTEGER 16

struct masks {
	uint64_t digit, zero, dot, minus, comma, open, close, space;
};

/* Of each mask below what it has for the first byte of the next block. */
struct carries {
	uint64_t number, need_digit, minus, zero, whole, negative;
	uint64_t comma, open, close, between;
	unsigned tail; /* digits at the end of the block, of a whole part */
};

/* Where the scan stands, in locals of one function. */
struct front {
	size_t n;     /* elements that have started */
	size_t row;   /* the number of the next one that starts a row */
	size_t nrow;  /* rows that have ended */
	size_t opens; /* in blocks so far, less those of rows done */
	size_t closes;
	unsigned classes;
};

static inline TARGET struct masks read_masks(const unsigned char *p);

static inline TARGET uint64_t
behind(uint64_t mask, uint64_t *carry)
{
	uint64_t shifted = mask << 1 | *carry;

	*carry = mask >> 63;
	return shifted;
}

/* The bytes behind runs of digits that begin at start. */
static inline TARGET uint64_t
run_end(uint64_t start, uint64_t run, uint64_t *carry)
{
	uint64_t sum;

	*carry = __builtin_add_overflow(start | *carry, run, &sum);
	return sum & ~run;
}

/* The first bytes behind those of mask that are no space. */
static inline TARGET uint64_t
follow(uint64_t mask, uint64_t space, uint64_t *carry)
{
	uint64_t sum, start = mask << 1 | *carry;

	*carry = mask >> 63 | __builtin_add_overflow(start, space, &sum);
	return sum & ~space;
}

/* True if an integer may have LONG_INTEGER digits; whole has their digits. */
static inline TARGET bool
long_integers(uint64_t whole, unsigned tail)
{
	uint64_t run = whole & whole << 1;

	run &= run << 2;
	run &= run << 4;
	run &= run << 8;
	return run != 0 ||
		tail + (unsigned)__builtin_ctzll(~whole) >= LONG_INTEGER;
}

/* True when all numbers are; ORs their classes, and sets where they start. */
static inline TARGET bool
check_numbers(const struct masks *m, struct carries *c, unsigned *classes,
	uint64_t *starts)
{
	uint64_t number = m->digit | m->dot | m->minus;
	uint64_t start = number & ~behind(number, &c->number);
	uint64_t digit_due = behind(m->dot | m->minus, &c->need_digit);
	uint64_t negative = behind(m->minus, &c->minus);
	uint64_t first = (start & m->digit) | negative;
	uint64_t after_zero = behind(first & m->zero, &c->zero);
	uint64_t whole, end, sum;
	uint64_t bad;

	c->whole = __builtin_add_overflow(first | c->whole, m->digit, &sum);
	whole = m->digit & ~sum;
	end = sum & ~m->digit;
	bad = (m->minus & ~start) | (digit_due & ~m->digit) |
		(after_zero & m->digit) | (m->dot & ~end);
	end &= ~m->dot;
	negative = run_end(negative, m->digit, &c->negative) & ~m->dot;
	*classes |= (m->dot ? TG_CLASS_FRACTION : 0) |
		(negative ? TG_CLASS_NEGATIVE : 0);
	if (end != 0) {
		*classes |= TG_CLASS_INTEGER;
		bad |= long_integers(whole, c->tail);
	}
	c->tail = (unsigned)__builtin_clzll(~whole | 1);
	*starts = start;
	return bad == 0;
}

/*
 * True when commas and brackets stand as they may. Behind a comma or [ comes a
 * number or [, behind a number or ] comes a comma or ]. Between two numbers
 * there is then one comma with ] before it and [ behind it; either both are
 * there or none is. *rows is set to the starts of rows.
 */
static inline TARGET bool
check_structure(const struct masks *m, struct carries *c, uint64_t starts,
	bool deep, uint64_t *rows)
{
	uint64_t after_comma = follow(m->comma, m->space, &c->comma);
	uint64_t after_open = follow(m->open, m->space, &c->open);
	uint64_t after_close = follow(m->close, m->space, &c->close);
	uint64_t between =
		follow(m->comma & after_close, m->space, &c->between);
	uint64_t bad;

	bad = (after_comma | after_open) ^ (starts | m->open);
	bad |= between ^ (m->open & ~after_open);
	if (!deep)
		bad |= (after_open & m->open) | (after_close & m->close);
	*rows = starts & after_open;
	return bad == 0;
}

/*
 * True when each row starts where the one before it is full, behind as many
 * brackets as closed.
 */
static inline TARGET bool
check_rows(const struct tg_json_rows *rows, const struct masks *m,
	struct front *f, uint64_t starts, uint64_t firsts)
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

static inline TARGET int64_t
integer_at(const unsigned char *p)
{
	/* a whole word: part of a register would wait for the rest of it */
	bool negative = (tg_json_load(p) & 0xFF) == '-';
	uint64_t v, other;

	p += negative;
	other = tg_json_not_digits(p);
	if (other != 0) {
		/*
		 * The digits moved to the top, zeros before them. A sign
		 * that ends the block may have no digit behind it: the next
		 * block will refuse it, and v does not matter.
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

static inline TARGET void
keep_integers(struct tg_json_rows_state *s, size_t n, size_t at,
	uint64_t starts, uint64_t digits)
{
	const unsigned char *p = s->json.text + at;
	int64_t *values = s->rows->items;

	if (starts == digits) {
		/* one digit each, but the last may go on in the next block */
		for (; starts << 1 != 0; starts &= starts - 1)
			values[n++] = p[__builtin_ctzll(starts)] - '0';
	}
	for (; starts != 0; starts &= starts - 1)
		tg_json_rows_push(values, n++,
			integer_at(p + __builtin_ctzll(starts)), &s->bits);
}

static inline TARGET void
keep_offsets(uint32_t *offsets, size_t at, uint64_t starts)
{
	for (; starts != 0; offsets += 4) {
		/* what is too much is written over by the next block */
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
	struct front f = {
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
		struct front g = f;

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
			keep_integers(s, f.n, at, starts, m.digit);
		else
			keep_offsets((uint32_t *)rows->items + f.n, at, starts);
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
	/* the last one is not known to be whole */
	s->at = last;
	rows->n = f.n - 1;
	rows->nrow = f.nrow;
	s->left = rows->ndim > 1 ? (int64_t)(f.row - rows->n) : INT64_MAX;
}
