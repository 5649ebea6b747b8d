/*
 * Finds the numbers in a block of text, for the templates of functions that scan
 * blocks: rows_template.h, and that of text tables. Like these it is included
 * once for each instruction set, and the including file defines TARGET, the
 * attribute of all functions.
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

/* Where the bytes of numbers are in a block of text. */
struct number_masks {
	uint64_t digit, zero, dot, minus;
};

/* For masks computed below, the bit for the first byte of the next block. */
struct number_carries {
	uint64_t number, need_digit, minus, zero, whole, negative;
	uint64_t before; /* the digits of whole parts in the block before */
};

static inline TARGET uint64_t
bytes_of_numbers(const struct number_masks *m)
{
	return m->digit | m->dot | m->minus;
}

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
 * of whole parts, and before has those of the block before.
 */
static inline TARGET bool
has_long_integers(uint64_t whole, uint64_t before)
{
	const unsigned tail = (unsigned)__builtin_clzll(~before | 1);
	uint64_t run = whole & whole << 1;

	run &= run << 2;
	run &= run << 4;
	run &= run << 8;
	return run != 0 ||
		tail + (unsigned)__builtin_ctzll(~whole) >= LONG_INTEGER;
}

/*
 * True if all numbers are valid so far. Sets *classes to those of integers that
 * end in the block, and *starts to the bytes where numbers begin. That numbers
 * have fractions is told by their points.
 */
static inline TARGET bool
check_numbers(const struct number_masks *m, struct number_carries *c,
	unsigned *classes, uint64_t *starts)
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
	*classes = 0;
	if (end != 0) {
		*classes = TG_CLASS_INTEGER |
			(negative != 0 ? TG_CLASS_NEGATIVE : 0);
		bad |= has_long_integers(whole, c->before);
	}
	c->before = whole;
	*starts = start;
	return bad == 0;
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

/*
 * End a scan of blocks, in which n elements begin, the last one at the offset
 * last; nrow rows have ended, and element number row must begin the next one.
 * The last element may continue behind the blocks, so leave it to the caller.
 */
static inline TARGET void
leave_last_element(struct tg_json_rows_state *s, size_t n, size_t row,
	size_t nrow, size_t last)
{
	struct tg_json_rows *rows = s->rows;

	if (n == rows->n)
		return;
	s->at = last;
	rows->n = n - 1;
	rows->nrow = nrow;
	s->left = rows->ndim > 1 ? (int64_t)(row - rows->n) : INT64_MAX;
}
