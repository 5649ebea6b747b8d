#include "gather.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A place in a walk: how far each loop is, and where that is in the index. */
struct cursor {
	const struct tg_walk *walk;
	int64_t at[TG_MAX_NDIM];
	int64_t input;
	int64_t index;
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

/* Step over n places of the innermost loop, which has that many left. */
static void
cursor_advance(struct cursor *c, int64_t n)
{
	int i = c->walk->nloop - 1;
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

/*
 * n integers, step bytes apart, as int64_t. A uint64 above int64 becomes its
 * largest value, which is out of range in every dimension.
 */
#define LOAD(name, type, convert)                                       \
	static void load_##name(int64_t *to, const unsigned char *from, \
		int64_t step, size_t n)                                 \
	{                                                               \
		for (size_t i = 0; i < n; i++, from += step) {          \
			type v;                                         \
                                                                        \
			memcpy(&v, from, sizeof(v));                    \
			to[i] = (int64_t)(convert);                     \
		}                                                       \
	}

#define SATURATE(v) ((v) > INT64_MAX ? INT64_MAX : (v))

/* clang-format off */
LOAD(i8, int8_t, v)
LOAD(u8, uint8_t, v)
LOAD(i16, int16_t, v)
LOAD(u16, uint16_t, v)
LOAD(i32, int32_t, v)
LOAD(u32, uint32_t, v)
LOAD(i64, int64_t, v)
LOAD(u64, uint64_t, SATURATE(v))
LOAD(i16_swapped, uint16_t, (int16_t)__builtin_bswap16(v))
LOAD(u16_swapped, uint16_t, __builtin_bswap16(v))
LOAD(i32_swapped, uint32_t, (int32_t)__builtin_bswap32(v))
LOAD(u32_swapped, uint32_t, __builtin_bswap32(v))
LOAD(i64_swapped, uint64_t, __builtin_bswap64(v))
LOAD(u64_swapped, uint64_t, SATURATE(__builtin_bswap64(v)))
/* clang-format on */

typedef void load_fn(
	int64_t *to, const unsigned char *from, int64_t step, size_t n);

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
		[TG_UINT64] = { load_u64, load_u64_swapped },
	};
	bool swapped =
		dtype->size > 1 && dtype->big_endian != TG_HOST_BIG_ENDIAN;

	return loaders[dtype->type][swapped];
}

/*
 * The places of n tuples from number first on: index values of one component,
 * and, with source, the base offsets in input that go with them.
 */
static void
load_component(const struct tg_gather *g, const struct tg_walk *walk,
	const struct tg_component *component, int64_t first, size_t n,
	int64_t *value, int64_t *source)
{
	const int64_t size = g->index->dtype.size;
	load_fn *load = loader(&g->index->dtype);
	struct cursor c;

	if (walk->nloop == 0) {
		load(value, g->index->data + component->index_offset * size, 0,
			1);
		source[0] = 0;
		return;
	}
	cursor_start(&c, walk, first);
	for (size_t done = 0; done < n;) {
		int inner = walk->nloop - 1;
		const struct tg_loop *loop = &walk->loop[inner];
		size_t left = (size_t)(loop->n - c.at[inner]);
		size_t m = left < n - done ? left : n - done;

		load(value + done,
			g->index->data +
				(c.index + component->index_offset) * size,
			loop->index_stride * size, m);
		for (size_t i = 0; i < m; i++)
			source[done + i] =
				c.input + (int64_t)i * loop->input_stride;
		cursor_advance(&c, (int64_t)m);
		done += m;
	}
}

