#include <inttypes.h>

#include "explain/libraries/call.h"

static bool
is_numpy_like(const struct tg_library_call *c)
{
	return c->d.library == TG_NUMPY || c->d.library == TG_JAX;
}

static const char *
module(const struct tg_library_call *c)
{
	return c->d.library == TG_NUMPY ? "np" : "jnp";
}

static const struct tg_component *
component_of(const struct tg_library_call *c, int i)
{
	return &c->job->plan.component[i];
}

static int
dim_of(const struct tg_library_call *c)
{
	return component_of(c, 0)->dim;
}

/* What is handed to the function that picks. */
static const char *
places(struct tg_library_call *c)
{
	return tg_library_place(c, c->index, component_of(c, 0)->limit);
}

static bool
changes_index(const struct tg_library_call *c)
{
	const struct tg_policy *policy = &c->job->options->policy;

	return policy->mode != TG_MODE_RAISE || policy->base > 0 ||
		policy->has_ignored || (policy->negative && !c->from_end);
}

/* "input[:2, :, :3]": as far as index reaches off dim. */
static const char *
cut_input(struct tg_library_call *c, int dim)
{
	const char *list = "";
	int last = -1;

	for (int i = 0; i < c->s.ndim; i++)
		if (i != dim && c->k.size[i] < c->s.size[i])
			last = i;
	if (last < 0)
		return c->input;
	c->sliced = true;
	for (int i = 0; i <= last; i++)
		list = i != dim && c->k.size[i] < c->s.size[i]
			? tg_syntax_make(&c->d, "%s%s:%" PRId64, list,
				  i > 0 ? ", " : "", c->k.size[i])
			: tg_syntax_make(
				  &c->d, "%s%s:", list, i > 0 ? ", " : "");
	return tg_syntax_make(&c->d, "%s[%s]", c->input, list);
}

/* ONNX repeats nothing by itself. */
static const char *
expand(struct tg_library_call *c, const char *x, const struct tg_shape *from,
	const struct tg_shape *like, int dim)
{
	struct tg_shape to = *like;

	to.size[dim] = from->size[dim];
	if (c->d.library != TG_ONNX || tg_shape_equal(from, &to))
		return x;
	return tg_syntax_make(
		&c->d, "Expand(%s, %s)", x, tg_syntax_sizes(&c->d, &to));
}

/*
 * Where input and index have the same dims: sizes of 1 are repeated, to make
 * the shape like off dim.
 */
static const char *
along(struct tg_library_call *c, const char *index, const struct tg_shape *k,
	const struct tg_shape *like, int dim)
{
	const char *input = expand(c, c->input, &c->s, like, dim);

	index = expand(c, index, k, like, dim);
	switch (c->d.library) {
	case TG_TORCH:
		return tg_syntax_make(&c->d, "torch.take_along_dim(%s, %s, %d)",
			input, index, dim);
	case TG_TENSORFLOW:
		return tg_syntax_make(&c->d,
			"tf.experimental.numpy.take_along_axis(%s, %s, %d)",
			input, index, dim);
	case TG_ONNX:
		return tg_syntax_make(&c->d, "GatherElements(%s, %s, axis=%d)",
			input, index, dim);
	default:
		return tg_syntax_make(&c->d, "%s.take_along_axis(%s, %s, %d)",
			module(c), input, index, dim);
	}
}

/* True if index is input's size in every dim before the last, dim. */
static bool
is_batch_gather(const struct tg_library_call *c, int dim)
{
	for (int i = 0; i < dim; i++)
		if (c->k.size[i] != c->s.size[i])
			return false;
	return dim == c->s.ndim - 1;
}

static const char *
tf_gather(struct tg_library_call *c, int dim, int64_t batch)
{
	if (batch == 0)
		return tg_syntax_make(&c->d, "tf.gather(%s, %s, axis=%d)",
			c->input, places(c), dim);
	return tg_syntax_make(&c->d,
		"tf.gather(%s, %s, axis=%d, batch_dims=%" PRId64 ")", c->input,
		places(c), dim, batch);
}

