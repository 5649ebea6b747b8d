/*
 * How each library writes an expression: its functions for clipping, reshaping
 * and the like, and the operators of Python, which ONNX spells as operators of
 * its own. Callers put expressions together without asking for the library.
 * All expressions are kept until the end, because one may be part of several.
 */
#include "explain/libraries/syntax.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/print.h"

/* One of all expressions that were made, malloc'ed. */
struct tg_expression {
	struct tg_expression *before;
	struct tg_printed text;
};

/* The words of each library; ONNX has operators instead of these. */
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
is_onnx(const struct tg_syntax *syntax)
{
	return syntax->library == TG_ONNX;
}

const char *
tg_syntax_name(enum tg_library library)
{
	return words[library].name;
}

const char *
tg_syntax_module(const struct tg_syntax *syntax)
{
	return words[syntax->library].module;
}

const char *
tg_syntax_make(struct tg_syntax *syntax, const char *fmt, ...)
{
	struct tg_expression *made = calloc(1, sizeof(*made));
	va_list args;

	if (made == NULL) {
		syntax->failed = true;
		return "";
	}
	made->before = syntax->made;
	syntax->made = made;
	va_start(args, fmt);
	tg_print_args(&made->text, fmt, args);
	va_end(args);
	if (!made->text.failed)
		return made->text.text;
	syntax->failed = true;
	return "";
}

const char *
tg_syntax_sizes(struct tg_syntax *syntax, const struct tg_shape *shape)
{
	char text[TG_SHAPE_TEXT];

	tg_shape_text(text, shape);
	if (is_onnx(syntax))
		return tg_syntax_make(
			syntax, "[%.*s]", (int)strlen(text) - 2, text + 1);
	if (shape->ndim == 1)
		return tg_syntax_make(syntax, "(%" PRId64 ",)", shape->size[0]);
	return tg_syntax_make(syntax, "%s", text);
}

const char *
tg_syntax_reshape(
	struct tg_syntax *syntax, const char *x, const struct tg_shape *shape)
{
	const char *sizes = tg_syntax_sizes(syntax, shape);

	if (is_onnx(syntax))
		return tg_syntax_make(syntax, "Reshape(%s, %s)", x, sizes);
	return tg_syntax_make(syntax, "%s.reshape(%s, %s)",
		tg_syntax_module(syntax), x, sizes);
}

const char *
tg_syntax_transpose(
	struct tg_syntax *syntax, const char *x, const struct tg_shape *order)
{
	const char *dims = tg_syntax_sizes(syntax, order);

	if (is_onnx(syntax))
		return tg_syntax_make(
			syntax, "Transpose(%s, perm=%s)", x, dims);
	return tg_syntax_make(syntax, "%s.%s(%s, %s)", tg_syntax_module(syntax),
		syntax->library == TG_TORCH ? "permute" : "transpose", x, dims);
}

const char *
tg_syntax_full(struct tg_syntax *syntax, const struct tg_shape *shape,
	const char *value)
{
	const char *sizes = tg_syntax_sizes(syntax, shape);

	if (is_onnx(syntax))
		return tg_syntax_make(syntax, "Expand(%s, %s)", value, sizes);
	return tg_syntax_make(syntax, "%s.%s(%s, %s)", tg_syntax_module(syntax),
		words[syntax->library].full, sizes, value);
}

const char *
tg_syntax_unsqueeze(struct tg_syntax *syntax, const char *x, int dim)
{
	if (is_onnx(syntax))
		return tg_syntax_make(syntax, "Unsqueeze(%s, [%d])", x, dim);
	return tg_syntax_make(syntax, "%s.%s(%s, %d)", tg_syntax_module(syntax),
		words[syntax->library].unsqueeze, x, dim);
}

const char *
tg_syntax_squeeze(struct tg_syntax *syntax, const char *x, int dim)
{
	if (is_onnx(syntax))
		return tg_syntax_make(syntax, "Squeeze(%s, [%d])", x, dim);
	return tg_syntax_make(
		syntax, "%s.squeeze(%s, %d)", tg_syntax_module(syntax), x, dim);
}

