/*
 * Turns an operation on two shapes into a plan: nested loops over the output,
 * and what an index means in each. The differences between the operations end
 * here; everything that resolves indices and moves elements only follows loops.
 */
#include "gather/plan.h"

#include <inttypes.h>
#include <stdio.h>

#include "gather/packs.h"

/* Shape and strides of a tensor; for some operations 0 dims count as 1 dim. */
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

/*
 * Add a loop inside the others. It is merged with the loop around it if the two
 * step through input and index like one longer loop. A size of 0 stays a loop
 * of its own, so that a product of sizes is never 0.
 */
static void
add_loop(struct tg_loops *loops, int64_t n, int64_t input_stride,
	int64_t index_stride)
{
	struct tg_loop *loop = &loops->loop[loops->nloop];

	if (n == 1)
		return;
	if (loops->nloop > 0 && n > 0 && loop[-1].n > 0 &&
		loop[-1].input_stride == n * input_stride &&
		loop[-1].index_stride == n * index_stride) {
		loop--;
		n *= loop->n;
	} else {
		loops->nloop++;
	}
	*loop = (struct tg_loop){ n, input_stride, index_stride };
}

/*
 * How a dim of the output runs through input or index: along which dim, with
 * which stride. It runs along no dim where all its elements share one place.
 */
struct course {
	int dim;
	int64_t stride;
};

static const struct course along_none = { -1, 0 };

static struct course
along_dim(const struct view *tensor, int dim)
{
	return (struct course){ dim, tensor->stride[dim] };
}

/* Add the next dim of the output; the first one is added first. */
static void
add_dim(struct tg_plan *plan, int64_t n, struct course input,
	struct course index)
{
	const int i = plan->output.ndim++;

	plan->output.size[i] = n;
	plan->axis[i] = (struct tg_axis){ input.dim, index.dim };
	add_loop(&plan->blocks, n, input.stride, index.stride);
}

/*
 * If the innermost loop runs over contiguous elements of input, all with the
 * same index, then make a block of it, which is moved at once.
 */
static void
split_off_block(struct tg_plan *plan)
{
	struct tg_loops *loops = &plan->blocks;
	const struct tg_loop *last;

	plan->block = 1;
	if (loops->nloop == 0 || loops->n == 0)
		return;
	last = &loops->loop[loops->nloop - 1];
	if (last->index_stride != 0 || last->input_stride != 1)
		return;
	plan->block = last->n;
	loops->n /= last->n;
	loops->nloop--;
}

static const char *
dims_text(char text[32], int ndim)
{
	if (ndim == 0)
		return "no dimensions";
	snprintf(text, 32, "%d dimension%s", ndim, ndim == 1 ? "" : "s");
	return text;
}

static bool
normalise_dim(
	int *dim, const struct tg_call *call, int ndim, struct tg_err *err)
{
	char text[32];

	if (ndim == 0)
		return tg_fail(err, TG_ESHAPE, TG_NOPOS,
			"input has no dimensions, so none to index along");
	if (call->lacks_dim && call->dim == INT64_MIN)
		return tg_fail(err, TG_EUSAGE, TG_NOPOS, "%s", TG_LACKS_DIM);
	if (call->dim < -ndim || call->dim >= ndim)
		return tg_fail(err, TG_ERANGE, TG_NOPOS,
			"--dim %" PRId64 " is out of range, input has %s: "
			"valid are %d to %d",
			call->dim, dims_text(text, ndim), -ndim, ndim - 1);
	*dim = (int)(call->dim < 0 ? call->dim + ndim : call->dim);
	return true;
}

static void
add_component(struct tg_plan *plan, const struct view *input, int dim,
	int64_t index_offset)
{
	plan->component[plan->ncomponent++] =
		(struct tg_component){ input->size[dim], input->stride[dim],
			index_offset, dim };
}

/*
 * Sizes of input and index in a dim other than --dim: do they fit? If not, say
 * so in err. Along --dim the two sizes are independent.
 */
typedef bool fit_fn(int64_t input, int64_t index, int dim, struct tg_err *err);

static bool
fits_within(int64_t input, int64_t index, int dim, struct tg_err *err)
{
	if (index <= input)
		return true;
	return tg_fail(err, TG_ESHAPE, TG_NOPOS,
		"index has size %" PRId64 " in dim %d, input only %" PRId64,
		index, dim, input);
}

static bool
fits_broadcast(int64_t input, int64_t index, int dim, struct tg_err *err)
{
	if (index == input || index == 1 || input == 1)
		return true;
	return tg_fail(err, TG_ESHAPE, TG_NOPOS,
		"index has size %" PRId64 " in dim %d, input %" PRId64
		": neither equal nor 1",
		index, dim, input);
}

/* gather and take_along_dim: input and index have the same dims. */
static bool
plan_aligned(struct tg_plan *plan, const struct tg_call *call,
	struct view input, struct view index, struct tg_err *err)
{
	const bool broadcast =
		tg_op_table[call->op].sizes == TG_SIZES_BROADCAST;
	fit_fn *fits = broadcast ? fits_broadcast : fits_within;
	bool scalar = index.ndim == 0;
	char text[32];
	int dim;

