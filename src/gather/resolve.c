/*
 * Turns indices into offsets in input: what an index means under the policy is
 * decided and checked, and gives the offset where a block begins. The pipeline
 * does this for a batch of blocks at a time, whatever dtype, byte order and
 * strides the index has, so that nothing is left to check when blocks are
 * moved.
 */
#include "gather/resolve.h"

#include "gather/bounds.h"
#include "gather/cursor.h"
#include "gather/heads.h"

/* The index v, which counts from base, modulo limit. */
static int64_t
wrap_index(int64_t v, int64_t limit, int64_t base, bool is_unsigned)
{
	int64_t r = is_unsigned ? (int64_t)((uint64_t)v % (uint64_t)limit)
				: v % limit;

	r = (r - base % limit) % limit;
	return r < 0 ? r + limit : r;
}

/* The element of 0 .. limit-1 that is nearest to index v. */
static int64_t
clip_index(int64_t v, int64_t limit, int64_t base)
{
	if (__builtin_sub_overflow(v, base, &v) || v < 0)
		return 0;
	return v < limit ? v : limit - 1;
}

/*
 * What index *value means under the policy. If it is inside, *value becomes the
 * position along the dim, from 0.
 */
static inline enum tg_place
apply_policy(const struct tg_policy *policy, bool is_unsigned, int64_t limit,
	int64_t *value)
{
	int64_t v = *value;
	bool huge = is_unsigned && v < 0; /* above the range of int64 */
	bool in_range;

	if (policy->has_ignored && v == policy->ignored && !huge)
		return TG_PLACE_FILLED;
	if (limit == 0)
		return policy->mode == TG_MODE_FILL ? TG_PLACE_FILLED
						    : TG_PLACE_OUTSIDE;
	if (policy->mode == TG_MODE_WRAP) {
		*value = wrap_index(v, limit, policy->base, is_unsigned);
		return TG_PLACE_INSIDE;
	}
	if (policy->mode == TG_MODE_CLIP) {
		*value = huge ? limit - 1 : clip_index(v, limit, policy->base);
		return TG_PLACE_INSIDE;
	}
	if (v < 0 && policy->negative && !huge) {
		in_range = v >= -limit;
		v += limit;
	} else {
		in_range = v >= policy->base && v - policy->base < limit;
		/* unsigned: it may overflow if v is out of range */
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
	return apply_policy(&g->policy, g->index->dtype.type == TG_UINT64,
		component->limit, value);
}

/*
 * Add one index of each tuple to the offsets in source, under any policy. False
 * if an index is out of range; source then means nothing.
 */
static bool
add_indices_by_policy(const struct tg_gather *g,
	const struct tg_component *component, int64_t *value, size_t n,
	int64_t *source)
{
	const bool is_unsigned = g->index->dtype.type == TG_UINT64;
	const struct tg_policy policy = g->policy;
	bool bad = false;

	for (size_t i = 0; i < n; i++) {
		enum tg_place place = apply_policy(
			&policy, is_unsigned, component->limit, &value[i]);

		bad = bad || place == TG_PLACE_OUTSIDE;
		if (place == TG_PLACE_FILLED)
			source[i] = TG_FILLED;
		else if (source[i] != TG_FILLED && !bad)
			source[i] += value[i] * component->input_stride;
	}
	return !bad;
}

/* The same for the most frequent policy, which is only a check. */
static bool
add_checked_indices(const struct tg_component *component, const int64_t *value,
	size_t n, int64_t *source)
{
	const int64_t stride = component->input_stride;

	if (!tg_bounds_hold_8(value, n, component->limit))
		return false;
	for (size_t i = 0; i < n; i++)
		source[i] += value[i] * stride;
	return true;
}

/*
 * Turn indices of the flattened input into offsets, for an input that is not in
 * C order: division gives the subscripts, the strides give the offset.
 */
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

/*
 * Compute the offset in input for each of the places, at most TG_BATCH. False
 * if an index is out of range; source then means nothing.
 */
static bool
resolve_places(const struct tg_gather *g, const struct tg_places *places,
	int64_t *source)
{
	const bool plain = tg_policy_is_plain(&g->policy);
	const size_t n = places->n;
	int64_t value[TG_BATCH];

	tg_cursor_bases(places, g->input_origin, source);
	for (int i = 0; i < g->plan->ncomponent; i++) {
		const struct tg_component *component = &g->plan->component[i];

		if (!tg_cursor_indices(places, g->index, component,
			    g->index_origin, value) ||
			(plain ? !add_checked_indices(
					 component, value, n, source)
			       : !add_indices_by_policy(
					 g, component, value, n, source)))
			return false;
	}
	if (g->plan->unravel)
		unravel(g->plan, source, n);
	return true;
}

bool
tg_gather_out_of_range(struct tg_err *err)
{
	tg_fail(err, TG_ERANGE, TG_NOPOS, "an index is out of range");
	if (err != NULL)
		err->element = 1;
	return false;
}

bool
tg_gather_check_part(
	const struct tg_gather *g, int64_t first, int64_t n, struct tg_err *err)
{
	struct tg_places places = { .loops = &g->plan->tuples, .first = first };
	int64_t source[TG_BATCH];

	for (; n > 0; n -= (int64_t)places.n) {
		places.n = n < TG_BATCH ? (size_t)n : TG_BATCH;
		if (!resolve_places(g, &places, source))
			return tg_gather_out_of_range(err);
		places.first += (int64_t)places.n;
	}
	return true;
}

bool
tg_gather_check(const struct tg_gather *g, struct tg_err *err)
{
	return tg_gather_check_part(g, 0, g->plan->tuples.n, err);
}

bool
tg_gather_resolve(const struct tg_gather *g, int64_t first, size_t n,
	int64_t *source, struct tg_err *err)
{
	const struct tg_places places = { &g->plan->blocks, first, n };

	if (!resolve_places(g, &places, source))
		return tg_gather_out_of_range(err);
	return g->input->heads.stride == 0 ||
		tg_gather_check_heads(g, source, n, err);
}

bool
tg_gather_check_rows(const struct tg_gather *g, struct tg_err *err)
{
	int64_t source[TG_BATCH], n = g->plan->blocks.n;

	for (int64_t i = 0; g->input->heads.stride > 0 && i < n; i += TG_BATCH)
		if (!tg_gather_resolve(g, i,
			    (size_t)(n - i < TG_BATCH ? n - i : TG_BATCH),
			    source, err))
			return false;
	return true;
}
