/*
 * An operation as a call of another library, for those who want the same there.
 * Where the library has a function that does just this, its name is from the
 * table of operations; elsewhere the call is put together from functions that
 * the library does have.
 */
#include "explain/libraries/call.h"

#include <inttypes.h>

static const struct tg_component *
component_of(const struct tg_library_call *c, int i)
{
	return &c->job->plan.component[i];
}

static int
picked_dim(const struct tg_library_call *c)
{
	return component_of(c, 0)->dim;
}

/* The name of the function that does an operation; NULL if there is none. */
static const char *
function_for(const struct tg_library_call *c, enum tg_op op)
{
	return tg_op_table[op].function[c->syntax.library];
}

/* Every index as the place it means, for the function that picks. */
static const char *
index_places(struct tg_library_call *c)
{
	return tg_library_place(c, c->index, component_of(c, 0)->limit);
}

/* True if a place is written otherwise than the index that means it. */
static bool
changes_index(const struct tg_library_call *c)
{
	const struct tg_policy *policy = &c->job->options->policy;

	return policy->mode != TG_MODE_RAISE || policy->base > 0 ||
		policy->has_ignored || (policy->negative && !c->from_end);
}

/* "input[:2, :, :3]": as far as index reaches in the dims other than dim. */
static const char *
cut_input(struct tg_library_call *c, int dim)
{
	const int64_t *input = c->input_shape.size, *k = c->index_shape.size;
	const char *list = "";
	int last = -1;

	for (int i = 0; i < c->input_shape.ndim; i++)
		if (i != dim && k[i] < input[i])
			last = i;
	if (last < 0)
		return c->input;
	c->is_cut = true;
	for (int i = 0; i <= last; i++)
		list = i != dim && k[i] < input[i]
			? tg_syntax_make(&c->syntax, "%s%s:%" PRId64, list,
				  i > 0 ? ", " : "", k[i])
			: tg_syntax_make(
				  &c->syntax, "%s%s:", list, i > 0 ? ", " : "");
	return tg_syntax_make(&c->syntax, "%s[%s]", c->input, list);
}

/* x of shape from, repeated to the sizes of like in the dims other than dim. */
static const char *
expand_for_onnx(struct tg_library_call *c, const char *x,
	const struct tg_shape *from, const struct tg_shape *like, int dim)
{
	struct tg_shape to = *like;

	to.size[dim] = from->size[dim];
	if (c->syntax.library != TG_ONNX || tg_shape_equal(from, &to))
		return x;
	return tg_syntax_make(&c->syntax, "Expand(%s, %s)", x,
		tg_syntax_sizes(&c->syntax, &to));
}

/*
 * take_along_dim, where input and index have the same dims.
 *
 *   index         an expression, of shape index_shape
 *   like          the sizes that sizes of 1 are repeated to, other than in dim
 */
static const char *
take_along(struct tg_library_call *c, const char *index,
	const struct tg_shape *index_shape, const struct tg_shape *like,
	int dim)
{
	const char *input =
		expand_for_onnx(c, c->input, &c->input_shape, like, dim);
	const char *function = function_for(c, TG_TAKE_ALONG_DIM);

	index = expand_for_onnx(c, index, index_shape, like, dim);
	if (c->syntax.library == TG_ONNX)
		return tg_syntax_make(&c->syntax, "%s(%s, %s, axis=%d)",
			function_for(c, TG_GATHER), input, index, dim);
	/* TensorFlow has only its copy of NumPy's */
	if (c->syntax.library == TG_TENSORFLOW)
		function = "tf.experimental.numpy.take_along_axis";
	return tg_syntax_make(
		&c->syntax, "%s(%s, %s, %d)", function, input, index, dim);
}

static const char *
torch_gather(struct tg_library_call *c, const char *index, int dim)
{
	return tg_syntax_make(&c->syntax, "%s(%s, %d, %s)",
		function_for(c, TG_GATHER), c->input, dim, index);
}

