/*
 * Shapes: read from options, checked for overflow, and written for messages.
 * Everybody who multiplies sizes does it here, so that no product overflows
 * unnoticed.
 */
#include "tensor/shape.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Read a size, which is -1 or more, and leave *text at what follows it. */
static bool
parse_size(const char **text, int64_t *size)
{
	char *end;
	long long v;

	if (**text != '-' && !isdigit((unsigned char)**text))
		return false;
	errno = 0;
	v = strtoll(*text, &end, 10);
	if (end == *text || errno == ERANGE || v < -1)
		return false;
	*size = v;
	*text = end;
	return true;
}

static const char *
skip_spaces(const char *s)
{
	return s + strspn(s, " ");
}

/*
 * Read sizes with a comma or an x between them. A comma may also follow the
 * last one, as in (3,).
 */
static bool
parse_sizes(struct tg_shape *shape, const char **text)
{
	const char *s = skip_spaces(*text);

	while (*s != '\0' && *s != ')') {
		if (shape->ndim == TG_MAX_NDIM ||
			!parse_size(&s, &shape->size[shape->ndim]))
			return false;
		shape->ndim++;
		s = skip_spaces(s);
		if (*s != ',' && *s != 'x')
			break;
		if (*s == 'x' && !isdigit((unsigned char)s[1]) && s[1] != '-')
			return false;
		s = skip_spaces(s + 1);
	}
	*text = s;
	return true;
}

bool
tg_shape_parse(struct tg_shape *shape, const char *text, struct tg_err *err)
{
	const char *s = skip_spaces(text);
	bool paren = *s == '(';
	int inferred = 0;

	shape->ndim = 0;
	s += paren;
	if (!parse_sizes(shape, &s) || (paren && *s++ != ')') ||
		*skip_spaces(s) != '\0' || (shape->ndim == 0 && !paren)) {
		tg_fail(err, TG_EUSAGE, TG_NOPOS, "\"%s\" is not a shape",
			text);
		tg_err_help(err,
			"a shape is written 128,21,4 or 128x21x4, "
			"with at most %d sizes",
			TG_MAX_NDIM);
		return false;
	}
	for (int i = 0; i < shape->ndim; i++)
		inferred += shape->size[i] == -1;
	if (inferred > 1)
		return tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"shape %s: only one size can be -1", text);
	return true;
}

bool
tg_shape_numel(const struct tg_shape *shape, int64_t *numel)
{
	int64_t product = 1;
	bool empty = false;

	for (int i = 0; i < shape->ndim; i++) {
		if (shape->size[i] == 0)
			empty = true;
		else if (__builtin_mul_overflow(
				 product, shape->size[i], &product))
			return false;
	}
	*numel = empty ? 0 : product;
	return true;
}

static bool
infer_size(struct tg_shape *shape, int64_t numel, struct tg_err *err)
{
	char text[TG_SHAPE_TEXT];
	int64_t *unknown = NULL, known = 1;
	struct tg_shape rest = *shape;

	for (int i = 0; i < shape->ndim; i++)
		if (shape->size[i] == -1) {
			unknown = &shape->size[i];
			rest.size[i] = 1;
		}
	if (unknown == NULL)
		return true;
	tg_shape_text(text, shape);
	if (!tg_shape_numel(&rest, &known))
		return tg_fail(err, TG_ESHAPE, TG_NOPOS,
			"shape %s has too many elements", text);
	if (known == 0)
		return tg_fail(err, TG_ESHAPE, TG_NOPOS,
			"shape %s: beside a size of 0 a -1 can be anything",
			text);
	if (numel % known != 0)
		return tg_fail(err, TG_ESHAPE, TG_NOPOS,
			"shape %s: %" PRId64
			" elements do not divide by %" PRId64,
			text, numel, known);
	*unknown = numel / known;
	return true;
}

bool
tg_shape_settle(struct tg_shape *shape, int64_t numel, struct tg_err *err)
{
	char text[TG_SHAPE_TEXT];
	int64_t wanted;

	if (!infer_size(shape, numel, err))
		return false;
	tg_shape_text(text, shape);
	if (!tg_shape_numel(shape, &wanted))
		return tg_fail(err, TG_ESHAPE, TG_NOPOS,
			"shape %s has too many elements", text);
	if (wanted != numel)
		return tg_fail(err, TG_ESHAPE, TG_NOPOS,
			"shape %s has %" PRId64 " element%s, not %" PRId64,
			text, wanted, wanted == 1 ? "" : "s", numel);
	return true;
}

void
tg_shape_strides(const struct tg_shape *shape, int64_t *stride)
{
	int64_t step = 1;

	for (int i = shape->ndim - 1; i >= 0; i--) {
		stride[i] = step;
		if (shape->size[i] > 0)
			step *= shape->size[i];
	}
}

bool
tg_shape_equal(const struct tg_shape *a, const struct tg_shape *b)
{
	if (a->ndim != b->ndim)
		return false;
	for (int i = 0; i < a->ndim; i++)
		if (a->size[i] != b->size[i])
			return false;
	return true;
}

const char *
tg_shape_list(
	char text[TG_SHAPE_TEXT], const int64_t *v, int n, const char *form)
{
	size_t len = 0;

	text[len++] = form[0];
	for (int i = 0; i < n; i++)
		len += (size_t)snprintf(text + len, TG_SHAPE_TEXT - len,
			"%s%" PRId64, i > 0 ? form + 2 : "", v[i]);
	text[len++] = form[1];
	text[len] = '\0';
	return text;
}

const char *
tg_shape_text(char text[TG_SHAPE_TEXT], const struct tg_shape *shape)
{
	return tg_shape_list(text, shape->size, shape->ndim, "(), ");
}

const char *
tg_shape_coordinates(
	char text[TG_SHAPE_TEXT], const struct tg_shape *shape, int64_t k)
{
	int64_t at[TG_MAX_NDIM];

	tg_shape_unravel(shape, k, at);
	return tg_shape_list(text, at, shape->ndim, "[],");
}

const char *
tg_shape_sizes(char text[TG_SHAPE_TEXT], const struct tg_shape *shape, int from,
	int to)
{
	size_t len = 0;

	text[0] = '\0';
	for (int i = from; i < to; i++)
		len += (size_t)snprintf(text + len, TG_SHAPE_TEXT - len,
			"%s%" PRId64, i > from ? " x " : "", shape->size[i]);
	return text;
}

void
tg_shape_unravel(const struct tg_shape *shape, int64_t k, int64_t *at)
{
	for (int i = shape->ndim - 1; i >= 0; i--) {
		at[i] = k % shape->size[i];
		k /= shape->size[i];
	}
}

int64_t
tg_shape_ravel(const struct tg_shape *shape, const int64_t *at)
{
	int64_t k = 0;

	for (int i = 0; i < shape->ndim; i++)
		k = k * shape->size[i] + at[i];
	return k;
}
