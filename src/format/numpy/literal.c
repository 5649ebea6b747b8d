/*
 * Parses the few Python literals that the header of an NPY file is made of:
 * strings and tuples of sizes. NumPy itself evaluates the header with
 * ast.literal_eval (numpy/lib/format.py); no more than what it writes is
 * accepted here, and nothing that Python refuses or reads in another way.
 */
#include "format/numpy/literal.h"

#include <ctype.h>
#include <string.h>

bool
tg_literal_bad(const struct tg_literal *l, const char *what)
{
	return tg_fail(l->err, TG_ESYNTAX,
		l->position + (size_t)(l->p - l->start),
		"the NPY header is broken: %s", what);
}

/* True for what Python takes as white space between two words. */
static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

void
tg_literal_space(struct tg_literal *l)
{
	while (l->p < l->end && is_space(*l->p))
		l->p++;
}

bool
tg_literal_next(struct tg_literal *l, char c)
{
	tg_literal_space(l);
	if (l->p == l->end || *l->p != c)
		return false;
	l->p++;
	return true;
}

bool
tg_literal_string(struct tg_literal *l, const char **text, size_t *len)
{
	char quote;

	tg_literal_space(l);
	/* a string of Python 2 may say that it is Unicode, as all are in 3 */
	if (l->end - l->p > 1 && (*l->p == 'u' || *l->p == 'U'))
		l->p++;
	if (l->p == l->end || (*l->p != '\'' && *l->p != '"'))
		return tg_literal_bad(l, "a string belongs here");
	quote = *l->p++;
	*text = l->p;
	while (l->p < l->end && *l->p != quote && *l->p != '\n' &&
		*l->p != '\r')
		l->p += *l->p == '\\' ? 2 : 1;
	if (l->p > l->end)
		l->p = l->end;
	if (l->p == l->end || *l->p != quote)
		return tg_literal_bad(l, "a string is not closed");
	*len = (size_t)(l->p++ - *text);
	return true;
}

/*
 * Parse a size. Python reads 012 as no number at all, or as 10 in its second
 * version, so that it is refused.
 */
static bool
parse_literal_size(struct tg_literal *l, int64_t *value)
{
	const char *first;

	tg_literal_space(l);
	first = l->p;
	*value = 0;
	while (l->p < l->end && isdigit((unsigned char)*l->p))
		if (__builtin_mul_overflow(*value, 10, value) ||
			__builtin_add_overflow(*value, *l->p++ - '0', value))
			return tg_literal_bad(l, "a size is too large");
	if (l->p == first)
		return tg_literal_bad(l, "a size belongs here, 0 or more");
	if (*first == '0' && l->p - first > 1)
		return tg_literal_bad(l, "a size begins with 0");
	if (l->long_sizes && l->p < l->end && *l->p == 'L')
		l->p++;
	return true;
}

bool
tg_literal_tuple(struct tg_literal *l, struct tg_shape *shape)
{
	shape->ndim = 0;
	if (!tg_literal_next(l, '('))
		return tg_literal_bad(l, "a tuple belongs here");
	while (!tg_literal_next(l, ')')) {
		if (shape->ndim == TG_MAX_NDIM)
			return tg_literal_bad(l, "more than 64 dimensions");
		if (!parse_literal_size(l, &shape->size[shape->ndim++]))
			return false;
		if (tg_literal_next(l, ','))
			continue;
		if (l->p == l->end || *l->p != ')')
			return tg_literal_bad(l, "a comma or ) belongs here");
		if (shape->ndim == 1) /* (3) is a number in parentheses */
			return tg_literal_bad(
				l, "a tuple of one size needs a comma");
	}
	return true;
}
