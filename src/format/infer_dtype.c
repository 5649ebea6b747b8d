/*
 * Chooses a binary dtype for the elements of a JSON text, for formats that
 * must name one. Reading has noted which kinds of element there are (see
 * enum tg_class), so that this needs no look at the elements. A dtype is
 * chosen only if it holds all elements exactly; otherwise the user is asked.
 */
#include "format/infer_dtype.h"

#include <stdlib.h>

#include "format/json/members.h"
#include "tensor/text.h"

static bool
cannot_infer(struct tg_err *err, const char *what)
{
	tg_fail(err, TG_ETYPE, TG_NOPOS, "%s", what);
	tg_err_help(err,
		"say what the picked elements become with --dtype, "
		"such as --dtype float64");
	return false;
}

static bool
fail_strings(struct tg_err *err)
{
	tg_fail(err, TG_ETYPE, TG_NOPOS,
		"the elements are strings, which have no binary dtype");
	tg_err_help(err, "JSON holds them: leave out the binary format");
	return false;
}

/* The dtype for elements of these classes (enum tg_class, ORed). */
static bool
infer_dtype(struct tg_dtype *dtype, unsigned classes, struct tg_err *err)
{
	const unsigned integers = TG_CLASS_INTEGER | TG_CLASS_NEGATIVE |
		TG_CLASS_UINT64 | TG_CLASS_BIG | TG_CLASS_INEXACT;
	const unsigned floats = TG_CLASS_FRACTION | TG_CLASS_SPECIAL;
	const unsigned others = TG_CLASS_BOOL | TG_CLASS_NULL |
		TG_CLASS_STRING | TG_CLASS_OBJECT;

	if (classes == TG_CLASS_BOOL)
		*dtype = tg_dtype_of(TG_BOOL);
	else if (classes == TG_CLASS_STRING)
		return fail_strings(err);
	else if (classes & others)
		return cannot_infer(err,
			"the elements are not all numbers, or all booleans, "
			"so that no binary dtype fits");
	else if (classes & floats && classes & TG_CLASS_INEXACT)
		return cannot_infer(err,
			"there is a fraction, but also an "
			"integer that float64 cannot hold");
	else if (classes & floats)
		*dtype = tg_dtype_of(TG_FLOAT64);
	else if (classes & TG_CLASS_BIG)
		return cannot_infer(
			err, "there is an integer outside int64 and uint64");
	else if (classes & TG_CLASS_UINT64 && classes & TG_CLASS_NEGATIVE)
		return cannot_infer(err,
			"there are both negative integers "
			"and some above int64");
	else if (classes & TG_CLASS_UINT64)
		*dtype = tg_dtype_of(TG_UINT64);
	else if (classes & integers)
		*dtype = tg_dtype_of(TG_INT64);
	else /* no elements: float64, as NumPy's array([]) has */
		*dtype = tg_dtype_of(TG_FLOAT64);
	dtype->big_endian = false;
	return true;
}

bool
tg_fail_said_dtype(const unsigned char *text, const unsigned char *p,
	bool index, struct tg_err *err)
{
	const size_t pos = (size_t)(p - text);
	char *name = *p == '"' ? tg_json_string(p) : NULL;
	struct tg_dtype dtype;

	if (*p == '"' && name == NULL)
		return tg_fail_memory(err, "a name");
	if (name == NULL)
		tg_fail(err, TG_ELACK, pos,
			"not the name of a dtype that is known");
	else if (!tg_dtype_parse(&dtype, name, err))
		tg_err_become(err, TG_ELACK);
	if (err->code == TG_EDATA)
		err->pos = pos;
	free(name);
	tg_err_help(err, "say what it is with --%sdtype, such as --%sdtype %s",
		index ? "index-" : "", index ? "index-" : "",
		index ? "int64" : "float32");
	return false;
}

bool
tg_infer_dtype(struct tg_dtype *dtype, const struct tg_tensor *input,
	struct tg_err *err)
{
	if (input->text->unknown != NULL)
		return tg_fail_said_dtype(
			input->text->bytes, input->text->unknown, false, err);
	return (input->text->fill != NULL &&
		       infer_dtype(dtype, tg_tensor_classes(input), NULL)) ||
		infer_dtype(dtype, input->text->classes, err);
}
