#include "explain/libraries/call.h"

/* An operand as it is read, in the shape that the command line gives it. */
static const char *
operand(struct tg_library_call *c, const struct tg_operand *o,
	struct tg_shape *shape, bool scalar_as_row)
{
	const char *name = o->spec->role;

	*shape = o->tensor.shape;
	if (scalar_as_row && shape->ndim == 0)
		*shape = (struct tg_shape){ 1, { 1 } };
	else if (!o->spec->has_shape || o->format == &tg_format_raw)
		return name;
	return tg_syntax_reshape(&c->d, name, shape);
}

/* True if the library takes indices of a type as they are. */
static bool
takes(enum tg_library library, enum tg_type type)
{
	switch (library) {
	case TG_TORCH:
		return false;
	case TG_TENSORFLOW:
	case TG_ONNX:
		return type == TG_INT32;
	case TG_NUMPY:
		return type != TG_UINT64; /* numpy.take casts safely */
	default:
		return true;
	}
}

/* Another type where the library, or what is done to indices, needs one. */
static const char *
cast_index(struct tg_library_call *c, const char *index)
{
	static const char *const casts[] = {
		[TG_TORCH] = "%s.long()",
		[TG_NUMPY] = "%s.astype(np.int64)",
		[TG_TENSORFLOW] = "tf.cast(%s, tf.int64)",
		[TG_ONNX] = "Cast(%s, to=INT64)",
		[TG_JAX] = "%s.astype(int)",
	};
	const struct tg_policy *policy = &c->job->options->policy;
	const struct tg_operand *o = &c->job->index;
	const enum tg_type type = o->tensor.dtype.type;
	const bool computes = policy->mode != TG_MODE_RAISE ||
		policy->base > 0 || policy->has_ignored;

	if (o->format == &tg_format_json || type == TG_INT64 ||
		(!computes && takes(c->d.library, type)))
		return index;
	return tg_syntax_make(&c->d, casts[c->d.library], index);
}

/* The place that x means along a dim of size n, where it is in range. */
static const char *
place(struct tg_library_call *c, const char *x, int64_t n)
{
	const struct tg_policy *policy = &c->job->options->policy;
	const char *shifted = tg_syntax_plus(&c->d, x, -policy->base);
	const bool add = !c->from_end && policy->negative;

	if (policy->mode == TG_MODE_CLIP && n > 0)
		return tg_syntax_clip(&c->d, shifted, 0, n - 1);
	if (policy->mode == TG_MODE_WRAP && n > 0) {
		if (policy->base > 0 && c->d.library != TG_ONNX)
			shifted = tg_syntax_make(&c->d, "(%s)", shifted);
		return tg_syntax_modulo(&c->d, shifted, n);
	}
	if (!policy->negative || (policy->base == 0 && !add) ||
		policy->mode == TG_MODE_WRAP || policy->mode == TG_MODE_CLIP)
		return shifted;
	return tg_syntax_where(&c->d, tg_syntax_compare(&c->d, x, '<', 0),
		add ? tg_syntax_plus(&c->d, x, n) : x, shifted);
}

const char *
tg_library_is_filled(struct tg_library_call *c, const char *x, int64_t n)
{
	const struct tg_policy *policy = &c->job->options->policy;
	const int64_t base = policy->base;
	struct tg_syntax *d = &c->d;
	const char *below, *between;
	int64_t end;

	if (policy->has_ignored)
		return tg_syntax_compare(d, x, '=', policy->ignored);
	below = tg_syntax_compare(d, x, '<', policy->negative ? -n : base);
	if (policy->negative && base > 0) {
		between = tg_syntax_and(d, tg_syntax_compare(d, x, 'g', 0),
			tg_syntax_compare(d, x, '<', base));
		below = tg_syntax_or(d, below, between);
	}
	if (__builtin_add_overflow(base, n, &end)) /* nothing is above */
		return below;
	return tg_syntax_or(d, below, tg_syntax_compare(d, x, 'g', end));
}

const char *
tg_library_place(struct tg_library_call *c, const char *x, int64_t n)
{
	const struct tg_policy *policy = &c->job->options->policy;
	const char *p = place(c, x, n);
	const bool ends = c->from_end && policy->negative;

	if (policy->has_ignored)
		return tg_syntax_where(&c->d, tg_library_is_filled(c, x, n),
			c->d.library == TG_TENSORFLOW
				? tg_syntax_make(&c->d, "tf.zeros_like(%s)", x)
				: "0",
			p);
	if (policy->mode == TG_MODE_FILL)
		return tg_syntax_clip(&c->d, p, ends ? -n : 0, n - 1);
	return p;
}

void
tg_library_begin(struct tg_library_call *c, const struct tg_job *job,
	enum tg_library library)
{
	const struct tg_op_row *op = &tg_op_table[job->options->call.op];

	*c = (struct tg_library_call){ .job = job, .d.library = library };
	c->input = operand(c, &job->input, &c->s, op->scalar_input);
	c->index =
		cast_index(c, operand(c, &job->index, &c->k, op->scalar_index));
}