static const char *
tensorflow_gather(struct tg_library_call *c, int dim, int batch)
{
	const char *function = function_for(c, TG_INDEX_SELECT);

	if (batch == 0)
		return tg_syntax_make(&c->syntax, "%s(%s, %s, axis=%d)",
			function, c->input, index_places(c), dim);
	return tg_syntax_make(&c->syntax, "%s(%s, %s, axis=%d, batch_dims=%d)",
		function, c->input, index_places(c), dim, batch);
}

/*
 * numpy.take and jax.numpy.take, along dim or, where that is -1, on all of
 * input. NumPy's knows wrap and clip itself.
 */
static const char *
numpy_take(struct tg_library_call *c, int dim)
{
	const struct tg_policy *policy = &c->job->options->policy;
	const char *mode = "", *index = index_places(c), *axis = "";

	if (c->syntax.library == TG_NUMPY &&
		(policy->mode == TG_MODE_WRAP ||
			policy->mode == TG_MODE_CLIP)) {
		index = tg_syntax_plus(&c->syntax, c->index, -policy->base);
		mode = policy->mode == TG_MODE_WRAP ? ", mode=\"wrap\""
						    : ", mode=\"clip\"";
	}
	if (dim >= 0)
		axis = tg_syntax_make(&c->syntax, ", axis=%d", dim);
	return tg_syntax_make(&c->syntax, "%s(%s, %s%s%s)",
		function_for(c, TG_TAKE), c->input, index, axis, mode);
}

/* True if index has input's size in every dim before dim, which is the last. */
static bool
is_batch_gather(const struct tg_library_call *c, int dim)
{
	for (int i = 0; i < dim; i++)
		if (c->index_shape.size[i] != c->input_shape.size[i])
			return false;
	return dim == c->input_shape.ndim - 1;
}

static const char *
write_gather(struct tg_library_call *c)
{
	const int dim = picked_dim(c);

	if (c->syntax.library == TG_TORCH)
		return torch_gather(c, index_places(c), dim);
	if (c->syntax.library == TG_TENSORFLOW && is_batch_gather(c, dim))
		return tensorflow_gather(c, dim, dim);
	c->from_end = true;
	if (c->syntax.library != TG_ONNX)
		c->input = cut_input(c, dim);
	else /* GatherElements accepts a smaller index */
		c->input_shape = c->index_shape;
	return take_along(
		c, index_places(c), &c->index_shape, &c->index_shape, dim);
}

static const char *
write_take_along_dim(struct tg_library_call *c)
{
	const struct tg_shape *output = &c->job->plan.output;
	const struct tg_shape *index = &c->index_shape;

	c->from_end = c->syntax.library != TG_TORCH;
	return take_along(c, index_places(c), index,
		index->ndim == output->ndim ? output : index, picked_dim(c));
}

static const char *
write_pick(struct tg_library_call *c)
{
	const int dim = picked_dim(c);
	struct tg_shape index_shape = c->input_shape;
	const char *index;

	if (c->syntax.library == TG_TENSORFLOW &&
		dim == c->input_shape.ndim - 1)
		return tensorflow_gather(c, dim, dim);
	c->from_end = c->syntax.library != TG_TORCH;
	index_shape.size[dim] = 1;
	index = tg_syntax_unsqueeze(&c->syntax, index_places(c), dim);
	return tg_syntax_squeeze(&c->syntax,
		c->syntax.library == TG_TORCH
			? torch_gather(c, index, dim)
			: take_along(
				  c, index, &index_shape, &c->input_shape, dim),
		dim);
}

/* "input[:, :, index]": everything along the dims before dim. */
static const char *
index_in_brackets(struct tg_library_call *c, int dim)
{
	const char *list = "";

	for (int i = 0; i < dim; i++)
		list = tg_syntax_make(&c->syntax, "%s:, ", list);
	return tg_syntax_make(
		&c->syntax, "%s[%s%s]", c->input, list, index_places(c));
}

