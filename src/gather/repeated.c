/*
 * Moves blocks whose indices are the same in one row after the other: columns of
 * a table, and whatever else index_select picks along a dim that is not the
 * first. The indices are resolved for one row, under any policy. The other rows
 * lie a fixed step further on, so that nothing is left to do for them but to
 * copy.
 */
#include "gather/repeated.h"

#include <string.h>

#include "gather/cursor.h"
#include "gather/move.h"
#include "gather/resolve.h"

/* With fewer rows, resolving their indices one by one costs no more. */
#define ROWS_MIN 64

/*
 * Rows in input and in the output.
 *
 *   from     the first row of input, counted as the offsets are
 *   place    offsets of a row's n blocks from there, in bytes
 *   step     bytes from one row of input to the next
 *   width    bytes of a block
 *   ahead    so many rows ahead blocks are prefetched; 0: none are
 */
struct rows {
	const unsigned char *from;
	const int64_t *place;
	size_t n;
	size_t rows;
	int64_t step;
	size_t width;
	int64_t ahead;
};

/*
 * The compiler makes one loop for each width that is a constant. A row ahead may
 * be behind the end of input: as an integer its address may be computed all the
 * same. Rows are counted in bytes, so that no pointer leaves input.
 */
static inline __attribute__((always_inline)) void
copy_blocks(unsigned char *to, const struct rows *r, size_t width)
{
	const int64_t *place = r->place;
	const size_t n = r->n;
	const int64_t ahead = r->ahead * r->step;
	const unsigned char *from = r->from;
	int64_t at = 0;

	for (size_t row = 0; row < r->rows; row++, at += r->step)
		for (size_t i = 0; i < n; i++, to += width) {
			if (ahead != 0)
				__builtin_prefetch((
					const void *)((uintptr_t)from +
					(uintptr_t)(at + place[i] + ahead)));
			memcpy(to, from + (at + place[i]), width);
		}
}

/* One block in each row: a loop without an inner one takes half the time. */
static inline __attribute__((always_inline)) void
copy_column(unsigned char *to, const struct rows *r, size_t width)
{
	const unsigned char *from = r->from + r->place[0];
	const size_t rows = r->rows;
	const int64_t step = r->step;

	for (size_t row = 0; row < rows; row++)
		memcpy(to + row * width, from + (int64_t)row * step, width);
}

#define DEFINE_COPY(width)                                                \
	static void copy_##width(unsigned char *to, const struct rows *r) \
	{                                                                 \
		if (r->n == 1 && r->ahead == 0)                           \
			copy_column(to, r, width);                        \
		else                                                      \
			copy_blocks(to, r, width);                        \
	}

/* clang-format off */
DEFINE_COPY(1)
DEFINE_COPY(2)
DEFINE_COPY(4)
DEFINE_COPY(8)
DEFINE_COPY(16)
/* clang-format on */

static void
copy_rows(unsigned char *to, const struct rows *r)
{
	switch (r->width) {
	case 1:
		copy_1(to, r);
		break;
	case 2:
		copy_2(to, r);
		break;
	case 4:
		copy_4(to, r);
		break;
	case 8:
		copy_8(to, r);
		break;
	case 16:
		copy_16(to, r);
		break;
	default:
		copy_blocks(to, r, r->width);
	}
}

/* True if the innermost loop runs over rows of one block. */
static bool
rows_are_single(const struct tg_loops *loops)
{
	return loops->loop[loops->nloop - 1].index_stride == 0;
}

/* True if many rows, one behind the other, have the same indices. */
static bool
can_repeat(const struct tg_gather *g)
{
	const struct tg_loops *loops = &g->plan->blocks;
	const struct tg_loop *inner;

	/* of rows that have heads, each head is looked at */
	if (loops->nloop == 0 || g->plan->unravel || g->input->base != NULL ||
		g->input->heads.stride > 0)
		return false;
	inner = &loops->loop[loops->nloop - 1];
	if (rows_are_single(loops))
		return inner->n >= ROWS_MIN;
	return loops->nloop > 1 && inner[-1].index_stride == 0 &&
		inner[-1].n >= ROWS_MIN && inner->n <= TG_BATCH;
}

/*
 * Offsets in elements become offsets in bytes. False if a block is one of fill
 * values, which move.c has.
 */
static bool
offsets_in_bytes(int64_t *source, size_t n, int64_t size)
{
	for (size_t i = 0; i < n; i++) {
		if (source[i] == TG_FILLED)
			return false;
		source[i] *= size;
	}
	return true;
}

bool
tg_gather_repeated(const struct tg_gather *g, int64_t first, size_t n,
	void *out, bool *in_range)
{
	const int64_t size = g->input->dtype.size;
	int64_t source[TG_BATCH];
	struct rows r = {
		.from = g->input->data,
		.place = source,
		.width = (size_t)g->plan->block * (size_t)size,
	};
	unsigned char *to = out;
	struct tg_cursor c;

	*in_range = true;
	if (!can_repeat(g))
		return false;
	tg_cursor_start(&c, &g->plan->blocks, first);
	for (size_t done = 0; done < n;) {
		struct tg_tile tile = tg_cursor_tile(&c, n - done);
		const bool single = rows_are_single(&g->plan->blocks);

		if (single)
			tile.rows = 1;
		r.rows = single ? tile.n : tile.rows;
		r.n = single ? 1 : tile.n;
		r.step = size *
			(single ? tile.place.input_stride
				: tile.row.input_stride);
		r.ahead = g->far ? 1 + TG_AHEAD / (int64_t)r.n : 0;
		*in_range = tg_gather_resolve(
			g, first + (int64_t)done, r.n, source, NULL);
		if (!*in_range)
			return true;
		if (!offsets_in_bytes(source, r.n, size))
			return false;
		copy_rows(to + done * r.width, &r);
		done += tile.rows * tile.n;
		tg_cursor_advance(&c, &tile);
	}
	return true;
}
