#include "gather.h"
#include "walk.h"

/* The index may be any: no address is computed from it that C knows of. */
static const void *
fetch_at(const void *place, uint64_t bytes)
{
	return (const void *)((uintptr_t)place + (uintptr_t)bytes);
}

/*
 * Elements of a tile, whose first index is at from. An index that is out of
 * range reads element 0 instead, and is found at the end: a branch for each
 * would cost more. Of the first fetched elements, the index TG_AHEAD further
 * tells what to fetch into cache; there may be none, as long as it can be read.
 * Returns the bits of all that was out of range.
 */
#define FUSED(name, index_type, element_type)                                   \
	static uint64_t name(element_type *to, const index_type *from,          \
		const element_type *input, const struct tg_tile *tile,          \
		const struct tg_component *component, size_t fetched)           \
	{                                                                       \
		const uint64_t limit = (uint64_t)component->limit;              \
		const int64_t stride = component->input_stride;                 \
		const int64_t step = tile->place.index_stride;                  \
		const int64_t move = tile->place.input_stride;                  \
		uint64_t bad = 0;                                               \
		size_t k = 0;                                                   \
                                                                                \
		for (size_t r = 0; r < tile->rows; r++) {                       \
			for (int64_t i = 0; i < (int64_t)tile->n; i++, k++) {   \
				const element_type *place = input + i * move;   \
				uint64_t v =                                    \
					(uint64_t)(int64_t)from[i * step];      \
                                                                                \
				if (k < fetched)                                \
					__builtin_prefetch(fetch_at(place,      \
						(uint64_t)(int64_t)from[i +     \
							TG_AHEAD] *             \
							(uint64_t)stride *      \
							sizeof(element_type))); \
				bad |= v >= limit;                              \
				v = v < limit ? v : 0;                          \
				to[k] = place[(int64_t)v * stride];             \
			}                                                       \
			from += tile->row.index_stride;                         \
			input += tile->row.input_stride;                        \
		}                                                               \
		return bad;                                                     \
	}

/* clang-format off */
FUSED(fused_8_8, int64_t, uint64_t)
FUSED(fused_8_4, int64_t, uint32_t)
FUSED(fused_4_8, int32_t, uint64_t)
FUSED(fused_4_4, int32_t, uint32_t)
/* clang-format on */

/* Only where indices lie one behind the other is it known what comes. */
static size_t
count_fetched(const struct tg_tile *tile)
{
	const size_t n = tile->rows * tile->n;

	if (tile->place.index_stride != 1 || n <= TG_AHEAD ||
		(tile->rows > 1 && tile->row.index_stride != (int64_t)tile->n))
		return 0;
	return n - TG_AHEAD;
}

static uint64_t
move_tile(const struct tg_gather *g, const struct tg_cursor *c,
	const struct tg_tile *tile, unsigned char *to)
{
	const struct tg_component *component = g->plan->component;
	const int64_t size = g->input->dtype.size;
	const int64_t index_size = g->index->dtype.size;
	const size_t fetched = g->far ? count_fetched(tile) : 0;
	const void *input =
		g->input->data + (c->input - g->input_origin) * size;
	const void *from = g->index->data +
		(c->index + component->index_offset - g->index_origin) *
			index_size;

	if (index_size == 8)
		return size == 8 ? fused_8_8((uint64_t *)to, from, input, tile,
					   component, fetched)
				 : fused_8_4((uint32_t *)to, from, input, tile,
					   component, fetched);
	return size == 8 ? fused_4_8((uint64_t *)to, from, input, tile,
				   component, fetched)
			 : fused_4_4((uint32_t *)to, from, input, tile,
				   component, fetched);
}

static bool
is_aligned(const void *p, size_t size)
{
	return (uintptr_t)p % size == 0;
}

bool
tg_gather_fused(const struct tg_gather *g, int64_t first, size_t n, void *out,
	bool *in_range)
{
	const size_t size = g->input->dtype.size;
	const struct tg_dtype *index = &g->index->dtype;
	unsigned char *to = out;
	struct tg_cursor c;
	uint64_t bad = 0;

	if (g->plan->block != 1 || g->plan->ncomponent != 1 ||
		g->plan->unravel || g->plan->component->limit == 0 ||
		!tg_policy_is_plain(&g->policy) || (size != 4 && size != 8) ||
		(index->type != TG_INT64 && index->type != TG_INT32) ||
		index->big_endian != TG_HOST_BIG_ENDIAN ||
		!is_aligned(g->input->data, size) || !is_aligned(out, size) ||
		!is_aligned(g->index->data, index->size))
		return false;
	tg_cursor_start(&c, &g->plan->blocks, first);
	for (size_t done = 0; done < n;) {
		const struct tg_tile tile = tg_cursor_tile(&c, n - done);

		bad |= move_tile(g, &c, &tile, to + done * size);
		done += tile.rows * tile.n;
		tg_cursor_advance(&c, &tile);
	}
	*in_range = bad == 0;
	return true;
}