static const char *
make_gather(struct tg_library_call *c)
{
	const int dim = dim_of(c);

	if (c->d.library == TG_TORCH)
		return tg_syntax_make(&c->d, "torch.gather(%s, %d, %s)",
			c->input, dim, places(c));
	if (c->d.library == TG_TENSORFLOW && is_batch_gather(c, dim))
		return tf_gather(c, dim, dim);
	c->from_end = true;
	if (c->d.library != TG_ONNX)
		c->input = cut_input(c, dim);
	else /* takes a smaller index, too */
		c->s = c->k;
	return along(c, places(c), &c->k, &c->k, dim);
}

static const char *
make_take_along_dim(struct tg_library_call *c)
{
	c->from_end = c->d.library != TG_TORCH;
	return along(c, places(c), &c->k,
		c->k.ndim == c->job->plan.output.ndim ? &c->job->plan.output
						      : &c->k,
		dim_of(c));
}

static const char *
make_pick(struct tg_library_call *c)
{
	const int dim = dim_of(c);
	struct tg_shape k = c->s;
	const char *index;

	if (c->d.library == TG_TENSORFLOW && dim == c->s.ndim - 1)
		return tf_gather(c, dim, dim);
	c->from_end = c->d.library != TG_TORCH;
	k.size[dim] = 1;
	index = tg_syntax_unsqueeze(&c->d, places(c), dim);
	return tg_syntax_squeeze(&c->d,
		c->d.library == TG_TORCH
			? tg_syntax_make(&c->d, "torch.gather(%s, %d, %s)",
				  c->input, dim, index)
			: along(c, index, &k, &c->s, dim),
		dim);
}

/* "input[:, :, index]": everything along the dims before. */
static const char *
subscript(struct tg_library_call *c, int dim)
{
	const char *list = "";

	for (int i = 0; i < dim; i++)
		list = tg_syntax_make(&c->d, "%s:, ", list);
	return tg_syntax_make(&c->d, "%s[%s%s]", c->input, list, places(c));
}

/* numpy.take and jax.numpy.take; NumPy's has the modes itself. */
static const char *
numpy_take(struct tg_library_call *c, int dim)
{
	const struct tg_policy *policy = &c->job->options->policy;
	const char *mode = "", *index = places(c), *axis = "";

	if (c->d.library == TG_NUMPY &&
		(policy->mode == TG_MODE_WRAP ||
			policy->mode == TG_MODE_CLIP)) {
		index = tg_syntax_plus(&c->d, c->index, -policy->base);
		mode = policy->mode == TG_MODE_WRAP ? ", mode=\"wrap\""
						    : ", mode=\"clip\"";
	}
	if (dim >= 0)
		axis = tg_syntax_make(&c->d, ", axis=%d", dim);
	return tg_syntax_make(&c->d, "%s.take(%s, %s%s%s)", module(c), c->input,
		index, axis, mode);
}

static const char *
make_select(struct tg_library_call *c, int dim)
{
	c->from_end = c->d.library != TG_TENSORFLOW &&
		(c->d.library != TG_TORCH || c->k.ndim != 1);
	switch (c->d.library) {
	case TG_TORCH:
		if (c->k.ndim != 1)
			return subscript(c, dim);
		return tg_syntax_make(&c->d, "torch.index_select(%s, %d, %s)",
			c->input, dim, places(c));
	case TG_TENSORFLOW:
		return tf_gather(c, dim, 0);
	case TG_ONNX:
		return tg_syntax_make(&c->d, "Gather(%s, %s, axis=%d)",
			c->input, places(c), dim);
	default:
		return numpy_take(c, dim);
	}
}

/* "torch.arange(128), ": one for each batch dim, standing across index. */
static const char *
batch_subscripts(struct tg_library_call *c, int batch, int ndim)
{
	const char *list = "";

	for (int i = 0; i < batch; i++) {
		list = tg_syntax_make(&c->d, "%s%s.arange(%" PRId64 ")", list,
			c->d.library == TG_TORCH ? "torch" : module(c),
			c->s.size[i]);
		for (int j = i + 1; j < ndim; j++)
			list = tg_syntax_make(&c->d, "%s%s", list,
				j == i + 1 ? "[:, None" : ", None");
		list = tg_syntax_make(
			&c->d, "%s%s, ", list, i + 1 < ndim ? "]" : "");
	}
	return list;
}

