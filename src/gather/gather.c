#include "gather/gather.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "gather/bounds.h"
#include "gather/cursor.h"

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
static inline enum tg_place
find_place(const struct tg_policy *policy, bool is_unsigned, int64_t limit,
	int64_t *value)
{
	int64_t v = *value;
	bool huge = is_unsigned && v < 0; /* a uint64 above int64 */
	bool in_range;

	if (policy->has_ignored && v == policy->ignored && !huge)
		return TG_PLACE_FILLED;
	if (limit == 0)
		return policy->mode == TG_MODE_FILL ? TG_PLACE_FILLED
						    : TG_PLACE_OUTSIDE;
	if (policy->mode == TG_MODE_WRAP) {
		*value = wrap(v, limit, policy->base, is_unsigned);
		return TG_PLACE_INSIDE;
	}
	if (policy->mode == TG_MODE_CLIP) {
		*value = huge ? limit - 1 : clip(v, limit, policy->base);
		return TG_PLACE_INSIDE;
	}
	if (v < 0 && policy->negative && !huge) {
		in_range = v >= -limit;
		v += limit;
	} else {
		in_range = v >= policy->base && v - policy->base < limit;
		/* cannot overflow where it is in range */
		v = (int64_t)((uint64_t)v - (uint64_t)policy->base);
	}
	*value = v;
	if (in_range)
		return TG_PLACE_INSIDE;
	return policy->mode == TG_MODE_FILL ? TG_PLACE_FILLED
					    : TG_PLACE_OUTSIDE;
}

enum tg_place
tg_gather_place(const struct tg_gather *g, const struct tg_component *component,
	int64_t *value)
{
	return find_place(&g->policy, g->index->dtype.type == TG_UINT64,
		component->limit, value);
}

bool
tg_policy_is_plain(const struct tg_policy *policy)
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
		enum tg_place place = find_place(
			&policy, is_unsigned, component->limit, &value[i]);

		bad = bad || place == TG_PLACE_OUTSIDE;
		if (place == TG_PLACE_FILLED)
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

	if (!tg_bounds_hold_8(value, n, component->limit))
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
resolve(const struct tg_gather *g, const struct tg_loops *loops, int64_t first,
	size_t n, int64_t *source)
{
	const bool plain = tg_policy_is_plain(&g->policy);
	int64_t value[TG_BATCH];

	tg_cursor_bases(loops, g->input_origin, first, n, source);
	for (int i = 0; i < g->plan->ncomponent; i++) {
		const struct tg_component *component = &g->plan->component[i];

		tg_cursor_indices(g->index, loops, component, g->index_origin,
			first, n, value);
		if (plain ? !apply_plain(component, value, n, source)
			  : !apply_policy(g, component, value, n, source))
			return false;
	}
	if (g->plan->unravel)
		unravel(g->plan, source, n);
	return true;
}

bool
tg_gather_out_of_range(struct tg_err *err)
{
	tg_fail(err, TG_EDATA, TG_NOPOS, "an index is out of range");
	err->element = 1;
	return false;
}

bool
tg_gather_check(const struct tg_gather *g, struct tg_err *err)
{
	const struct tg_loops *loops = &g->plan->tuples;
	int64_t source[TG_BATCH];

	for (int64_t first = 0; first < loops->n; first += TG_BATCH) {
		int64_t left = loops->n - first;
		size_t n = left < TG_BATCH ? (size_t)left : TG_BATCH;

		if (!resolve(g, loops, first, n, source))
			return tg_gather_out_of_range(err);
	}
	return true;
}

bool
tg_gather_resolve(const struct tg_gather *g, int64_t first, size_t n,
	int64_t *source, struct tg_err *err)
{
	return resolve(g, &g->plan->blocks, first, n, source) ||
		tg_gather_out_of_range(err);
}

void
tg_gather_print_index(char text[24], const struct tg_gather *g, int64_t value)
{
	if (g->index->dtype.type == TG_UINT64)
		snprintf(text, 24, "%" PRIu64, (uint64_t)value);
	else
		snprintf(text, 24, "%" PRId64, value);
}