/* index_select without batch dims. */
static const char *
select_along(struct tg_library_call *c, int dim)
{
	const char *function = function_for(c, TG_INDEX_SELECT);

	c->from_end = c->syntax.library != TG_TENSORFLOW &&
		(c->syntax.library != TG_TORCH || c->index_shape.ndim != 1);
	switch (c->syntax.library) {
	case TG_TORCH:
		if (c->index_shape.ndim != 1)
			return index_in_brackets(c, dim);
		return tg_syntax_make(&c->syntax, "%s(%s, %d, %s)", function,
			c->input, dim, index_places(c));
	case TG_TENSORFLOW:
		return tensorflow_gather(c, dim, 0);
	case TG_ONNX:
		return tg_syntax_make(&c->syntax, "%s(%s, %s, axis=%d)",
			function, c->input, index_places(c), dim);
	default:
		return numpy_take(c, dim);
	}
}

/*
 * "torch.arange(128)[:, None], ": one for each batch dim. A None makes each
 * stand along its own of the ndim dims of index.
 */
static const char *
batch_aranges(struct tg_library_call *c, int batch, int ndim)
{
	struct tg_syntax *syntax = &c->syntax;
	const char *list = "";

	for (int i = 0; i < batch; i++) {
		list = tg_syntax_make(syntax, "%s%s.arange(%" PRId64 ")", list,
			tg_syntax_module(syntax), c->input_shape.size[i]);
		for (int j = i + 1; j < ndim; j++)
			list = tg_syntax_make(syntax, "%s%s", list,
				j == i + 1 ? "[:, None" : ", None");
		list = tg_syntax_make(
			syntax, "%s%s, ", list, i + 1 < ndim ? "]" : "");
	}
	return list;
}

/*
 * index_select where dims of input lie between the batch dims and dim: index
 * gets sizes of 1 in their place, so that take_along_dim repeats it there.
 */
static const char *
select_across(struct tg_library_call *c, int batch, int dim)
{
	const struct tg_shape *output = &c->job->plan.output;
	struct tg_shape index = { .ndim = c->input_shape.ndim };
	struct tg_shape like = c->input_shape;
	const char *result;
	int64_t n = 1;

	for (int i = 0; i < index.ndim; i++)
		index.size[i] = i < batch ? c->input_shape.size[i] : 1;
	for (int i = batch; i < c->index_shape.ndim; i++)
		n *= c->index_shape.size[i];
	index.size[dim] = like.size[dim] = n;
	c->from_end = c->syntax.library != TG_TORCH;
	result = take_along(c,
		tg_syntax_reshape(&c->syntax, index_places(c), &index), &index,
		&like, dim);
	return tg_shape_equal(&like, output)
		? result
		: tg_syntax_reshape(&c->syntax, result, output);
}

static const char *
write_index_select(struct tg_library_call *c)
{
	const int batch = c->job->plan.batch_dims;
	const int dim = picked_dim(c);

	if (batch == 0)
		return select_along(c, dim);
	if (c->syntax.library == TG_TENSORFLOW)
		return tensorflow_gather(c, dim, batch);
	if (dim > batch)
		return select_across(c, batch, dim);
	c->from_end = true;
	if (c->syntax.library == TG_ONNX)
		return tg_syntax_make(&c->syntax, "%s(%s, %s, batch_dims=%d)",
			function_for(c, TG_GATHER_ND), c->input,
			tg_syntax_unsqueeze(&c->syntax, index_places(c), -1),
			batch);
	return tg_syntax_make(&c->syntax, "%s[%s%s]", c->input,
		batch_aranges(c, batch, c->index_shape.ndim), index_places(c));
}

static const char *
write_take(struct tg_library_call *c)
{
	const struct tg_shape flat = { 1, { component_of(c, 0)->limit } };

	c->from_end = c->syntax.library != TG_TENSORFLOW;
	if (c->syntax.library == TG_TORCH)
		return tg_syntax_make(&c->syntax, "%s(%s, %s)",
			function_for(c, TG_TAKE), c->input, index_places(c));
	if (function_for(c, TG_TAKE) != NULL)
		return numpy_take(c, -1);
	c->input = tg_syntax_reshape(&c->syntax, c->input, &flat);
	return select_along(c, 0);
}

