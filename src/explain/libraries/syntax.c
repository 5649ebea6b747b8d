#include "explain/libraries/syntax.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tg_expression {
	struct tg_expression *before;
	char *text;
};

/* What each library calls the same thing. */
static const struct {
	const char *name;
	const char *module;
	const char *clip;
	const char *unsqueeze;
	const char *full;
} words[] = {
	[TG_TORCH] = { "PyTorch", "torch", "clamp", "unsqueeze", "full" },
	[TG_NUMPY] = { "NumPy", "np", "clip", "expand_dims", "full" },
	[TG_TENSORFLOW] = { "TensorFlow", "tf", "clip_by_value", "expand_dims",
		"fill" },
	[TG_ONNX] = { "ONNX", NULL, NULL, NULL, NULL },
	[TG_JAX] = { "JAX", "jnp", "clip", "expand_dims", "full" },
};

static bool
is_onnx(const struct tg_syntax *d)
{
	return d->library == TG_ONNX;
}

static const char *
module(const struct tg_syntax *d)
{
	return words[d->library].module;
}

const char *
tg_syntax_name(enum tg_library library)
{
	return words[library].name;
}

const char *
tg_syntax_make(struct tg_syntax *d, const char *fmt, ...)
{
	struct tg_expression *made = malloc(sizeof(*made));
	va_list args;
	int n;

	if (made == NULL)
		return "";
	va_start(args, fmt);
	n = vasprintf(&made->text, fmt, args);
	va_end(args);
	if (n < 0) {
		free(made);
		return "";
	}
	made->before = d->made;
	d->made = made;
	return made->text;
}

const char *
tg_syntax_sizes(struct tg_syntax *d, const struct tg_shape *shape)
{
	char text[TG_SHAPE_TEXT];

	tg_shape_text(text, shape);
	if (is_onnx(d))
		return tg_syntax_make(
			d, "[%.*s]", (int)strlen(text) - 2, text + 1);
	if (shape->ndim == 1)
		return tg_syntax_make(d, "(%" PRId64 ",)", shape->size[0]);
	return tg_syntax_make(d, "%s", text);
}

const char *
tg_syntax_reshape(
	struct tg_syntax *d, const char *x, const struct tg_shape *shape)
{
	const char *sizes = tg_syntax_sizes(d, shape);

	if (is_onnx(d))
		return tg_syntax_make(d, "Reshape(%s, %s)", x, sizes);
	return tg_syntax_make(d, "%s.reshape(%s, %s)", module(d), x, sizes);
}

const char *
tg_syntax_full(
	struct tg_syntax *d, const struct tg_shape *shape, const char *value)
{
	const char *sizes = tg_syntax_sizes(d, shape);

	if (is_onnx(d))
		return tg_syntax_make(d, "Expand(%s, %s)", value, sizes);
	return tg_syntax_make(d, "%s.%s(%s, %s)", module(d),
		words[d->library].full, sizes, value);
}

const char *
tg_syntax_unsqueeze(struct tg_syntax *d, const char *x, int dim)
{
	if (is_onnx(d))
		return tg_syntax_make(d, "Unsqueeze(%s, [%d])", x, dim);
	return tg_syntax_make(d, "%s.%s(%s, %d)", module(d),
		words[d->library].unsqueeze, x, dim);
}

const char *
tg_syntax_squeeze(struct tg_syntax *d, const char *x, int dim)
{
	if (is_onnx(d))
		return tg_syntax_make(d, "Squeeze(%s, [%d])", x, dim);
	return tg_syntax_make(d, "%s.squeeze(%s, %d)", module(d), x, dim);
}

const char *
tg_syntax_where(struct tg_syntax *d, const char *condition, const char *yes,
	const char *no)
{
	if (is_onnx(d))
		return tg_syntax_make(
			d, "Where(%s, %s, %s)", condition, yes, no);
	return tg_syntax_make(
		d, "%s.where(%s, %s, %s)", module(d), condition, yes, no);
}

const char *
tg_syntax_clip(struct tg_syntax *d, const char *x, int64_t low, int64_t high)
{
	if (is_onnx(d))
		return tg_syntax_make(
			d, "Clip(%s, %" PRId64 ", %" PRId64 ")", x, low, high);
	return tg_syntax_make(d, "%s.%s(%s, %" PRId64 ", %" PRId64 ")",
		module(d), words[d->library].clip, x, low, high);
}

const char *
tg_syntax_modulo(struct tg_syntax *d, const char *x, int64_t n)
{
	return tg_syntax_make(d,
		is_onnx(d) ? "Mod(%s, %" PRId64 ")" : "%s %% %" PRId64, x, n);
}

const char *
tg_syntax_plus(struct tg_syntax *d, const char *x, int64_t n)
{
	if (n == 0)
		return x;
	if (is_onnx(d))
		return n < 0 ? tg_syntax_make(d, "Sub(%s, %" PRId64 ")", x, -n)
			     : tg_syntax_make(d, "Add(%s, %" PRId64 ")", x, n);
	return n < 0 ? tg_syntax_make(d, "%s - %" PRId64, x, -n)
		     : tg_syntax_make(d, "%s + %" PRId64, x, n);
}

const char *
tg_syntax_compare(struct tg_syntax *d, const char *x, char how, int64_t n)
{
	if (is_onnx(d))
		return tg_syntax_make(d, "%s(%s, %" PRId64 ")",
			how == '<'           ? "Less"
				: how == '=' ? "Equal"
					     : "GreaterOrEqual",
			x, n);
	return tg_syntax_make(d, "%s %s %" PRId64, x,
		how == '<'           ? "<"
			: how == '=' ? "=="
				     : ">=",
		n);
}

const char *
tg_syntax_or(struct tg_syntax *d, const char *a, const char *b)
{
	return tg_syntax_make(
		d, is_onnx(d) ? "Or(%s, %s)" : "(%s) | (%s)", a, b);
}

const char *
tg_syntax_and(struct tg_syntax *d, const char *a, const char *b)
{
	return tg_syntax_make(
		d, is_onnx(d) ? "And(%s, %s)" : "(%s) & (%s)", a, b);
}

const char *
tg_syntax_part(struct tg_syntax *d, const char *x, int i)
{
	return tg_syntax_make(d,
		is_onnx(d) ? "Gather(%s, %d, axis=-1)" : "%s[..., %d]", x, i);
}

const char *
tg_syntax_stack(struct tg_syntax *d, const char *const *x, int n)
{
	const char *list = "";

	for (int i = 0; i < n; i++)
		list = tg_syntax_make(d, "%s%s%s", list, i > 0 ? ", " : "",
			is_onnx(d) ? tg_syntax_unsqueeze(d, x[i], -1) : x[i]);
	if (is_onnx(d))
		return tg_syntax_make(d, "Concat(%s, axis=-1)", list);
	return tg_syntax_make(d, "%s.stack([%s], -1)", module(d), list);
}

void
tg_syntax_free(struct tg_syntax *d)
{
	while (d->made != NULL) {
		struct tg_expression *before = d->made->before;

		free(d->made->text);
		free(d->made);
		d->made = before;
	}
}
