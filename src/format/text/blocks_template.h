/*
 * The function that scans blocks of a text table which are numbers, see
 * blocks.h. It is included once for each instruction set. The including file
 * defines before it
 *
 *	BLOCKS   the name of the function
 *	LINKAGE  static, or nothing
 *	TARGET   the attribute of all functions
 *
 * and after it the function read_masks, which is all that differs between
 * instruction sets. What masks and carries are is in json/numbers_template.h.
 */
#include "format/json/numbers_template.h"
#include "format/text/blocks.h"
#include "format/text/field.h"

/* Where the bytes of each kind are in a block of text. */
struct masks {
	struct number_masks number;
	uint64_t separator, newline, cr;
};

/* For masks computed below, the bit for the first byte of the next block. */
struct carries {
	struct number_carries number;
	uint64_t separator, newline, cr;
};

/* What was found so far, in local variables of one function. */
struct found {
	size_t n;    /* elements that have begun */
	size_t row;  /* number of the element that must begin the next line */
	size_t nrow; /* lines that have ended */
	unsigned classes;
	uint64_t
		dots; /* not 0 if the last element that has begun has a point */
};

/* first and second are the bytes that separate fields; they may be the same. */
static inline TARGET struct masks read_masks(
	const unsigned char *p, char first, char second);

/*
 * True if separators and line ends are where they may be. A CR must be followed
 * by a newline. Where runs is false, a field must begin behind each separator
 * and each newline, so that none is empty. Where it is true, there may be any
 * number of separators between two fields, and around a line.
 *
 *   *lines   set to the bytes where the first fields of lines begin
 */
static inline TARGET bool
check_lines(const struct masks *m, struct carries *c, uint64_t starts,
	bool runs, uint64_t *lines)
{
	uint64_t bad = bytes_after(m->cr, &c->cr) & ~m->newline;
	uint64_t after_newline;

	if (runs) {
		after_newline = bytes_after_space(
			m->newline, m->separator, &c->newline);
	} else {
		after_newline = bytes_after(m->newline, &c->newline);
		bad |= (bytes_after(m->separator, &c->separator) |
			       after_newline) ^
			starts;
	}
	*lines = starts & after_newline;
	return bad == 0;
}

/* True if each line begins exactly when the one before it has all its fields. */
static inline TARGET bool
check_lengths(struct found *f, uint64_t starts, uint64_t lines, size_t length)
{
	for (; lines != 0; lines &= lines - 1) {
		uint64_t before = (lines & -lines) - 1;

		if (f->n + (size_t)__builtin_popcountll(starts & before) !=
			f->row)
			return false;
		f->row += length;
		f->nrow++;
	}
	return true;
}

/*
 * Count a block: the elements that begin there, and the class of those that have
 * ended. The last one may go on, and turn out to be no number at all.
 */
static inline TARGET void
count_elements(
	struct found *f, uint64_t starts, uint64_t dots, unsigned classes)
{
	uint64_t before = 0;

	if (starts != 0) {
		before = UINT64_MAX >> 1 >> __builtin_clzll(starts);
		if ((f->dots | (dots & before)) != 0)
			f->classes |= TG_CLASS_FRACTION;
		f->dots = 0;
	}
	f->classes |= classes;
	f->dots |= dots & ~before;
	f->n += (size_t)__builtin_popcountll(starts);
}

LINKAGE TARGET void
BLOCKS(struct tg_json_rows_state *s)
{
	struct tg_json_rows *rows = s->rows;
	const bool runs = rows->syntax == TG_SYNTAX_BLANKS;
	const char first = (char)tg_field_separator(rows->syntax);
	const char second = runs ? '\t' : first;
	struct carries c = { .separator = 1 };
	struct found f = {
		.n = rows->n,
		.row = rows->n + (size_t)s->left,
		.nrow = rows->nrow,
	};
	size_t at, last = s->at;

	for (at = s->at; at + BLOCK <= s->json.len; at += BLOCK) {
		struct masks m = read_masks(s->json.text + at, first, second);
		uint64_t odd = ~(bytes_of_numbers(&m.number) | m.separator |
			m.newline | m.cr);
		uint64_t starts, lines;
		unsigned classes;
		struct found g = f;

		/* a CR ends a field only if a newline follows it */
		odd |= m.cr & (UINT64_C(1) << 63);
		if (odd != 0 ||
			!check_numbers(
				&m.number, &c.number, &classes, &starts) ||
			!check_lines(&m, &c, starts, runs, &lines) ||
			!check_lengths(&g, starts, lines, (size_t)rows->length))
			break;
		if (rows->integers && m.number.dot != 0)
			break;
		count_elements(&g, starts, m.number.dot, classes);
		if (g.n > g.row)
			break;
		if (rows->integers)
			store_integers_of_block(
				s, f.n, at, starts, m.number.digit);
		else
			store_offsets_of_block(
				(uint32_t *)rows->items + f.n, at, starts);
		if (starts != 0)
			last = at + 63 - (unsigned)__builtin_clzll(starts);
		f = g;
	}
	rows->classes |= f.classes;
	leave_last_element(s, f.n, f.row, f.nrow, last);
}