const char *
tg_syntax_where(struct tg_syntax *syntax, const char *condition,
	const char *yes, const char *no)
{
	if (is_onnx(syntax))
		return tg_syntax_make(
			syntax, "Where(%s, %s, %s)", condition, yes, no);
	return tg_syntax_make(syntax, "%s.where(%s, %s, %s)",
		tg_syntax_module(syntax), condition, yes, no);
}

const char *
tg_syntax_clip(
	struct tg_syntax *syntax, const char *x, int64_t low, int64_t high)
{
	if (is_onnx(syntax))
		return tg_syntax_make(syntax,
			"Clip(%s, %" PRId64 ", %" PRId64 ")", x, low, high);
	return tg_syntax_make(syntax, "%s.%s(%s, %" PRId64 ", %" PRId64 ")",
		tg_syntax_module(syntax), words[syntax->library].clip, x, low,
		high);
}

const char *
tg_syntax_modulo(struct tg_syntax *syntax, const char *x, int64_t n)
{
	return tg_syntax_make(syntax,
		is_onnx(syntax) ? "Mod(%s, %" PRId64 ")" : "%s %% %" PRId64, x,
		n);
}

const char *
tg_syntax_plus(struct tg_syntax *syntax, const char *x, int64_t n)
{
	if (n == 0)
		return x;
	if (is_onnx(syntax))
		return n < 0
			? tg_syntax_make(syntax, "Sub(%s, %" PRId64 ")", x, -n)
			: tg_syntax_make(syntax, "Add(%s, %" PRId64 ")", x, n);
	return n < 0 ? tg_syntax_make(syntax, "%s - %" PRId64, x, -n)
		     : tg_syntax_make(syntax, "%s + %" PRId64, x, n);
}

const char *
tg_syntax_compare(struct tg_syntax *syntax, const char *x, char how, int64_t n)
{
	if (is_onnx(syntax))
		return tg_syntax_make(syntax, "%s(%s, %" PRId64 ")",
			how == '<'           ? "Less"
				: how == '=' ? "Equal"
					     : "GreaterOrEqual",
			x, n);
	return tg_syntax_make(syntax, "%s %s %" PRId64, x,
		how == '<'           ? "<"
			: how == '=' ? "=="
				     : ">=",
		n);
}

const char *
tg_syntax_or(struct tg_syntax *syntax, const char *a, const char *b)
{
	return tg_syntax_make(
		syntax, is_onnx(syntax) ? "Or(%s, %s)" : "(%s) | (%s)", a, b);
}

const char *
tg_syntax_and(struct tg_syntax *syntax, const char *a, const char *b)
{
	return tg_syntax_make(
		syntax, is_onnx(syntax) ? "And(%s, %s)" : "(%s) & (%s)", a, b);
}

const char *
tg_syntax_part(struct tg_syntax *syntax, const char *x, int i)
{
	return tg_syntax_make(syntax,
		is_onnx(syntax) ? "Gather(%s, %d, axis=-1)" : "%s[..., %d]", x,
		i);
}

const char *
tg_syntax_stack(struct tg_syntax *syntax, const char *const *x, int n)
{
	const char *list = "";

	for (int i = 0; i < n; i++)
		list = tg_syntax_make(syntax, "%s%s%s", list, i > 0 ? ", " : "",
			is_onnx(syntax) ? tg_syntax_unsqueeze(syntax, x[i], -1)
					: x[i]);
	if (is_onnx(syntax))
		return tg_syntax_make(syntax, "Concat(%s, axis=-1)", list);
	return tg_syntax_make(
		syntax, "%s.stack([%s], -1)", tg_syntax_module(syntax), list);
}

void
tg_syntax_free(struct tg_syntax *syntax)
{
	while (syntax->made != NULL) {
		struct tg_expression *before = syntax->made->before;

		tg_printed_free(&syntax->made->text);
		free(syntax->made);
		syntax->made = before;
	}
}
