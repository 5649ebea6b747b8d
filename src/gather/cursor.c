/*
 * Goes through the nested loops of a plan, beginning at any place, and reads
 * the indices on the way. The gather's other functions use it to find their
 * offsets. The two innermost loops are handled together as tiles, so that each
 * integer dtype and byte order needs only one short loop.
 */
#include "gather/cursor.h"

#include <string.h>

#include "base/least.h"
#include "gather/cast.h"

void
tg_cursor_start(struct tg_cursor *c, const struct tg_loops *loops, int64_t n)
{
	c->loops = loops;
	c->input = c->index = 0;
	for (int i = loops->nloop - 1; i >= 0; i--) {
		const struct tg_loop *loop = &loops->loop[i];

		c->at[i] = n % loop->n;
		n /= loop->n;
		c->input += c->at[i] * loop->input_stride;
		c->index += c->at[i] * loop->index_stride;
	}
}

struct tg_tile
tg_cursor_tile(const struct tg_cursor *c, size_t n)
{
	const int inner = c->loops->nloop - 1;
	struct tg_tile tile = { .rows = 1, .n = 1 };
	uint64_t left;

	if (inner < 0)
		return tile;
	tile.place = c->loops->loop[inner];
	left = (uint64_t)(tile.place.n - c->at[inner]);
	tile.n = (size_t)tg_least_bytes(left, n);
	if (inner == 0 || c->at[inner] != 0 || left > n)
		return tile;
	tile.row = c->loops->loop[inner - 1];
	left = (uint64_t)(tile.row.n - c->at[inner - 1]);
	tile.rows = (size_t)tg_least_bytes(left, n / tile.n);
	return tile;
}

/*
 * Advance loop i by n iterations; it has at least so many left. Where it ends,
 * the loop outside it advances by one.
 */
static void
advance_loop(struct tg_cursor *c, int i, int64_t n)
{
	const struct tg_loop *loop = &c->loops->loop[i];

	c->at[i] += n;
	c->input += n * loop->input_stride;
	c->index += n * loop->index_stride;
	while (c->at[i] == loop->n && i > 0) {
		c->at[i] = 0;
		c->input -= loop->n * loop->input_stride;
		c->index -= loop->n * loop->index_stride;
		loop = &c->loops->loop[--i];
		c->at[i]++;
		c->input += loop->input_stride;
		c->index += loop->index_stride;
	}
}

void
tg_cursor_advance(struct tg_cursor *c, const struct tg_tile *tile)
{
	const int inner = c->loops->nloop - 1;

	if (tile->rows > 1)
		advance_loop(c, inner - 1, (int64_t)tile->rows);
	else if (inner >= 0)
		advance_loop(c, inner, (int64_t)tile->n);
}

/*
 * Read the integers of a tile as int64_t; from is where the first one is. A
 * uint64 keeps its bits, so that one above the range of int64 looks negative.
 */
#define DEFINE_LOAD(name, type, convert)                                  \
	static void load_##name(int64_t *to, const unsigned char *from,   \
		const struct tg_tile *tile)                               \
	{                                                                 \
		const int64_t step =                                      \
			tile->place.index_stride * (int64_t)sizeof(type); \
		const int64_t row =                                       \
			tile->row.index_stride * (int64_t)sizeof(type);   \
                                                                          \
		for (size_t r = 0; r < tile->rows; r++, from += row) {    \
			const unsigned char *p = from;                    \
                                                                          \
			for (size_t i = 0; i < tile->n; i++, p += step) { \
				type v;                                   \
                                                                          \
				memcpy(&v, p, sizeof(v));                 \
				*to++ = (int64_t)(convert);               \
			}                                                 \
		}                                                         \
	}

/* clang-format off */
DEFINE_LOAD(i8, int8_t, v)
DEFINE_LOAD(u8, uint8_t, v)
DEFINE_LOAD(i16, int16_t, v)
DEFINE_LOAD(u16, uint16_t, v)
DEFINE_LOAD(i32, int32_t, v)
DEFINE_LOAD(u32, uint32_t, v)
DEFINE_LOAD(i64, int64_t, v)
DEFINE_LOAD(i16_swapped, uint16_t, (int16_t)__builtin_bswap16(v))
DEFINE_LOAD(u16_swapped, uint16_t, __builtin_bswap16(v))
DEFINE_LOAD(i32_swapped, uint32_t, (int32_t)__builtin_bswap32(v))
DEFINE_LOAD(u32_swapped, uint32_t, __builtin_bswap32(v))
DEFINE_LOAD(i64_swapped, uint64_t, __builtin_bswap64(v))
/* clang-format on */

typedef void load_fn(
	int64_t *to, const unsigned char *from, const struct tg_tile *tile);

/* NULL: these are floats, for tg_cast_indices. */
static load_fn *
choose_load(const struct tg_dtype *dtype)
{
	static load_fn *const loaders[][2] = {
		[TG_INT8] = { load_i8, load_i8 },
		[TG_UINT8] = { load_u8, load_u8 },
		[TG_INT16] = { load_i16, load_i16_swapped },
		[TG_UINT16] = { load_u16, load_u16_swapped },
		[TG_INT32] = { load_i32, load_i32_swapped },
		[TG_UINT32] = { load_u32, load_u32_swapped },
		[TG_INT64] = { load_i64, load_i64_swapped },
		[TG_UINT64] = { load_i64, load_i64_swapped },
	};
	bool swapped =
		dtype->size > 1 && dtype->big_endian != TG_HOST_BIG_ENDIAN;

	return tg_dtype_is_float(dtype) ? NULL : loaders[dtype->type][swapped];
}

void
tg_cursor_bases(const struct tg_places *places, int64_t origin, int64_t *source)
{
	struct tg_cursor c;

	tg_cursor_start(&c, places->loops, places->first);
	for (size_t done = 0; done < places->n;) {
		const struct tg_tile tile =
			tg_cursor_tile(&c, places->n - done);
		int64_t row = c.input - origin;

		for (size_t r = 0; r < tile.rows; r++) {
			for (size_t i = 0; i < tile.n; i++)
				source[done++] = row +
					(int64_t)i * tile.place.input_stride;
			row += tile.row.input_stride;
		}
		tg_cursor_advance(&c, &tile);
	}
}

bool
tg_cursor_indices(const struct tg_places *places, const struct tg_tensor *index,
	const struct tg_component *component, int64_t origin, int64_t *value)
{
	const int64_t size = index->dtype.size;
	const int64_t offset = component->index_offset - origin;
	load_fn *load = choose_load(&index->dtype);
	struct tg_cursor c;
	bool ok = true;

	tg_cursor_start(&c, places->loops, places->first);
	for (size_t done = 0; done < places->n;) {
		const struct tg_tile tile =
			tg_cursor_tile(&c, places->n - done);
		const unsigned char *from =
			index->data + (c.index + offset) * size;

		if (load != NULL)
			load(value + done, from, &tile);
		else if (!tg_cast_indices(
				 value + done, from, &tile, &index->dtype))
			ok = false;
		done += tile.rows * tile.n;
		tg_cursor_advance(&c, &tile);
	}
	return ok;
}

const unsigned char *
tg_cursor_index_at(const struct tg_places *places,
	const struct tg_tensor *index, const struct tg_component *component)
{
	struct tg_cursor c;

	tg_cursor_start(&c, places->loops, places->first);
	return index->data +
		(c.index + component->index_offset) *
		(int64_t)index->dtype.size;
}