	if (scalar)
		index = scalar_as_row;
	if (!normalise_dim(&dim, call, input.ndim, err))
		return false;
	if (index.ndim != input.ndim)
		return tg_fail(err, TG_ESHAPE, TG_NOPOS,
			"index has %s, input has %d",
			dims_text(text, scalar ? 0 : index.ndim), input.ndim);
	for (int i = 0; i < input.ndim; i++) {
		int64_t s = input.size[i], k = index.size[i];
		bool picked = i == dim;

		if (!picked && !fits(s, k, i, err))
			return false;
		/* a repeated dim of size 1 has no stride */
		add_dim(plan, !picked && broadcast && k == 1 ? s : k,
			picked || (broadcast && s == 1) ? along_none
							: along_dim(&input, i),
			broadcast && k == 1 ? along_none
					    : along_dim(&index, i));
	}
	if (scalar)
		plan->output.ndim = 0;
	add_component(plan, &input, dim, 0);
	return true;
}

static bool
same_batch(const struct view *input, const struct view *index, int64_t batch,
	struct tg_err *err)
{
	for (int i = 0; i < batch; i++)
		if (input->size[i] != index->size[i])
			return tg_fail(err, TG_ESHAPE, TG_NOPOS,
				"batch dim %d has size %" PRId64
				" in input, %" PRId64 " in index",
				i, input->size[i], index->size[i]);
	return true;
}

static bool
check_ndim(int ndim, struct tg_err *err)
{
	return ndim <= TG_MAX_NDIM ||
		tg_fail(err, TG_ESHAPE, TG_NOPOS,
			"the result would have more than %d dimensions",
			TG_MAX_NDIM);
}

bool
tg_call_has_dim(const struct tg_call *call)
{
	const struct tg_op_row *op = &tg_op_table[call->op];

	return op->has_dim || (op->may_have_dim && call->has_dim);
}

int64_t
tg_call_batch_dims(const struct tg_call *call, int ndim)
{
	return call->batch_dims < 0 ? call->batch_dims + ndim
				    : call->batch_dims;
}

/* Fail: so many batch dims do not go with the call, and why. */
static bool
fail_batch_dims(const struct tg_call *call, int ndim, const char *why,
	struct tg_err *err)
{
	char text[32];

	if (tg_call_batch_dims(call, ndim) < 0)
		return tg_fail(err, TG_ERANGE, TG_NOPOS,
			"--batch-dims %" PRId64 " is out of range, index has "
			"only %s",
			call->batch_dims, dims_text(text, ndim));
	return tg_fail(err, TG_ERANGE, TG_NOPOS,
		"--batch-dims %" PRId64 " is too many, %s", call->batch_dims,
		why);
}

static bool
plan_index_select(struct tg_plan *plan, const struct tg_call *call,
	struct view input, struct view index, struct tg_err *err)
{
	const int64_t batch = tg_call_batch_dims(call, index.ndim);
	int dim;

	if (!normalise_dim(&dim, call, input.ndim, err))
		return false;
	if (batch < 0 || batch > dim || batch > index.ndim)
		return fail_batch_dims(call, index.ndim,
			batch > dim ? "batch dims stand before --dim"
				    : "index has fewer dimensions",
			err);
	plan->batch_dims = (int)batch;
	if (!same_batch(&input, &index, batch, err) ||
		!check_ndim(input.ndim - 1 + index.ndim - (int)batch, err))
		return false;
	for (int i = 0; i < batch; i++)
		add_dim(plan, input.size[i], along_dim(&input, i),
			along_dim(&index, i));
	for (int i = (int)batch; i < dim; i++)
		add_dim(plan, input.size[i], along_dim(&input, i), along_none);
	for (int i = (int)batch; i < index.ndim; i++)
		add_dim(plan, index.size[i], along_none, along_dim(&index, i));
	for (int i = dim + 1; i < input.ndim; i++)
		add_dim(plan, input.size[i], along_dim(&input, i), along_none);
	add_component(plan, &input, dim, 0);
	return true;
}

static bool
plan_pick(struct tg_plan *plan, const struct tg_call *call, struct view input,
	struct view index, struct tg_err *err)
{
	char text[32];
	int dim;

	if (!normalise_dim(&dim, call, input.ndim, err))
		return false;
	if (index.ndim != input.ndim - 1)
		return tg_fail(err, TG_ESHAPE, TG_NOPOS,
			"index has %s, to pick from %d it takes %d",
			dims_text(text, index.ndim), input.ndim,
			input.ndim - 1);
	for (int i = 0; i < index.ndim; i++) {
		int from = i + (i >= dim);

		if (index.size[i] != input.size[from])
			return tg_fail(err, TG_ESHAPE, TG_NOPOS,
				"index has size %" PRId64
				" in dim %d, input %" PRId64 " in dim %d",
				index.size[i], i, input.size[from], from);
		add_dim(plan, index.size[i], along_dim(&input, from),
			along_dim(&index, i));
	}
	add_component(plan, &input, dim, 0);
	return true;
}

