#include "explain/subscripts.h"

#include <stdio.h>
#include <string.h>

/* o looks like 0 */
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

static int
settle(const struct tg_call *call, int ndim)
{
	return (int)(call->dim < 0 ? call->dim + ndim : call->dim);
}

static int
at_most(int64_t n, int limit)
{
	return n < limit ? (int)n : limit < 0 ? 0 : limit;
}

static void
form_aligned(struct tg_subscripts *subscripts, const struct tg_call *call,
	int n, int k)
{
	const int dim = settle(call, n);

	if (n == 1 && k == 0) {
		add_slot(subscripts, 0, -1, false)->picked = true;
		return;
	}
	for (int i = 0; i < n; i++)
		add_slot(subscripts, i, i, true)->picked = i == dim;
}

static void
form_pick(struct tg_subscripts *subscripts, const struct tg_call *call, int n)
{
	const int dim = settle(call, n);

	for (int i = 0; i < n; i++)
		if (i == dim)
			add_slot(subscripts, i, -1, false)->picked = true;
		else
			add_slot(subscripts, i, i - (i > dim), true);
}

static void
form_index_select(struct tg_subscripts *subscripts, const struct tg_call *call,
	int n, int k)
{
	const int dim = at_most(settle(call, n), n - 1);
	const int batch = at_most(call->batch_dims, k < dim ? k : dim);

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

static void
form_take(struct tg_subscripts *subscripts, int k)
{
	add_slot(subscripts, -1, -1, false)->picked = true;
	for (int i = 0; i < k; i++)
		add_slot(subscripts, -1, i, true);
}

static void
form_gather_nd(struct tg_subscripts *subscripts, const struct tg_call *call,
	int n, const struct tg_shape *index)
{
	const int last = index->ndim > 0 ? index->ndim - 1 : 0;
	const int batch =
		at_most(call->batch_dims, last < n - 1 ? last : n - 1);
	const int t = index->ndim > 0 ? at_most(index->size[last], n - batch)
				      : n - batch;

	for (int i = 0; i < last; i++)
		add_slot(subscripts, i < batch ? i : -1, i, true);
	add_slot(subscripts, -1, last, false)->tuple = true;
	for (int i = batch; i < batch + t; i++)
		add_slot(subscripts, i, -1, false)->picked = true;
	for (int i = batch + t; i < n; i++)
		add_slot(subscripts, i, -1, true);
}

void
tg_subscripts_make(struct tg_subscripts *subscripts, const struct tg_call *call,
	const struct tg_shape *input, const struct tg_shape *index)
{
	const int n = input->ndim > 0 ? input->ndim : 1;
	const int k = index->ndim;

	*subscripts = (struct tg_subscripts){ .op = call->op };
	switch (call->op) {
	case TG_GATHER:
	case TG_TAKE_ALONG_DIM:
		form_aligned(subscripts, call, n, k);
		break;
	case TG_INDEX_SELECT:
		form_index_select(subscripts, call, n, k);
		break;
	case TG_PICK:
		form_pick(subscripts, call, n);
		break;
	case TG_TAKE:
		form_take(subscripts, k);
		break;
	case TG_GATHER_ND:
		form_gather_nd(subscripts, call, n, index);
		break;
	}
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