/* With dims between batch and dim: index stands across them. */
static const char *
make_select_across(struct tg_library_call *c, int batch, int dim)
{
	const struct tg_shape *output = &c->job->plan.output;
	struct tg_shape k = { .ndim = c->s.ndim }, like = c->s;
	const char *result;
	int64_t n = 1;

	for (int i = 0; i < k.ndim; i++)
		k.size[i] = i < batch ? c->s.size[i] : 1;
	for (int i = batch; i < c->k.ndim; i++)
		n *= c->k.size[i];
	k.size[dim] = like.size[dim] = n;
	c->from_end = c->d.library != TG_TORCH;
	result = along(
		c, tg_syntax_reshape(&c->d, places(c), &k), &k, &like, dim);
	return tg_shape_equal(&like, output)
		? result
		: tg_syntax_reshape(&c->d, result, output);
}

static const char *
make_index_select(struct tg_library_call *c)
{
	const int batch = (int)c->job->options->call.batch_dims;
	const int dim = dim_of(c);

	if (batch == 0)
		return make_select(c, dim);
	if (c->d.library == TG_TENSORFLOW)
		return tf_gather(c, dim, batch);
	if (dim > batch)
		return make_select_across(c, batch, dim);
	c->from_end = true;
	if (c->d.library == TG_ONNX)
		return tg_syntax_make(&c->d, "GatherND(%s, %s, batch_dims=%d)",
			c->input, tg_syntax_unsqueeze(&c->d, places(c), -1),
			batch);
	return tg_syntax_make(&c->d, "%s[%s%s]", c->input,
		batch_subscripts(c, batch, c->k.ndim), places(c));
}

static const char *
make_take(struct tg_library_call *c)
{
	const struct tg_shape flat = { 1, { component_of(c, 0)->limit } };

	c->from_end = c->d.library != TG_TENSORFLOW;
	if (c->d.library == TG_TORCH)
		return tg_syntax_make(
			&c->d, "torch.take(%s, %s)", c->input, places(c));
	if (is_numpy_like(c))
		return numpy_take(c, -1);
	c->input = tg_syntax_reshape(&c->d, c->input, &flat);
	return make_select(c, 0);
}

static const char *
make_gather_nd(struct tg_library_call *c)
{
	const int batch = (int)c->job->options->call.batch_dims;
	const int t = c->job->plan.ncomponent;
	const bool tf = c->d.library == TG_TENSORFLOW;
	const bool whole = tf || c->d.library == TG_ONNX;
	const char *part[TG_MAX_NDIM], *list = "";

	c->from_end = !tf;
	for (int i = 0; i < t; i++) {
		part[i] =
			tg_library_place(c, tg_syntax_part(&c->d, c->index, i),
				component_of(c, i)->limit);
		list = tg_syntax_make(
			&c->d, "%s%s%s", list, i > 0 ? ", " : "", part[i]);
	}
	if (!whole)
		return tg_syntax_make(&c->d, "%s[%s%s]", c->input,
			batch_subscripts(c, batch, c->k.ndim - 1), list);
	list = changes_index(c) ? tg_syntax_stack(&c->d, part, t) : c->index;
	return tg_syntax_make(&c->d,
		batch > 0 ? "%s(%s, %s, batch_dims=%d)" : "%s(%s, %s)",
		tf ? "tf.gather_nd" : "GatherND", c->input, list, batch);
}

typedef const char *write_fn(struct tg_library_call *c);

static write_fn *const write_operation[TG_OPS] = {
	[TG_GATHER] = make_gather,
	[TG_TAKE_ALONG_DIM] = make_take_along_dim,
	[TG_INDEX_SELECT] = make_index_select,
	[TG_PICK] = make_pick,
	[TG_TAKE] = make_take,
	[TG_GATHER_ND] = make_gather_nd,
};

const char *
tg_library_pick(struct tg_library_call *c)
{
	return write_operation[c->job->options->call.op](c);
}
