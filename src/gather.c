#include "gather.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A place in a walk: how far each loop is, and where that is. */
struct cursor {
	const struct tg_walk *walk;
	int64_t at[TG_MAX_NDIM];
	int64_t input;
	int64_t index;
};

/*
 * Places that follow each other in the two innermost loops: rows of them, each
 * as long as the others. Strides are in elements.
 */
struct tile {
	size_t rows;
	size_t n;             /* places in a row */
	struct tg_loop row;   /* from one row to the next */
	struct tg_loop place; /* from one place to the next */
};

static void
cursor_start(struct cursor *c, const struct tg_walk *walk, int64_t n)
{
	c->walk = walk;
	c->input = c->index = 0;
	for (int i = walk->nloop - 1; i >= 0; i--) {
		const struct tg_loop *loop = &walk->loop[i];

		c->at[i] = n % loop->n;
		n /= loop->n;
		c->input += c->at[i] * loop->input_stride;
		c->index += c->at[i] * loop->index_stride;
	}
}

/* The next places, at most n: part of a row, or as many as are whole. */
static struct tile
cursor_tile(const struct cursor *c, size_t n)
{
	const int inner = c->walk->nloop - 1;
	struct tile tile = { .rows = 1, .n = 1 };
	size_t left;

	if (inner < 0)
		return tile;
	tile.place = c->walk->loop[inner];
	left = (size_t)(tile.place.n - c->at[inner]);
	tile.n = left < n ? left : n;
	if (inner == 0 || c->at[inner] != 0 || left > n)
		return tile;
	tile.row = c->walk->loop[inner - 1];
	left = (size_t)(tile.row.n - c->at[inner - 1]);
	tile.rows = n / tile.n < left ? n / tile.n : left;
	return tile;
}

/* Step over n places of loop i, which has that many left. */
static void
cursor_step(struct cursor *c, int i, int64_t n)
{
	const struct tg_loop *loop = &c->walk->loop[i];

	c->at[i] += n;
	c->input += n * loop->input_stride;
	c->index += n * loop->index_stride;
	while (c->at[i] == loop->n && i > 0) {
		c->at[i] = 0;
		c->input -= loop->n * loop->input_stride;
		c->index -= loop->n * loop->index_stride;
		loop = &c->walk->loop[--i];
		c->at[i]++;
		c->input += loop->input_stride;
		c->index += loop->index_stride;
	}
}

static void
cursor_advance(struct cursor *c, const struct tile *tile)
{
	const int inner = c->walk->nloop - 1;

	if (tile->rows > 1)
		cursor_step(c, inner - 1, (int64_t)tile->rows);
	else if (inner >= 0)
		cursor_step(c, inner, (int64_t)tile->n);
}

/*
 * The integers of a tile, whose first one is at from, as int64_t; a uint64
 * keeps its bits, so that one above int64 looks negative.
 */
#define LOAD(name, type, convert)                                         \
	static void load_##name(int64_t *to, const unsigned char *from,   \
		const struct tile *tile)                                  \
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
LOAD(i8, int8_t, v)
LOAD(u8, uint8_t, v)
LOAD(i16, int16_t, v)
LOAD(u16, uint16_t, v)
LOAD(i32, int32_t, v)
LOAD(u32, uint32_t, v)
LOAD(i64, int64_t, v)
LOAD(i16_swapped, uint16_t, (int16_t)__builtin_bswap16(v))
LOAD(u16_swapped, uint16_t, __builtin_bswap16(v))
LOAD(i32_swapped, uint32_t, (int32_t)__builtin_bswap32(v))
LOAD(u32_swapped, uint32_t, __builtin_bswap32(v))
LOAD(i64_swapped, uint64_t, __builtin_bswap64(v))
/* clang-format on */

typedef void load_fn(
	int64_t *to, const unsigned char *from, const struct tile *tile);

static load_fn *
loader(const struct tg_dtype *dtype)
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

	return loaders[dtype->type][swapped];
}

/* Where in input the places number first .. first+n-1 of a walk start. */
static void
load_bases(const struct tg_walk *walk, int64_t first, size_t n, int64_t *source)
{
	struct cursor c;

	cursor_start(&c, walk, first);
	for (size_t done = 0; done < n;) {
		const struct tile tile = cursor_tile(&c, n - done);
		int64_t row = c.input;

		for (size_t r = 0; r < tile.rows; r++) {
			for (size_t i = 0; i < tile.n; i++)
				source[done++] = row +
					(int64_t)i * tile.place.input_stride;
			row += tile.row.input_stride;
		}
		cursor_advance(&c, &tile);
	}
}