static void
count_from_end(int64_t *value, size_t n, int64_t limit)
{
	for (size_t i = 0; i < n; i++)
		value[i] += limit & (value[i] >> 63);
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

/* False if a value is out of range; source then means nothing. */
static bool
resolve(const struct tg_gather *g, const struct tg_walk *walk, int64_t first,
	size_t n, int64_t *source)
{
	const struct tg_component *component = &g->plan->component[0];
	int64_t value[TG_CHUNK];

	load_component(g, walk, component, first, n, value, source);
	if (g->policy.negative)
		count_from_end(value, n, component->limit);
	if (any_out_of_range(value, n, component->limit))
		return false;
	for (size_t i = 0; i < n; i++)
		source[i] += value[i] * component->input_stride;
	return true;
}

/* What the index itself says at element k, however large. */
static void
print_index(char text[24], const struct tg_gather *g, int64_t k)
{
	const struct tg_tensor *index = g->index;
	int64_t at = 0, v;
	load_fn *load;
	uint64_t u;

	for (int i = index->shape.ndim - 1; i >= 0; i--) {
		at += k % index->shape.size[i] * index->stride[i];
		k /= index->shape.size[i];
	}
	load = loader(&index->dtype);
	load(&v, index->data + at * index->dtype.size, 0, 1);
	if (index->dtype.type != TG_UINT64 || v != INT64_MAX) {
		snprintf(text, 24, "%" PRId64, v);
		return;
	}
	memcpy(&u, index->data + at * index->dtype.size, sizeof(u));
	if (index->dtype.big_endian != TG_HOST_BIG_ENDIAN)
		u = __builtin_bswap64(u);
	snprintf(text, 24, "%" PRIu64, u);
}

static bool
report(const struct tg_gather *g, int64_t k, struct tg_err *err)
{
	int64_t limit = g->plan->component[0].limit;
	char at[TG_SHAPE_TEXT], value[24], range[64] = "";

	print_index(value, g, k);
	if (limit > 0)
		snprintf(range, sizeof(range),
			": valid are %" PRId64 " to %" PRId64,
			g->policy.negative ? -limit : 0, limit - 1);
	tg_fail(err, TG_EDATA, TG_NOPOS,
		"index %s is %s, out of range for "
		"dim %d of size %" PRId64 "%s",
		tg_shape_coordinates(at, &g->index->shape, k), value,
		g->plan->dim, limit, range);
	err->element = k + 1;
	return false;
}

/* Find the first culprit: a chunk failed, at number first of the walk. */
static bool
find_culprit(const struct tg_gather *g, struct tg_err *err)
{
	const struct tg_walk *walk = &g->plan->tuples;
	int64_t source[1];

	for (int64_t k = 0; k < walk->n; k++)
		if (!resolve(g, walk, k, 1, source))
			return report(g, k, err);
	/* the index has changed under our hands since the chunk was read */
	return tg_fail(err, TG_ESYS, TG_NOPOS,
		"the index was changed while it was read");
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
			return find_culprit(g, err);
	}
	return true;
}

bool
tg_gather_resolve(const struct tg_gather *g, int64_t first, size_t n,
	int64_t *source, struct tg_err *err)
{
	return resolve(g, &g->plan->blocks, first, n, source) ||
		find_culprit(g, err);
}

#define MOVE(width)                                                            \
	static void move_##width(unsigned char *to, const unsigned char *from, \
		const int64_t *source, size_t n)                               \
	{                                                                      \
		for (size_t i = 0; i < n; i++)                                 \
			memcpy(to + i * width, from + source[i] * width,       \
				width);                                        \
	}

/* clang-format off */
MOVE(1)
MOVE(2)
MOVE(4)
MOVE(8)
MOVE(16)
/* clang-format on */

void
tg_gather_move(
	const struct tg_gather *g, const int64_t *source, size_t n, void *out)
{
	const unsigned char *from = g->input->data;
	const size_t size = g->input->dtype.size;
	const size_t width = size * (size_t)g->plan->block;
	unsigned char *to = out;

	if (g->plan->block > 1 || size > 16 || (size & (size - 1)) != 0) {
		for (size_t i = 0; i < n; i++)
			memcpy(to + i * width, from + (size_t)source[i] * size,
				width);
		return;
	}
	switch (size) {
	case 1:
		move_1(to, from, source, n);
		break;
	case 2:
		move_2(to, from, source, n);
		break;
	case 4:
		move_4(to, from, source, n);
		break;
	case 8:
		move_8(to, from, source, n);
		break;
	default:
		move_16(to, from, source, n);
	}
}
