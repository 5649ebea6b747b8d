/*
 * The function that scans blocks of text which are numbers, see rows_state.h.
 * It is included once for each instruction set. The including file defines
 * before it
 *
 *	BLOCKS  the name of the function
 *	TARGET  the attribute of all functions
 *
 * and after it the function read_masks, which is all that differs between
 * instruction sets. What masks and carries are is in numbers_template.h.
 */
#include "format/json/numbers_template.h"

/* Where the bytes of each kind are in a block of text. */
struct masks {
	struct number_masks number;
	uint64_t comma, open, close, space;
};

/* For masks computed below, the bit for the first byte of the next block. */
struct carries {
	struct number_carries number;
	uint64_t comma, open, close, between;
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
		uint64_t odd = ~(bytes_of_numbers(&m.number) | m.comma |
			m.open | m.close | m.space);
		uint64_t starts, firsts;
		unsigned classes = 0;
		struct found g = f;

		if (odd != 0 ||
			!check_numbers(
				&m.number, &c.number, &classes, &starts) ||
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
			store_integers_of_block(
				s, f.n, at, starts, m.number.digit);
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