/* The indices of one component at the same places. */
static void
load_indices(const struct tg_gather *g, const struct tg_walk *walk,
	const struct tg_component *component, int64_t first, size_t n,
	int64_t *value)
{
	const int64_t size = g->index->dtype.size;
	const unsigned char *data =
		g->index->data + component->index_offset * size;
	load_fn *load = loader(&g->index->dtype);
	struct cursor c;

	cursor_start(&c, walk, first);
	for (size_t done = 0; done < n;) {
		const struct tile tile = cursor_tile(&c, n - done);

		load(value + done, data + c.index * size, &tile);
		done += tile.rows * tile.n;
		cursor_advance(&c, &tile);
	}
}

/*
 * True if any value is outside [0, limit): v has its top bit set when v < 0,
 * and limit-1-v has it when v >= limit, so one OR over all of them decides.
 */
static bool
any_out_of_range(const int64_t *value, size_t n, int64_t limit)
{
	uint64_t top = (uint64_t)limit - 1, bad = 0;

	if (limit == 0)
		return n > 0;
	for (size_t i = 0; i < n; i++) {
		uint64_t v = (uint64_t)value[i];

		bad |= v | (top - v);
	}
	return bad >> 63;
}

/* What one index comes to. */
enum place { IN_RANGE, OUT_OF_RANGE, FILLED };

static int64_t
wrap(int64_t v, int64_t limit, int64_t base, bool is_unsigned)
{
	int64_t r = is_unsigned ? (int64_t)((uint64_t)v % (uint64_t)limit)
				: v % limit;

	r = (r - base % limit) % limit;
	return r < 0 ? r + limit : r;
}

static int64_t
clip(int64_t v, int64_t limit, int64_t base)
{
	if (__builtin_sub_overflow(v, base, &v) || v < 0)
		return 0;
	return v < limit ? v : limit - 1;
}

/* The place that an index means under the policy; leaves it in *value. */
static inline enum place
find_place(const struct tg_policy *policy, bool is_unsigned, int64_t limit,
	int64_t *value)
{
	int64_t v = *value;
	bool huge = is_unsigned && v < 0; /* a uint64 above int64 */
	bool in_range;

	if (policy->has_ignored && v == policy->ignored && !huge)
		return FILLED;
	if (limit == 0)
		return policy->mode == TG_MODE_FILL ? FILLED : OUT_OF_RANGE;
	if (policy->mode == TG_MODE_WRAP) {
		*value = wrap(v, limit, policy->base, is_unsigned);
		return IN_RANGE;
	}
	if (policy->mode == TG_MODE_CLIP) {
		*value = huge ? limit - 1 : clip(v, limit, policy->base);
		return IN_RANGE;
	}
	if (v < 0 && policy->negative && !huge) {
		in_range = v >= -limit;
		*value = v + limit;
	} else {
		in_range = v >= policy->base && v - policy->base < limit;
		*value = v - policy->base;
	}
	if (in_range)
		return IN_RANGE;
	return policy->mode == TG_MODE_FILL ? FILLED : OUT_OF_RANGE;
}

static bool
is_plain(const struct tg_policy *policy)
{
	return policy->mode == TG_MODE_RAISE && !policy->negative &&
		!policy->has_ignored && policy->base == 0;
}

/* Add a component to sources under any policy. */
static bool
apply_policy(const struct tg_gather *g, const struct tg_component *component,
	int64_t *value, size_t n, int64_t *source)
{
	const bool is_unsigned = g->index->dtype.type == TG_UINT64;
	const struct tg_policy policy = g->policy;
	bool bad = false;

	for (size_t i = 0; i < n; i++) {
		enum place place = find_place(
			&policy, is_unsigned, component->limit, &value[i]);

		bad = bad || place == OUT_OF_RANGE;
		if (place == FILLED)
			source[i] = TG_FILLED;
		else if (source[i] != TG_FILLED && !bad)
			source[i] += value[i] * component->input_stride;
	}
	return !bad;
}

/* The most frequent policy: nothing but a check. */
static bool
apply_plain(const struct tg_component *component, const int64_t *value,
	size_t n, int64_t *source)
{
	const int64_t stride = component->input_stride;

	if (any_out_of_range(value, n, component->limit))
		return false;
	for (size_t i = 0; i < n; i++)
		source[i] += value[i] * stride;
	return true;
}

/* Flat places become offsets, by division: the input is not in C order. */
static void
unravel(const struct tg_plan *plan, int64_t *source, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		int64_t left = source[k], offset = 0;

		if (left == TG_FILLED)
			continue;
		for (int i = plan->input.ndim - 1; i >= 0; i--) {
			offset += left % plan->input.size[i] *
				plan->input_stride[i];
			left /= plan->input.size[i];
		}
		source[k] = offset;
	}
}

/* False if an index is out of range; source then means nothing. */
static bool
resolve(const struct tg_gather *g, const struct tg_walk *walk, int64_t first,
	size_t n, int64_t *source)
{
	const bool plain = is_plain(&g->policy);
	int64_t value[TG_CHUNK];

	load_bases(walk, first, n, source);
	for (int i = 0; i < g->plan->ncomponent; i++) {
		const struct tg_component *component = &g->plan->component[i];

		load_indices(g, walk, component, first, n, value);
		if (plain ? !apply_plain(component, value, n, source)
			  : !apply_policy(g, component, value, n, source))
			return false;
	}
	if (g->plan->unravel)
		unravel(g->plan, source, n);
	return true;
}

