/*
 * The operands of a call in another library: input and index as they are read,
 * and every index turned into a place that the library understands. Base,
 * modes and negative indices are settled here, so that the operations need not
 * know them.
 */
#include "explain/libraries/call.h"

/* An operand as it is read, in the shape that the command line gives it. */
static const char *
operand_expression(struct tg_library_call *c, const struct tg_operand *o,
	struct tg_shape *shape, bool scalar_as_row)
{
	const char *name = o->spec->role;

	*shape = o->tensor.shape;
	if (scalar_as_row && shape->ndim == 0)
		*shape = (struct tg_shape){ 1, { 1 } };
	else if (!o->spec->has_shape || o->format == &tg_format_raw)
		return name;
	return tg_syntax_reshape(&c->syntax, name, shape);
}

/* True if the library accepts indices of a type, other than int64. */
static bool
accepts_index_type(enum tg_library library, enum tg_type type)
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

/*
 * The index cast to int64 where the library needs that, or where arithmetic
 * with it could overflow a narrower type.
 */
static const char *
cast_index(struct tg_library_call *c, const char *index)
{
	static const char *const casts[TG_LIBRARIES] = {
		[TG_TORCH] = "%s.long()",
		[TG_NUMPY] = "%s.astype(np.int64)",
		[TG_TENSORFLOW] = "tf.cast(%s, tf.int64)",
		[TG_ONNX] = "Cast(%s, to=INT64)",
		[TG_JAX] = "%s.astype(int)",
	};
	const struct tg_policy *policy = &c->job->options->policy;
	const struct tg_operand *o = &c->job->index;
	const enum tg_library library = c->syntax.library;
	const enum tg_type type = o->tensor.dtype.type;
	const bool computes = policy->mode != TG_MODE_RAISE ||
		policy->base > 0 || policy->has_ignored;

	if (o->format == &tg_format_json || type == TG_INT64 ||
		(!computes && !tg_dtype_is_float(&o->tensor.dtype) &&
			accepts_index_type(library, type)))
		return index;
	return tg_syntax_make(&c->syntax, casts[library], index);
}

/* The place that x means along a dim of size n, where it is in range. */
static const char *
place_in_range(struct tg_library_call *c, const char *x, int64_t n)
{
	const struct tg_policy *policy = &c->job->options->policy;
	struct tg_syntax *syntax = &c->syntax;
	const char *shifted = tg_syntax_plus(syntax, x, -policy->base);
	const bool add = !c->from_end && policy->negative;

	if (policy->mode == TG_MODE_CLIP && n > 0)
		return tg_syntax_clip(syntax, shifted, 0, n - 1);
	if (policy->mode == TG_MODE_WRAP && n > 0) {
		if (policy->base > 0 && syntax->library != TG_ONNX)
			shifted = tg_syntax_make(syntax, "(%s)", shifted);
		return tg_syntax_modulo(syntax, shifted, n);
	}
	if (!policy->negative || (policy->base == 0 && !add) ||
		policy->mode == TG_MODE_WRAP || policy->mode == TG_MODE_CLIP)
		return shifted;
	return tg_syntax_where(syntax, tg_syntax_compare(syntax, x, '<', 0),
		add ? tg_syntax_plus(syntax, x, n) : x, shifted);
}

const char *
tg_library_is_filled(struct tg_library_call *c, const char *x, int64_t n)
{
	const struct tg_policy *policy = &c->job->options->policy;
	const int64_t base = policy->base;
	struct tg_syntax *syntax = &c->syntax;
	const char *below, *between;
	int64_t end;

	if (policy->has_ignored)
		return tg_syntax_compare(syntax, x, '=', policy->ignored);
	below = tg_syntax_compare(syntax, x, '<', policy->negative ? -n : base);
	if (policy->negative && base > 0) {
		between = tg_syntax_and(syntax,
			tg_syntax_compare(syntax, x, 'g', 0),
			tg_syntax_compare(syntax, x, '<', base));
		below = tg_syntax_or(syntax, below, between);
	}
	/* where base + n overflows, no int64 is above the range */
	if (__builtin_add_overflow(base, n, &end))
		return below;
	return tg_syntax_or(
		syntax, below, tg_syntax_compare(syntax, x, 'g', end));
}

const char *
tg_library_place(struct tg_library_call *c, const char *x, int64_t n)
{
	const struct tg_policy *policy = &c->job->options->policy;
	const char *place = place_in_range(c, x, n);
	const bool ends = c->from_end && policy->negative;

	if (policy->has_ignored)
		return tg_syntax_where(&c->syntax,
			tg_library_is_filled(c, x, n),
			c->syntax.library == TG_TENSORFLOW
				? tg_syntax_make(
					  &c->syntax, "tf.zeros_like(%s)", x)
				: "0",
			place);
	if (policy->mode == TG_MODE_FILL)
		return tg_syntax_clip(&c->syntax, place, ends ? -n : 0, n - 1);
	return place;
}

void
tg_library_operands(struct tg_library_call *c, const struct tg_job *job,
	enum tg_library library)
{
	const struct tg_op_row *op = &tg_op_table[job->options->call.op];

	*c = (struct tg_library_call){ .job = job, .syntax.library = library };
	c->input = operand_expression(
		c, &job->input, &c->input_shape, op->scalar_input);
	c->index = cast_index(c,
		operand_expression(
			c, &job->index, &c->index_shape, op->scalar_index));
}
