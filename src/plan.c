#include "plan.h"

#include <inttypes.h>
#include <stdio.h>

#include "nearest.h"

/* A tensor as an operation sees it: 0-d may count as one dimension. */
struct view {
	int ndim;
	const int64_t *size;
	const int64_t *stride;
};

static const int64_t one[] = { 1 };
static const struct view scalar_as_row = { 1, one, one };

static struct view
view_of(const struct tg_tensor *tensor)
{
	return (struct view){ tensor->shape.ndim, tensor->shape.size,
		tensor->stride };
}

/* A size of 0 stays a loop of its own, so that no product of sizes is 0. */
static void
add_loop(struct tg_walk *walk, int64_t n, int64_t input_stride,
	int64_t index_stride)
{
	struct tg_loop *loop = &walk->loop[walk->nloop];

	if (n == 1)
		return;
	if (walk->nloop > 0 && n > 0 && loop[-1].n > 0 &&
		loop[-1].input_stride == n * input_stride &&
		loop[-1].index_stride == n * index_stride) {
		loop--;
		n *= loop->n;
	} else {
		walk->nloop++;
	}
	*loop = (struct tg_loop){ n, input_stride, index_stride };
}

/* One dimension of the output, in order from the first. */
static void
add_dim(struct tg_plan *plan, int64_t n, int64_t input_stride,
	int64_t index_stride)
{
	plan->output.size[plan->output.ndim++] = n;
	add_loop(&plan->blocks, n, input_stride, index_stride);
}

/*
 * An innermost loop over elements that lie together in input, all with the
 * same index, is a block that moves at once.
 */
static void
take_block(struct tg_plan *plan)
{
	struct tg_walk *walk = &plan->blocks;
	const struct tg_loop *last;

	plan->block = 1;
	if (walk->nloop == 0 || walk->n == 0)
		return;
	last = &walk->loop[walk->nloop - 1];
	if (last->index_stride != 0 || last->input_stride != 1)
		return;
	plan->block = last->n;
	walk->n /= last->n;
	walk->nloop--;
}

static bool
settle_dim(int *dim, const struct tg_call *call, int ndim, struct tg_err *err)
{
	if (ndim == 0)
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"input has no dimensions, so none to index along");
	if (call->dim < -ndim || call->dim >= ndim)
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"--dim %" PRId64 " is out of range, input has %d "
			"dimension%s: valid are %d to %d",
			call->dim, ndim, ndim == 1 ? "" : "s", -ndim, ndim - 1);
	*dim = (int)(call->dim < 0 ? call->dim + ndim : call->dim);
	return true;
}

static bool
same_ndim(
	const struct view *input, const struct view *index, struct tg_err *err)
{
	if (index->ndim == input->ndim)
		return true;
	return tg_fail(err, TG_EDATA, TG_NOPOS,
		"index has %d dimension%s, input has %d", index->ndim,
		index->ndim == 1 ? "" : "s", input->ndim);
}

static bool
plan_gather(struct tg_plan *plan, const struct tg_call *call, struct view input,
	struct view index, struct tg_err *err)
{
	bool scalar = index.ndim == 0;

	if (input.ndim == 0)
		input = scalar_as_row;
	if (scalar)
		index = scalar_as_row;
	if (!settle_dim(&plan->dim, call, input.ndim, err) ||
		!same_ndim(&input, &index, err))
		return false;
	for (int i = 0; i < input.ndim; i++) {
		bool along = i == plan->dim;

		if (!along && index.size[i] > input.size[i])
			return tg_fail(err, TG_EDATA, TG_NOPOS,
				"index has size %" PRId64 " in dim %d, input "
				"only %" PRId64,
				index.size[i], i, input.size[i]);
		add_dim(plan, index.size[i], along ? 0 : input.stride[i],
			index.stride[i]);
	}
	if (scalar)
		plan->output.ndim = 0;
	plan->component[0] = (struct tg_component){ input.size[plan->dim],
		input.stride[plan->dim], 0 };
	return true;
}

static bool
same_batch(const struct view *input, const struct view *index, int64_t batch,
	struct tg_err *err)
{
	for (int i = 0; i < batch; i++)
		if (input->size[i] != index->size[i])
			return tg_fail(err, TG_EDATA, TG_NOPOS,
				"batch dim %d has size %" PRId64
				" in input, %" PRId64 " in index",
				i, input->size[i], index->size[i]);
	return true;
}

static bool
plan_index_select(struct tg_plan *plan, const struct tg_call *call,
	struct view input, struct view index, struct tg_err *err)
{
	int64_t batch = call->batch_dims;
	int dim;

	if (!settle_dim(&plan->dim, call, input.ndim, err))
		return false;
	dim = plan->dim;
	if (batch > dim || batch > index.ndim)
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"--batch-dims %" PRId64 " is too many, %s", batch,
			batch > dim ? "batch dims stand before --dim"
				    : "index has fewer dimensions");
	if (!same_batch(&input, &index, batch, err))
		return false;
	if (input.ndim - 1 + index.ndim - batch > TG_MAX_NDIM)
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"the result would have more than %d dimensions",
			TG_MAX_NDIM);
	for (int i = 0; i < batch; i++)
		add_dim(plan, input.size[i], input.stride[i], index.stride[i]);
	for (int i = (int)batch; i < dim; i++)
		add_dim(plan, input.size[i], input.stride[i], 0);
	for (int i = (int)batch; i < index.ndim; i++)
		add_dim(plan, index.size[i], 0, index.stride[i]);
	for (int i = dim + 1; i < input.ndim; i++)
		add_dim(plan, input.size[i], input.stride[i], 0);
	plan->component[0] =
		(struct tg_component){ input.size[dim], input.stride[dim], 0 };
	return true;
}

static const struct {
	const char *name;
	bool (*lower)(struct tg_plan *plan, const struct tg_call *call,
		struct view input, struct view index, struct tg_err *err);
} ops[] = {
	[TG_GATHER] = { "gather", plan_gather },
	[TG_INDEX_SELECT] = { "index_select", plan_index_select },
};

bool
tg_plan_make(struct tg_plan *plan, const struct tg_call *call,
	const struct tg_tensor *input, const struct tg_tensor *index,
	struct tg_err *err)
{
	struct view indices = view_of(index);

	*plan = (struct tg_plan){ .dim = -1, .ncomponent = 1 };
	if (!ops[call->op].lower(plan, call, view_of(input), indices, err))
		return false;
	if (!tg_shape_numel(&plan->output, &plan->blocks.n) ||
		!tg_shape_numel(&index->shape, &plan->tuples.n))
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"the result has more elements than can be counted");
	for (int i = 0; i < indices.ndim; i++)
		add_loop(&plan->tuples, indices.size[i], 0, indices.stride[i]);
	take_block(plan);
	return true;
}

const char *
tg_op_name(enum tg_op op)
{
	return ops[op].name;
}

bool
tg_op_parse(enum tg_op *op, const char *name, struct tg_err *err)
{
	struct tg_nearest nearest = { .word = name };
	const size_t n = sizeof(ops) / sizeof(ops[0]);

	for (size_t i = 0; i < n; i++) {
		if (strcmp(ops[i].name, name) == 0) {
			*op = (enum tg_op)i;
			return true;
		}
		tg_nearest_offer(&nearest, ops[i].name);
	}
	tg_fail(err, TG_EUSAGE, TG_NOPOS, "unknown operation \"%s\"", name);
	if (nearest.best != NULL)
		tg_err_help(err, "did you mean %s?", nearest.best);
	else
		tg_err_help(err, "the operations are gather and index_select");
	return false;
}
