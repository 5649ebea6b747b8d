/*
 * Copies blocks of elements from input to the output, once their offsets are
 * known. It knows the size of an element but not its dtype: there is one loop
 * for each usual size, and one for blocks of any size. Elements of an input
 * that does not fit into the cache are prefetched, which gives most of the
 * speed of random accesses to a large input.
 */
#include "gather/move.h"

#include <string.h>

#include "gather/resolve.h"
#include "tensor/based.h"

/* The element may be TG_FILLED: any address does then, so that it may wrap. */
static inline void
prefetch_element(const unsigned char *from, int64_t source, size_t width)
{
	__builtin_prefetch(
		(const void *)((uintptr_t)from + (uintptr_t)source * width));
}

static void
prefetch_first(const unsigned char *from, const int64_t *source, size_t n,
	size_t width)
{
	for (size_t i = 0; i < n && i < TG_AHEAD; i++)
		prefetch_element(from, source[i], width);
}

#define DEFINE_MOVE(width)                                                     \
	static void move_##width(unsigned char *to, const unsigned char *from, \
		const int64_t *source, size_t n, const unsigned char *fill,    \
		size_t fetched)                                                \
	{                                                                      \
		for (size_t i = 0; i < n; i++) {                               \
			const unsigned char *element = source[i] < 0           \
				? fill                                         \
				: from + source[i] * width;                    \
                                                                               \
			if (i < fetched)                                       \
				prefetch_element(                              \
					from, source[i + TG_AHEAD], width);    \
			memcpy(to + i * width, element, width);                \
		}                                                              \
	}

/* clang-format off */
DEFINE_MOVE(1)
DEFINE_MOVE(2)
DEFINE_MOVE(4)
DEFINE_MOVE(8)
DEFINE_MOVE(16)
/* clang-format on */

static void
fill_block(const struct tg_gather *g, unsigned char *to)
{
	const size_t size = g->input->dtype.size;

	for (int64_t i = 0; i < g->plan->block; i++)
		memcpy(to + (size_t)i * size, g->fill, size);
}

/*
 * Of long blocks so many are prefetched ahead, and at most so many bytes of
 * each; LINE is the size of a cache line.
 */
#define BLOCKS_AHEAD 4
#define LINE         ((size_t)64)
#define FETCHED      (32 * LINE)

/* Prefetch each cache line that has some of n bytes. */
static inline void
prefetch(const unsigned char *from, size_t n)
{
	const unsigned char *line = from - (uintptr_t)from % LINE;

	for (; line < from + n; line += LINE)
		__builtin_prefetch(line);
}

static void
move_blocks(const struct tg_gather *g, const int64_t *source, size_t n,
	unsigned char *to)
{
	const int64_t size = g->input->dtype.size;
	const size_t width = (size_t)g->plan->block * (size_t)size;
	const size_t fetched = width < FETCHED ? width : FETCHED;
	const unsigned char *from = g->input->data;

	for (size_t i = 0; i < n; i++, to += width) {
		if (g->far && i + BLOCKS_AHEAD < n &&
			source[i + BLOCKS_AHEAD] != TG_FILLED)
			prefetch(from + source[i + BLOCKS_AHEAD] * size,
				fetched);
		if (source[i] == TG_FILLED)
			fill_block(g, to);
		else
			memcpy(to, from + source[i] * size, width);
	}
}

/* Move blocks of a tensor with base, whose elements have to be unfolded. */
static void
move_based(const struct tg_gather *g, const int64_t *source, size_t n,
	unsigned char *to)
{
	const size_t block = (size_t)g->plan->block;
	const size_t width = block * g->input->dtype.size;

	for (size_t i = 0; i < n; i++, to += width)
		if (source[i] == TG_FILLED)
			fill_block(g, to);
		else
			tg_tensor_unfold(g->input, source[i], block, to);
}

void
tg_gather_move(
	const struct tg_gather *g, const int64_t *source, size_t n, void *out)
{
	const unsigned char *from = g->input->data, *fill = g->fill;
	const size_t size = g->input->dtype.size;
	const size_t fetched = g->far && n > TG_AHEAD ? n - TG_AHEAD : 0;

	if (g->input->base != NULL) {
		move_based(g, source, n, out);
		return;
	}
	if (g->plan->block > 1 || size > 16 || (size & (size - 1)) != 0) {
		move_blocks(g, source, n, out);
		return;
	}
	if (fetched > 0)
		prefetch_first(from, source, n, size);
	switch (size) {
	case 1:
		move_1(out, from, source, n, fill, fetched);
		break;
	case 2:
		move_2(out, from, source, n, fill, fetched);
		break;
	case 4:
		move_4(out, from, source, n, fill, fetched);
		break;
	case 8:
		move_8(out, from, source, n, fill, fetched);
		break;
	default:
		move_16(out, from, source, n, fill, fetched);
	}
}