static bool
plan_take(struct tg_plan *plan, const struct tg_call *call, struct view input,
	struct view index, struct tg_err *err)
{
	struct tg_shape whole = { .ndim = input.ndim };
	int64_t numel;

	(void)call;
	memcpy(whole.size, input.size, (size_t)input.ndim * sizeof(int64_t));
	if (!tg_shape_numel(&whole, &numel))
		return tg_fail(err, TG_ESHAPE, TG_NOPOS,
			"input has more elements than can be counted");
	for (int i = 0; i < index.ndim; i++)
		add_dim(plan, index.size[i], along_none, along_dim(&index, i));
	plan->component[plan->ncomponent++] =
		(struct tg_component){ numel, 1, 0, -1 };
	return true;
}

static bool
plan_gather_nd(struct tg_plan *plan, const struct tg_call *call,
	struct view input, struct view index, struct tg_err *err)
{
	const int64_t batch = tg_call_batch_dims(call, index.ndim);
	const int last = index.ndim - 1;
	int dim = (int)batch, rest;
	int64_t t;

	if (index.ndim == 0)
		return tg_fail(err, TG_ESHAPE, TG_NOPOS,
			"index has no dimensions, its last one holds the "
			"coordinates");
	if (input.ndim == 0)
		return tg_fail(err, TG_ESHAPE, TG_NOPOS,
			"input has no dimensions, so none to index along");
	if (call->has_dim && !normalise_dim(&dim, call, input.ndim, err))
		return false;
	if (batch < 0 || batch > last || batch >= input.ndim || batch > dim)
		return fail_batch_dims(call, index.ndim,
			batch > last ? "the last dim of index is no batch dim"
				: batch >= input.ndim
				? "no dim of input is left to index"
				: "batch dims stand before --dim",
			err);
	t = index.size[last];
	if (t < 1 || t > input.ndim - dim)
		return tg_fail(err, TG_ESHAPE, TG_NOPOS,
			"index has %" PRId64 " coordinates in its last dim, "
			"input has %d dimension%s to index",
			t, input.ndim - dim, input.ndim - dim == 1 ? "" : "s");
	rest = dim + (int)t;
	if (!same_batch(&input, &index, batch, err) ||
		!check_ndim(dim + last - (int)batch + input.ndim - rest, err))
		return false;
	plan->batch_dims = (int)batch;
	for (int i = 0; i < batch; i++)
		add_dim(plan, input.size[i], along_dim(&input, i),
			along_dim(&index, i));
	for (int i = (int)batch; i < dim; i++)
		add_dim(plan, input.size[i], along_dim(&input, i), along_none);
	for (int i = (int)batch; i < last; i++)
		add_dim(plan, index.size[i], along_none, along_dim(&index, i));
	for (int i = rest; i < input.ndim; i++)
		add_dim(plan, input.size[i], along_dim(&input, i), along_none);
	for (int c = 0; c < t; c++)
		add_component(plan, &input, dim + c, c * index.stride[last]);
	return true;
}

typedef bool lower_fn(struct tg_plan *plan, const struct tg_call *call,
	struct view input, struct view index, struct tg_err *err);

static lower_fn *const lower[TG_OPS] = {
	[TG_GATHER] = plan_aligned,
	[TG_TAKE_ALONG_DIM] = plan_aligned,
	[TG_INDEX_SELECT] = plan_index_select,
	[TG_PICK] = plan_pick,
	[TG_TAKE] = plan_take,
	[TG_GATHER_ND] = plan_gather_nd,
};

bool
tg_plan_make(struct tg_plan *plan, const struct tg_call *call,
	const struct tg_tensor *input, const struct tg_tensor *index,
	struct tg_err *err)
{
	const struct tg_op_row *op = &tg_op_table[call->op];
	const struct view indices = view_of(index);
	struct view from = view_of(input);

	if (input->dtype.packing != NULL)
		return tg_packs_plan(plan, call, input, index, err);
	*plan = (struct tg_plan){ 0 };
	if (from.ndim == 0 && op->scalar_input)
		from = scalar_as_row;
	if (!lower[call->op](plan, call, from, indices, err))
		return false;
	if (!tg_shape_numel(&plan->output, &plan->blocks.n) ||
		!tg_shape_numel(&index->shape, &plan->tuples.n))
		return tg_fail(err, TG_ESHAPE, TG_NOPOS,
			"the result has more elements than can be counted");
	plan->tuples.n /= plan->ncomponent;
	if (op->flat && !tg_tensor_is_contiguous(input)) {
		plan->unravel = true;
		plan->input = input->shape;
		memcpy(plan->input_stride, input->stride,
			sizeof(plan->input_stride));
	}
	for (int i = 0; i < indices.ndim - op->tuples; i++)
		add_loop(&plan->tuples, indices.size[i], 0, indices.stride[i]);
	split_off_block(plan);
	return true;
}