static void
add_wrong(struct tg_survey *s, const struct tg_gather *g,
	const struct tg_component *component, int64_t element, int64_t v)
{
	const bool is_unsigned = g->index->dtype.type == TG_UINT64;
	struct tg_policy other = g->policy;
	struct tg_wrong wrong = { .element = element, .component = component };
	int64_t value = v;

	tg_gather_print_index(wrong.value, g, v);
	if (s->nwrong == 0)
		s->same_value = s->from_end = s->one_above = true;
	else if (strcmp(wrong.value, s->wrong[0].value) != 0)
		s->same_value = false;
	other.negative = true;
	if (is_unsigned || v >= 0 ||
		find_place(&other, false, component->limit, &value) !=
			TG_PLACE_INSIDE)
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
	/* what turns the order of signed numbers into that of unsigned ones */
	const int64_t flip = is_unsigned ? INT64_MIN : 0;
	const struct tg_plan *plan = g->plan;
	const int n = plan->ncomponent;
	struct tg_policy strict = g->policy;
	int64_t smallest = INT64_MAX ^ flip, largest = INT64_MIN ^ flip;

	strict.mode = TG_MODE_RAISE;
	strict.has_ignored = false;
	*s = (struct tg_survey){ 0 };
	for (int64_t i = 0; i < plan->tuples.n; i++) {
		for (int c = 0; c < n; c++) {
			const struct tg_component *component =
				&plan->component[c];
			int64_t v, place;

			tg_cursor_indices(g->index, &plan->tuples, component, 0,
				i, 1, &v);
			place = v;
			s->n++;
			s->zero = s->zero || v == 0;
			if ((v ^ flip) < (smallest ^ flip))
				smallest = v;
			if ((v ^ flip) > (largest ^ flip))
				largest = v;
			if (find_place(&strict, is_unsigned, component->limit,
				    &place) != TG_PLACE_INSIDE)
				s->noutside++;
			place = v;
			if (find_place(&g->policy, is_unsigned,
				    component->limit,
				    &place) == TG_PLACE_OUTSIDE)
				add_wrong(s, g, component, i * n + c, v);
		}
	}
	tg_gather_print_index(s->smallest, g, smallest);
	tg_gather_print_index(s->largest, g, largest);
}

static void
fetch_first(const unsigned char *from, const int64_t *source, size_t n,
	size_t width)
{
	for (size_t i = 0; i < n && i < TG_AHEAD; i++)
		__builtin_prefetch(from + source[i] * (int64_t)width);
}

#define MOVE(width)                                                            \
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
				__builtin_prefetch(                            \
					from + source[i + TG_AHEAD] * width);  \
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
fill_block(const struct tg_gather *g, unsigned char *to)
{
	const size_t size = g->input->dtype.size;

	for (int64_t i = 0; i < g->plan->block; i++)
		memcpy(to + (size_t)i * size, g->fill, size);
}

/* Rows ahead that are fetched, and the bytes of each. */
#define ROWS_AHEAD 4
#define LINE       64
#define FETCHED    (32 * LINE)

static void
move_blocks(const struct tg_gather *g, const int64_t *source, size_t n,
	unsigned char *to)
{
	const int64_t size = g->input->dtype.size;
	const size_t width = (size_t)(g->plan->block * size);
	const size_t fetched = width < FETCHED ? width : FETCHED;
	const unsigned char *from = g->input->data;

	for (size_t i = 0; i < n; i++, to += width) {
		if (g->far && i + ROWS_AHEAD < n)
			for (size_t k = 0; k < fetched; k += LINE)
				__builtin_prefetch(from +
					source[i + ROWS_AHEAD] * size + k);
		if (source[i] == TG_FILLED)
			fill_block(g, to);
		else
			memcpy(to, from + source[i] * size, width);
	}
}

/* Elements of a tensor with base. */
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
			tg_tensor_offsets(g->input, source[i], block, to);
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
		fetch_first(from, source, n, size);
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
