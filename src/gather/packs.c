/*
 * Plans for tensors whose elements share bytes, such as quantized ones: what
 * moves is a pack, a block of such elements, and never a part of one. Shapes are
 * checked in elements, as a person counts; the loops then run over packs.
 */
#include "gather/packs.h"

#include <inttypes.h>

#include "gather/cursor.h"
#include "gather/resolve.h"
#include "tensor/packing.h"

static bool
fail_cut(const struct tg_tensor *input, const struct tg_component *component,
	struct tg_err *err)
{
	const char *name = tg_dtype_name(&input->dtype);
	const int64_t pack = tg_dtype_pack(&input->dtype);

	if (component->dim < 0)
		tg_fail(err, TG_ELACK, TG_NOPOS,
			"single elements cannot be taken from %s, which moves "
			"as blocks of %" PRId64,
			name, pack);
	else
		tg_fail(err, TG_ELACK, TG_NOPOS,
			"dim %d, the last one, cannot be indexed: %s moves as "
			"blocks of %" PRId64 " elements, which lie along it",
			component->dim, name, pack);
	if (input->shape.ndim > 1 && input->dtype.packing->unpack != NULL)
		tg_err_help(err,
			"gather whole rows into -o NAME.npy first, which holds "
			"single elements");
	return false;
}

/* Check that no index is for a part of a pack. */
static bool
check_components(const struct tg_plan *plan, const struct tg_tensor *input,
	struct tg_err *err)
{
	for (int i = 0; i < plan->ncomponent; i++) {
		const struct tg_component *component = &plan->component[i];

		if (component->dim < 0 ||
			component->dim >= input->shape.ndim - 1)
			return fail_cut(input, component, err);
	}
	return true;
}

/* The dim of index that runs along the last dim of input; -1: none. */
static int
index_dim_of_packs(const struct tg_plan *plan, int last)
{
	for (int i = 0; i < plan->output.ndim; i++)
		if (plan->axis[i].input == last)
			return plan->axis[i].index;
	return -1;
}

/* Let index have one element for each pack, the first one. */
static bool
thin_index(struct tg_tensor *index, int dim, int64_t pack,
	const struct tg_tensor *input, struct tg_err *err)
{
	if (index->shape.size[dim] % pack != 0)
		return tg_fail(err, TG_ESHAPE, TG_NOPOS,
			"index has size %" PRId64
			" in dim %d, which is no multiple of the %" PRId64
			" elements in a block of %s",
			index->shape.size[dim], dim, pack,
			tg_dtype_name(&input->dtype));
	index->shape.size[dim] /= pack;
	index->stride[dim] *= pack;
	return true;
}

bool
tg_packs_plan(struct tg_plan *plan, const struct tg_call *call,
	const struct tg_tensor *input, const struct tg_tensor *index,
	struct tg_err *err)
{
	const int64_t pack = tg_dtype_pack(&input->dtype);
	struct tg_tensor packs = *input, thin = *index;
	struct tg_plan elements;
	int dim;

	packs.dtype.packing = NULL;
	if (!tg_plan_make(&elements, call, &packs, index, err) ||
		!check_components(&elements, input, err))
		return false;
	packs.shape = tg_tensor_packs(input);
	dim = index_dim_of_packs(&elements, input->shape.ndim - 1);
	if ((dim >= 0 && !thin_index(&thin, dim, pack, input, err)) ||
		!tg_plan_make(plan, call, &packs, &thin, err))
		return false;
	plan->output = elements.output;
	plan->tuples = elements.tuples;
	plan->index_pack = dim >= 0 ? pack : 0;
	return true;
}

/* Fail: the indices of elements k and k + 1 of index are not equal. */
static bool
fail_differ(const struct tg_gather *g, int64_t k, struct tg_err *err)
{
	const struct tg_shape *shape = &g->index->shape;
	char first[TG_SHAPE_TEXT], second[TG_SHAPE_TEXT];

	return tg_fail(err, TG_ESHAPE, TG_NOPOS,
		"index %s and %s differ, and the %" PRId64
		" elements of a block of %s move together",
		tg_shape_coordinates(first, shape, k),
		tg_shape_coordinates(second, shape, k + 1), g->plan->index_pack,
		tg_dtype_name(&g->input->dtype));
}

/* The first of n indices that differs from the next one in its pack; or n. */
static size_t
find_difference(const int64_t *value, size_t n, size_t pack)
{
	for (size_t i = 0; i < n; i++)
		if ((i + 1) % pack != 0 && value[i] != value[i + 1])
			return i;
	return n;
}

bool
tg_packs_check(const struct tg_gather *g, struct tg_err *err)
{
	struct tg_places places = { .loops = &g->plan->tuples };
	int64_t value[TG_BATCH], left = places.loops->n;
	size_t at;

	_Static_assert(TG_BATCH % 256 == 0, "a batch has whole packs");
	for (; g->plan->index_pack > 0 && left > 0; left -= (int64_t)places.n) {
		places.n = left < TG_BATCH ? (size_t)left : TG_BATCH;
		/* what is no integer is found, and worded, later */
		if (!tg_cursor_indices(&places, g->index,
			    &g->plan->component[0], 0, value))
			return true;
		at = find_difference(
			value, places.n, (size_t)g->plan->index_pack);
		if (at < places.n)
			return fail_differ(g, places.first + (int64_t)at, err);
		places.first += (int64_t)places.n;
	}
	return true;
}
