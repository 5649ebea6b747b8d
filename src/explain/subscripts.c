/*
 * The subscripts of a formula such as output[i][j] = input[i][index[i][j]]:
 * which dims of input, index and output move together. The formula, the table
 * of shapes, the grids and the words all read them. They are made also where
 * the shapes do not fit, since then they show what would have been needed; so
 * they do not come from a plan.
 */
#include "explain/subscripts.h"

#include <stdio.h>
#include <string.h>

/* Letters for the dims of output. There is no o, which looks like 0. */
static const char letters[] = "ijklmnpqrstuvwxyzabcdefgh";

static struct tg_slot *
add_slot(struct tg_subscripts *subscripts, int input, int index, bool output)
{
	struct tg_slot *slot = &subscripts->slot[subscripts->nslot++];
	const int n = subscripts->noutput;

	*slot = (struct tg_slot){ .input = input, .index = index };
	slot->output = output ? subscripts->noutput++ : -1;
	if (output && n < (int)strlen(letters))
		snprintf(slot->letter, sizeof(slot->letter), "%c", letters[n]);
	else if (output)
		snprintf(slot->letter, sizeof(slot->letter), "i%d", n);
	if (index >= subscripts->nindex)
		subscripts->nindex = index + 1;
	return slot;
}

/* --dim counted from 0; it may be out of range. */
static int
dim_from_start(const struct tg_call *call, int ndim)
{
	return (int)(call->dim < 0 ? call->dim + ndim : call->dim);
}

/* n, but at most limit, and 0 where either is negative. */
static int
limit_count(int64_t n, int limit)
{
	if (n < 0 || limit < 0)
		return 0;
	return n < limit ? (int)n : limit;
}

/* gather, take_along_dim: input and index have the same dims. */
static void
pair_all_dims(struct tg_subscripts *subscripts, const struct tg_call *call,
	int n, const struct tg_shape *index)
{
	const int dim = dim_from_start(call, n);

	if (n == 1 && index->ndim == 0) {
		add_slot(subscripts, 0, -1, false)->picked = true;
		return;
	}
	for (int i = 0; i < n; i++)
		add_slot(subscripts, i, i, true)->picked = i == dim;
}

/* pick: index has all dims of input but one. */
static void
pair_other_dims(struct tg_subscripts *subscripts, const struct tg_call *call,
	int n, const struct tg_shape *index)
{
	const int dim = dim_from_start(call, n);

	(void)index;
	for (int i = 0; i < n; i++)
		if (i == dim)
			add_slot(subscripts, i, -1, false)->picked = true;
		else
			add_slot(subscripts, i, i - (i > dim), true);
}

/* index_select: after the batch dims, those of index stand for one of input. */
static void
pair_batch_dims(struct tg_subscripts *subscripts, const struct tg_call *call,
	int n, const struct tg_shape *index)
{
	const int k = index->ndim;
	const int dim = limit_count(dim_from_start(call, n), n - 1);
	const int batch =
		limit_count(tg_call_batch_dims(call, k), k < dim ? k : dim);

	for (int i = 0; i < batch; i++)
		add_slot(subscripts, i, i, true);
	for (int i = batch; i < dim; i++)
		add_slot(subscripts, i, -1, true);
	add_slot(subscripts, dim, -1, false)->picked = true;
	for (int i = batch; i < k; i++)
		add_slot(subscripts, -1, i, true);
	for (int i = dim + 1; i < n; i++)
		add_slot(subscripts, i, -1, true);
}

/* take: input is flat, and output has the dims of index. */
static void
pair_no_dims(struct tg_subscripts *subscripts, const struct tg_call *call,
	int n, const struct tg_shape *index)
{
	(void)call;
	(void)n;
	add_slot(subscripts, -1, -1, false)->picked = true;
	for (int i = 0; i < index->ndim; i++)
		add_slot(subscripts, -1, i, true);
}

/* gather_nd: the last dim of index holds coordinates for dims of input. */
static void
pair_tuples(struct tg_subscripts *subscripts, const struct tg_call *call, int n,
	const struct tg_shape *index)
{
	const int last = index->ndim > 0 ? index->ndim - 1 : 0;
	const int batch =
		limit_count(call->batch_dims, last < n - 1 ? last : n - 1);
	const int given =
		call->has_dim ? limit_count(dim_from_start(call, n), n - 1) : 0;
	const int dim = given > batch ? given : batch;
	const int t = index->ndim > 0 ? limit_count(index->size[last], n - dim)
				      : n - dim;

	for (int i = 0; i < batch; i++)
		add_slot(subscripts, i, i, true);
	for (int i = batch; i < dim; i++)
		add_slot(subscripts, i, -1, true);
	for (int i = batch; i < last; i++)
		add_slot(subscripts, -1, i, true);
	add_slot(subscripts, -1, last, false)->tuple = true;
	for (int i = dim; i < dim + t; i++)
		add_slot(subscripts, i, -1, false)->picked = true;
	for (int i = dim + t; i < n; i++)
		add_slot(subscripts, i, -1, true);
}

/* Add the slots of a call whose input has n dims, at least 1. */
typedef void pair_fn(struct tg_subscripts *subscripts,
	const struct tg_call *call, int n, const struct tg_shape *index);

static pair_fn *const pair[TG_OPS] = {
	[TG_GATHER] = pair_all_dims,
	[TG_TAKE_ALONG_DIM] = pair_all_dims,
	[TG_INDEX_SELECT] = pair_batch_dims,
	[TG_PICK] = pair_other_dims,
	[TG_TAKE] = pair_no_dims,
	[TG_GATHER_ND] = pair_tuples,
};

void
tg_subscripts_make(struct tg_subscripts *subscripts, const struct tg_call *call,
	const struct tg_shape *input, const struct tg_shape *index)
{
	const int n = input->ndim > 0 ? input->ndim : 1;

	*subscripts = (struct tg_subscripts){ .op = &tg_op_table[call->op] };
	pair[call->op](subscripts, call, n, index);
}

const struct tg_slot *
tg_subscripts_of_output(const struct tg_subscripts *subscripts, int dim)
{
	for (int i = 0; i < subscripts->nslot; i++)
		if (subscripts->slot[i].output == dim)
			return &subscripts->slot[i];
	return NULL;
}

const struct tg_slot *
tg_subscripts_of_index(const struct tg_subscripts *subscripts, int dim)
{
	for (int i = 0; i < subscripts->nslot; i++)
		if (subscripts->slot[i].index == dim)
			return &subscripts->slot[i];
	return NULL;
}
