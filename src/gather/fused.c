/*
 * Resolves indices and moves elements in one loop, for the dtypes of index and
 * input that most jobs have. No offsets are stored between the two, which makes
 * a gather along the last dim about as fast as copying its result.
 */
#include "gather/fused.h"

#include "gather/bounds.h"
#include "gather/cursor.h"
#include "gather/move.h"
#include "tensor/based.h"

/*
 * So many indices are checked and then used, while they are in the nearest cache.
 * Where elements are prefetched, longer runs are better.
 */
#define NEAR 2048

/*
 * The address to prefetch. The index behind it is not checked yet, so that the
 * address may be outside of the array: as a pointer that would be undefined
 * behaviour, as an integer it is not.
 */
static const void *
address_to_prefetch(const void *place, uint64_t bytes)
{
	return (const void *)((uintptr_t)place + (uintptr_t)bytes);
}

/*
 * Move the elements of one tile.
 *
 *   from      the tile's indices, contiguous
 *   number    offset in input of the tile's first place, without its index
 *   move      what input moves by from place to place, mostly 0
 *   row       what input moves by from row to row
 *   stride    what an index is multiplied by, mostly 1
 *   at(i)     element i of input; elements[i] is the memory it is read from
 *   fetched   for so many places, the first ones, the element of the place
 *             TG_AHEAD further on is prefetched
 */
#define LOOP(element_type, elements, at)                                       \
	for (size_t r = 0; r < tile->rows; r++, number += row) {               \
		int64_t place = number;                                        \
                                                                               \
		for (size_t i = 0; i < tile->n; i++, k++, place += move) {     \
			if (k < fetched)                                       \
				__builtin_prefetch(address_to_prefetch(        \
					elements,                              \
					((uint64_t)place +                     \
						(uint64_t)from[k + TG_AHEAD] * \
							(uint64_t)stride) *    \
						sizeof(*(elements))));         \
			to[k] = (element_type)at(                              \
				place + (int64_t)from[k] * stride);            \
		}                                                              \
	}

/* Element i of a tensor without base, and of one with base. */
#define PLAIN(i) elements[i]
#define BASED(i) tg_tensor_based(input, i)

/*
 * Rows of n places each, whose elements are near: the loop of most jobs. It is
 * made anew for each n that is a constant, since most rows are short.
 */
#define DEFINE_ROWS(name, index_type, element_type)                            \
	static inline __attribute__((always_inline)) void rows_##name(         \
		element_type *restrict to, const index_type *restrict from,    \
		const element_type *first, const struct tg_tile *tile,         \
		size_t n)                                                      \
	{                                                                      \
		const int64_t row = tile->row.input_stride;                    \
                                                                               \
		for (size_t r = 0; r < tile->rows; r++) {                      \
			const element_type *place = first + (int64_t)r * row;  \
                                                                               \
			_Pragma("GCC unroll 8") for (size_t i = 0; i < n; i++) \
				to[i] = place[from[i]];                        \
			to += n;                                               \
			from += n;                                             \
		}                                                              \
	}

#define DEFINE_MOVE(name, index_type, element_type)                          \
	DEFINE_ROWS(name, index_type, element_type)                          \
	static void name(element_type *to, const index_type *from,           \
		const struct tg_tensor *input, int64_t number,               \
		const struct tg_tile *tile, int64_t stride, size_t fetched)  \
	{                                                                    \
		const int64_t move = tile->place.input_stride;               \
		const int64_t row = tile->row.input_stride;                  \
		const element_type *elements = (const void *)input->data;    \
		const uint16_t *distances = (const void *)input->data;       \
		size_t k = 0;                                                \
                                                                             \
		if (input->base != NULL)                                     \
			LOOP(element_type, distances, BASED)                 \
		else if (stride != 1 || move != 0 || fetched != 0)           \
			LOOP(element_type, elements, PLAIN)                  \
		else if (tile->n == 2)                                       \
			rows_##name(to, from, elements + number, tile, 2);   \
		else if (tile->n == 4)                                       \
			rows_##name(to, from, elements + number, tile, 4);   \
		else if (tile->n == 8)                                       \
			rows_##name(to, from, elements + number, tile, 8);   \
		else                                                         \
			rows_##name(                                         \
				to, from, elements + number, tile, tile->n); \
	}