/* Append the dims from .. to-1 to a list of dims. */
static void
add_dims(struct tg_shape *list, int from, int to)
{
	for (; from < to; from++)
		list->size[list->ndim++] = from;
}

/*
 * x, the result of picking the components at once, with the dims of input that
 * lie between the batch dims and the picked ones moved to where they belong:
 * libraries give them behind those of index.
 */
static const char *
dims_in_order(struct tg_library_call *c, const char *x, int batch, int dim)
{
	const int between = dim - batch, k = c->index_shape.ndim - 1;
	struct tg_shape order = { 0 };

	if (between == 0 || k == batch)
		return x;
	add_dims(&order, 0, batch);
	add_dims(&order, k, k + between);
	add_dims(&order, batch, k);
	add_dims(&order, k + between, c->job->plan.output.ndim);
	return tg_syntax_transpose(&c->syntax, x, &order);
}

/* input with the picked dims directly behind the batch dims. */
static const char *
input_in_order(struct tg_library_call *c, int batch, int dim)
{
	const int end = dim + c->job->plan.ncomponent;
	struct tg_shape order = { 0 };

	if (dim == batch)
		return c->input;
	add_dims(&order, 0, batch);
	add_dims(&order, dim, end);
	add_dims(&order, batch, dim);
	add_dims(&order, end, c->input_shape.ndim);
	return tg_syntax_transpose(&c->syntax, c->input, &order);
}

/* "input[:, i, j]", where list is "i, j". */
static const char *
tuples_in_brackets(
	struct tg_library_call *c, const char *list, int batch, int dim)
{
	struct tg_syntax *syntax = &c->syntax;
	const char *before = batch_aranges(c, batch, c->index_shape.ndim - 1);
	const char *x;

	for (int i = batch; i < dim; i++)
		before = tg_syntax_make(syntax, "%s:, ", before);
	x = tg_syntax_make(syntax, "%s[%s%s]", c->input, before, list);
	/* indices that stand side by side leave the dims before them there */
	return batch == 0 ? x : dims_in_order(c, x, batch, dim);
}

static const char *
write_gather_nd(struct tg_library_call *c)
{
	const char *function = function_for(c, TG_GATHER_ND);
	const int batch = c->job->plan.batch_dims, dim = picked_dim(c);
	const int t = c->job->plan.ncomponent;
	struct tg_syntax *syntax = &c->syntax;
	const char *part[TG_MAX_NDIM], *list = "", *input, *shared = "";

	c->from_end = syntax->library != TG_TENSORFLOW;
	for (int i = 0; i < t; i++) {
		part[i] =
			tg_library_place(c, tg_syntax_part(syntax, c->index, i),
				component_of(c, i)->limit);
		list = tg_syntax_make(
			syntax, "%s%s%s", list, i > 0 ? ", " : "", part[i]);
	}
	if (function == NULL)
		return tuples_in_brackets(c, list, batch, dim);
	list = changes_index(c) ? tg_syntax_stack(syntax, part, t) : c->index;
	input = input_in_order(c, batch, dim);
	if (batch > 0)
		shared = tg_syntax_make(syntax, ", batch_dims=%d", batch);
	return dims_in_order(c,
		tg_syntax_make(
			syntax, "%s(%s, %s%s)", function, input, list, shared),
		batch, dim);
}

typedef const char *write_fn(struct tg_library_call *c);

static write_fn *const write_operation[TG_OPS] = {
	[TG_GATHER] = write_gather,
	[TG_TAKE_ALONG_DIM] = write_take_along_dim,
	[TG_INDEX_SELECT] = write_index_select,
	[TG_PICK] = write_pick,
	[TG_TAKE] = write_take,
	[TG_GATHER_ND] = write_gather_nd,
};

const char *
tg_library_operation(struct tg_library_call *c)
{
	return write_operation[c->job->options->call.op](c);
}
