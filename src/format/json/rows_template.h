/*
 * The function that scans blocks of text which are numbers, see rows_state.h.
 * It is included once for each instruction set. The including file defines
 * before it
 *
 *	BLOCKS   the name of the function
 *	LINKAGE  static, or nothing
 *	TARGET   the attribute of all functions
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
	uint64_t after_comma, after_open, after_close, between, bad;

	/* most texts have no white space, or some in every block */
	if (m->space == 0) {
		after_comma = bytes_after(m->comma, &c->comma);
		after_open = bytes_after(m->open, &c->open);
		after_close = bytes_after(m->close, &c->close);
		between = bytes_after(m->comma & after_close, &c->between);
	} else {
		after_comma = bytes_after_space(m->comma, m->space, &c->comma);
		after_open = bytes_after_space(m->open, m->space, &c->open);
		after_close = bytes_after_space(m->close, m->space, &c->close);
		between = bytes_after_space(
			m->comma & after_close, m->space, &c->between);
	}

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

LINKAGE TARGET void
BLOCKS(struct tg_json_rows_state *s)
{
	struct tg_json_rows *rows = s->rows;
	const bool deep = rows->ndim > 2, integers = rows->integers;
	struct carries c = { .comma = 1 };
	const unsigned char *text = s->json.text;
	const size_t len = s->json.len;
	uint64_t dots = 0;
	struct found f = {
		.n = rows->n,
		.row = rows->ndim > 1 ? rows->n + (size_t)s->left : SIZE_MAX,
		.nrow = rows->nrow,
	};
	size_t at, last = s->at;

	for (at = s->at; at + BLOCK <= len; at += BLOCK) {
		struct masks m = read_masks(text + at);
		uint64_t odd = ~(bytes_of_numbers(&m.number) | m.comma |
			m.open | m.close | m.space);
		uint64_t starts, firsts;
		unsigned classes;
		struct found g = f;

		if (odd != 0 ||
			!check_numbers(
				&m.number, &c.number, &classes, &starts) ||
			!check_structure(&m, &c, starts, deep, &firsts) ||
			!check_rows(rows, &m, &g, starts, firsts))
			break;
		if (integers && m.number.dot != 0)
			break;
		g.n += (size_t)__builtin_popcountll(starts);
		if (g.n > g.row)
			break;
		if (integers)
			store_integers_of_block(
				s, f.n, at, starts, m.number.digit);
		else
			store_offsets_of_block(
				(uint32_t *)rows->items + f.n, at, starts);
		if (starts != 0)
			last = at + 63 - (unsigned)__builtin_clzll(starts);
		if (deep) {
			g.opens += (size_t)__builtin_popcountll(m.open);
			g.closes += (size_t)__builtin_popcountll(m.close);
		}
		g.classes |= classes;
		dots |= m.number.dot;
		f = g;
	}
	rows->classes |= f.classes | (dots != 0 ? TG_CLASS_FRACTION : 0);
	leave_last_element(s, f.n, f.row, f.nrow, last);
}