/* move_I_E: indices of I bytes, elements of E bytes. */
/* clang-format off */
DEFINE_MOVE(move_8_8, int64_t, uint64_t)
DEFINE_MOVE(move_8_4, int64_t, uint32_t)
DEFINE_MOVE(move_4_8, int32_t, uint64_t)
DEFINE_MOVE(move_4_4, int32_t, uint32_t)
/* clang-format on */

/* Return false, and move nothing, if an index is out of range. */
static bool
move_tile(const struct tg_gather *g, const struct tg_cursor *c,
	const struct tg_tile *tile, void *to)
{
	const struct tg_component *component = g->plan->component;
	const int64_t size = g->input->dtype.size,
		      stride = component->input_stride;
	const int64_t index_size = g->index->dtype.size;
	const size_t n = tile->rows * tile->n;
	const size_t fetched = g->far && n > TG_AHEAD ? n - TG_AHEAD : 0;
	const int64_t number = c->input - g->input_origin;
	const void *from = g->index->data +
		(c->index + component->index_offset - g->index_origin) *
			index_size;

	if (index_size == 8 ? !tg_bounds_hold_8(from, n, component->limit)
			    : !tg_bounds_hold_4(from, n, component->limit))
		return false;
	if (index_size == 8 && size == 8)
		move_8_8(to, from, g->input, number, tile, stride, fetched);
	else if (index_size == 8)
		move_8_4(to, from, g->input, number, tile, stride, fetched);
	else if (size == 8)
		move_4_8(to, from, g->input, number, tile, stride, fetched);
	else
		move_4_4(to, from, g->input, number, tile, stride, fetched);
	return true;
}

/* True if the indices of every tile are contiguous. */
static bool
has_contiguous_indices(const struct tg_loops *loops)
{
	const struct tg_loop *loop = loops->loop;
	const int n = loops->nloop;

	return n > 0 && loop[n - 1].index_stride == 1 &&
		(n == 1 || loop[n - 2].index_stride == loop[n - 1].n);
}

static bool
is_aligned(const void *p, size_t size)
{
	return (uintptr_t)p % size == 0;
}

static bool
can_fuse(const struct tg_gather *g, const void *out)
{
	const struct tg_plan *plan = g->plan;
	const struct tg_dtype *index = &g->index->dtype;
	const size_t size = g->input->dtype.size;

	return plan->block == 1 && plan->ncomponent == 1 && !plan->unravel &&
		g->input->heads.stride == 0 &&
		has_contiguous_indices(&plan->blocks) &&
		!g->policy.has_ignored && g->policy.base == 0 &&
		(size == 4 || size == 8) &&
		(index->type == TG_INT64 || index->type == TG_INT32) &&
		index->big_endian == TG_HOST_BIG_ENDIAN &&
		is_aligned(g->input->data, size) && is_aligned(out, size) &&
		is_aligned(g->index->data, index->size);
}

bool
tg_gather_fused(const struct tg_gather *g, int64_t first, size_t n, void *out,
	bool *in_range)
{
	const size_t size = g->input->dtype.size;
	const size_t most = g->far ? n : NEAR;
	unsigned char *to = out;
	struct tg_cursor c;

	if (!can_fuse(g, out))
		return false;
	*in_range = true;
	tg_cursor_start(&c, &g->plan->blocks, first);
	for (size_t done = 0; done < n && *in_range;) {
		const size_t some = n - done < most ? n - done : most;
		const struct tg_tile tile = tg_cursor_tile(&c, some);

		*in_range = move_tile(g, &c, &tile, to + done * size);
		done += tile.rows * tile.n;
		tg_cursor_advance(&c, &tile);
	}
	/* other policies may know what an index out of range means */
	return *in_range || tg_policy_is_plain(&g->policy);
}