static bool
out_of_range(struct tg_err *err)
{
	tg_fail(err, TG_EDATA, TG_NOPOS, "an index is out of range");
	err->element = 1;
	return false;
}

bool
tg_gather_check(const struct tg_gather *g, struct tg_err *err)
{
	const struct tg_walk *walk = &g->plan->tuples;
	int64_t source[TG_CHUNK];

	for (int64_t first = 0; first < walk->n; first += TG_CHUNK) {
		int64_t left = walk->n - first;
		size_t n = left < TG_CHUNK ? (size_t)left : TG_CHUNK;

		if (!resolve(g, walk, first, n, source))
			return out_of_range(err);
	}
	return true;
}

bool
tg_gather_resolve(const struct tg_gather *g, int64_t first, size_t n,
	int64_t *source, struct tg_err *err)
{
	return resolve(g, &g->plan->blocks, first, n, source) ||
		out_of_range(err);
}

static void
add_wrong(struct tg_survey *s, const struct tg_gather *g,
	const struct tg_component *component, int64_t element, int64_t v)
{
	const bool is_unsigned = g->index->dtype.type == TG_UINT64;
	struct tg_policy other = g->policy;
	struct tg_wrong wrong = { .element = element, .component = component };
	int64_t value = v;

	snprintf(wrong.value, sizeof(wrong.value),
		is_unsigned ? "%" PRIu64 : "%" PRId64, v);
	if (s->nwrong == 0)
		s->same_value = s->from_end = s->one_above = true;
	else if (strcmp(wrong.value, s->wrong[0].value) != 0)
		s->same_value = false;
	other.negative = true;
	if (is_unsigned || v >= 0 ||
		find_place(&other, false, component->limit, &value) != IN_RANGE)
		s->from_end = false;
	if (v != component->limit || g->policy.base != 0)
		s->one_above = false;
	if (s->nwrong < TG_WRONG_MAX)
		s->wrong[s->nwrong] = wrong;
	s->nwrong++;
}

void
tg_gather_survey(const struct tg_gather *g, struct tg_survey *s)
{
	const bool is_unsigned = g->index->dtype.type == TG_UINT64;
	const struct tg_plan *plan = g->plan;
	const int n = plan->ncomponent;

	*s = (struct tg_survey){ 0 };
	for (int64_t i = 0; i < plan->tuples.n; i++) {
		for (int c = 0; c < n; c++) {
			const struct tg_component *component =
				&plan->component[c];
			int64_t v, place;

			load_indices(g, &plan->tuples, component, i, 1, &v);
			place = v;
			s->n++;
			s->zero = s->zero || v == 0;
			if (find_place(&g->policy, is_unsigned,
				    component->limit, &place) == OUT_OF_RANGE)
				add_wrong(s, g, component, i * n + c, v);
		}
	}
}

#define MOVE(width)                                                            \
	static void move_##width(unsigned char *to, const unsigned char *from, \
		const int64_t *source, size_t n, const unsigned char *fill)    \
	{                                                                      \
		for (size_t i = 0; i < n; i++) {                               \
			const unsigned char *element = source[i] < 0           \
				? fill                                         \
				: from + source[i] * width;                    \
                                                                               \
			memcpy(to + i * width, element, width);                \
		}                                                              \
	}

/* clang-format off */
MOVE(1)
MOVE(2)
MOVE(4)
MOVE(8)
MOVE(16)
/* clang-format on */

static void
move_block(const struct tg_gather *g, int64_t source, unsigned char *to)
{
	const size_t size = g->input->dtype.size, n = (size_t)g->plan->block;

	if (source != TG_FILLED) {
		memcpy(to, g->input->data + (size_t)source * size, n * size);
		return;
	}
	for (size_t i = 0; i < n; i++)
		memcpy(to + i * size, g->fill, size);
}

void
tg_gather_move(
	const struct tg_gather *g, const int64_t *source, size_t n, void *out)
{
	const unsigned char *from = g->input->data, *fill = g->fill;
	const size_t size = g->input->dtype.size;
	unsigned char *to = out;

	if (g->plan->block > 1 || size > 16 || (size & (size - 1)) != 0) {
		for (size_t i = 0; i < n; i++)
			move_block(g, source[i],
				to + i * size * (size_t)g->plan->block);
		return;
	}
	switch (size) {
	case 1:
		move_1(to, from, source, n, fill);
		break;
	case 2:
		move_2(to, from, source, n, fill);
		break;
	case 4:
		move_4(to, from, source, n, fill);
		break;
	case 8:
		move_8(to, from, source, n, fill);
		break;
	default:
		move_16(to, from, source, n, fill);
	}
}
