/*
 * Turns the calls in a pickle that would rebuild an array or a scalar of NumPy
 * into tensors. Their bytes stand in the pickle itself; up to protocol 2 they
 * are a text there, in which each byte is a character. See array_reduce in
 * numpy/core/src/multiarray/methods.c, and array_setstate for the state.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "format/torch/pt.h"

/* The items of an array's state, in order. */
enum {
	STATE_VERSION,
	STATE_SHAPE,
	STATE_DTYPE,
	STATE_FORTRAN,
	STATE_BYTES,
	STATE_ITEMS,
};

/* The items of a dtype's state that matter here. */
enum {
	DTYPE_ORDER = 1,
	DTYPE_SUBARRAY,
	DTYPE_NAMES,
};

/* What an array is made of: values of the pickle; 0 for what it has not. */
struct parts {
	uint32_t dtype, bytes, shape;
	bool fortran;
};

static bool
is_call_of(const struct tg_pickle *pickle, uint32_t value, const char *module,
	const char *name)
{
	const struct tg_pickle_value *v = &pickle->values[value];

	return v->kind == TG_PICKLE_CALL &&
		tg_pickle_is_global(pickle, v->call.callee, module, name);
}

/* The text that _codecs.encode(text, "latin1") turns into bytes; 0 if none. */
static uint32_t
encoded_text(const struct tg_pickle *pickle, uint32_t value)
{
	uint32_t text, encoding;

	if (!is_call_of(pickle, value, "_codecs", "encode") ||
		!tg_pickle_item_at(pickle, pickle->values[value].call.arguments,
			0, &text) ||
		!tg_pickle_item_at(pickle, pickle->values[value].call.arguments,
			1, &encoding) ||
		pickle->values[text].kind != TG_PICKLE_TEXT ||
		!tg_pickle_is_text(pickle, encoding, "latin1"))
		return 0;
	return text;
}

/*
 * Decode a text whose characters are bytes. *len is how many there are; to is
 * NULL, or receives them. False for a character that is no byte.
 */
static bool
decode_latin1(unsigned char *to, size_t *len, const struct tg_pickle *pickle,
	uint32_t text)
{
	const struct tg_pickle_value *v = &pickle->values[text];
	const char *p = (const char *)pickle->data + v->text.at;
	uint32_t c;
	size_t n;

	*len = 0;
	for (size_t i = 0; i < v->text.len; i += n) {
		n = tg_utf8_decode(&c, p + i, v->text.len - i);
		if (n == 0 || c > 0xFF)
			return false;
		if (to != NULL)
			to[*len] = (unsigned char)c;
		(*len)++;
	}
	return true;
}

/*
 * The length of the bytes that a value stands for. False if it stands for none.
 */
static bool
measure_bytes(size_t *len, const struct tg_pickle *pickle, uint32_t value)
{
	const uint32_t text = encoded_text(pickle, value);
	const struct tg_pickle_value *v = &pickle->values[value];
	uint32_t inner;

	*len = 0;
	if (text != 0)
		return decode_latin1(NULL, len, pickle, text);
	if (v->kind == TG_PICKLE_BYTES) {
		*len = v->text.len;
		return true;
	}
	/* bytes() in protocol 2 */
	return (is_call_of(pickle, value, "__builtin__", "bytes") ||
		       is_call_of(pickle, value, "builtins", "bytes")) &&
		!tg_pickle_item_at(pickle, v->call.arguments, 0, &inner);
}

/* Read the values that the call has, by the kind of call. */
static bool
read_parts(struct parts *parts, const struct tg_pickle *pickle,
	const struct tg_pt_meant *meant, struct tg_err *err)
{
	const uint32_t arguments = meant->arguments;
	const uint32_t state =
		pickle->values[meant->value].kind == TG_PICKLE_CALL
		? pickle->values[meant->value].state
		: 0;
	uint32_t fortran = 0, order = 0;
	bool ok;

	memset(parts, 0, sizeof(*parts));
	switch (meant->call) {
	case TG_PT_SCALAR:
		ok = tg_pickle_item_at(pickle, arguments, 0, &parts->dtype) &&
			tg_pickle_item_at(pickle, arguments, 1, &parts->bytes);
		break;
	case TG_PT_FROMBUFFER:
		ok = tg_pickle_item_at(pickle, arguments, 0, &parts->bytes) &&
			tg_pickle_item_at(
				pickle, arguments, 1, &parts->dtype) &&
			tg_pickle_item_at(
				pickle, arguments, 2, &parts->shape) &&
			tg_pickle_item_at(pickle, arguments, 3, &order);
		parts->fortran = ok && tg_pickle_is_text(pickle, order, "F");
		/* K: the axes are moved afterwards */
		if (ok && !parts->fortran &&
			!tg_pickle_is_text(pickle, order, "C"))
			return tg_pt_fail_damaged(
				"the order of an array is not C or F", err);
		break;
	default:
		ok = state != 0 &&
			tg_pickle_item_at(
				pickle, state, STATE_SHAPE, &parts->shape) &&
			tg_pickle_item_at(
				pickle, state, STATE_DTYPE, &parts->dtype) &&
			tg_pickle_item_at(
				pickle, state, STATE_FORTRAN, &fortran) &&
			tg_pickle_item_at(
				pickle, state, STATE_BYTES, &parts->bytes);
		parts->fortran = ok &&
			(pickle->values[fortran].kind == TG_PICKLE_TRUE ||
				(pickle->values[fortran].kind ==
						TG_PICKLE_INT &&
					pickle->values[fortran].integer != 0));
	}
	return ok ||
		tg_pt_fail_damaged("something is missing in an array", err);
}

static bool
fail_dtype(const char *what, struct tg_err *err)
{
	tg_fail(err, TG_ELACK, TG_NOPOS,
		"an array of NumPy in a pickle is read if it has numbers, and "
		"this one has elements of dtype %s",
		what);
	return false;
}

/* Read numpy.dtype("f8", False, True) with its state (3, "<", None, ...). */
static bool
read_array_dtype(struct tg_dtype *dtype, const struct tg_pickle *pickle,
	uint32_t value, struct tg_err *err)
{
	const struct tg_pickle_value *v = &pickle->values[value];
	uint32_t name = 0, order = 0, names = 0, subarray = 0;
	char text[32] = "<";
	size_t len;

	if (!is_call_of(pickle, value, "numpy", "dtype") || v->state == 0 ||
		!tg_pickle_item_at(pickle, v->call.arguments, 0, &name) ||
		!tg_pickle_item_at(pickle, v->state, DTYPE_ORDER, &order) ||
		pickle->values[name].kind != TG_PICKLE_TEXT)
		return tg_pt_fail_damaged("an array has no dtype", err);
	if (tg_pickle_is_text(pickle, order, ">"))
		text[0] = '>';
	len = tg_utf8_cut(
		(const char *)pickle->data + pickle->values[name].text.at,
		pickle->values[name].text.len, sizeof(text) - 2);
	memcpy(text + 1, pickle->data + pickle->values[name].text.at, len);
	if ((tg_pickle_item_at(pickle, v->state, DTYPE_NAMES, &names) &&
		    pickle->values[names].kind != TG_PICKLE_NONE) ||
		(tg_pickle_item_at(
			 pickle, v->state, DTYPE_SUBARRAY, &subarray) &&
			pickle->values[subarray].kind != TG_PICKLE_NONE))
		return fail_dtype("record", err);
	if (strchr("biufc", text[1]) == NULL || text[1] == '\0' ||
		!tg_dtype_parse(dtype, text, NULL))
		return fail_dtype(text + 1, err);
	return true;
}

/* Set the strides of an array, the first size fastest for Fortran's order. */
static void
set_strides(struct tg_tensor *tensor, bool fortran)
{
	int64_t stride = 1;

	tg_shape_strides(&tensor->shape, tensor->stride);
	for (int i = 0; fortran && i < tensor->shape.ndim; i++) {
		tensor->stride[i] = stride;
		/* no overflow: the elements are fewer than bytes of a file */
		stride *= tensor->shape.size[i];
	}
}

bool
tg_pt_describe_array(struct tg_pt *pt, const struct tg_pt_meant *meant,
	struct tg_tensor *tensor, struct tg_pt_view *view, struct tg_err *err)
{
	const struct tg_pickle *pickle = &pt->pickle;
	char text[TG_SHAPE_TEXT];
	struct parts parts;
	int64_t numel;
	size_t len, size;

	if (!read_parts(&parts, pickle, meant, err) ||
		!read_array_dtype(&tensor->dtype, pickle, parts.dtype, err))
		return false;
	tensor->shape.ndim = 0;
	if (parts.shape != 0 &&
		!tg_pt_sizes(tensor->shape.size, &tensor->shape.ndim, pickle,
			parts.shape, err))
		return false;
	if (!measure_bytes(&len, pickle, parts.bytes))
		return tg_pt_fail_damaged("an array has no bytes", err);
	if (!tg_shape_numel(&tensor->shape, &numel) ||
		__builtin_mul_overflow(numel, tensor->dtype.size, &size) ||
		size != len)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"an array of shape %s and dtype %s has %zu bytes",
			tg_shape_text(text, &tensor->shape),
			tg_dtype_name(&tensor->dtype), len);
	set_strides(tensor, parts.fortran && numel > 0);
	view->bytes = parts.bytes;
	view->begin = 0;
	view->end = len;
	return true;
}

bool
tg_pt_map_array(struct tg_pt *pt, const struct tg_pt_view *view,
	struct tg_tensor *tensor, struct tg_err *err)
{
	const struct tg_pickle *pickle = &pt->pickle;
	const struct tg_pickle_value *v = &pickle->values[view->bytes];
	const uint32_t text = encoded_text(pickle, view->bytes);
	unsigned char *copy = calloc(1, view->end + TG_PADDING);
	size_t len = 0;

	if (copy == NULL)
		return tg_fail_memory(err, "an array");
	if (text != 0)
		(void)decode_latin1(copy, &len, pickle, text);
	else if (v->kind == TG_PICKLE_BYTES)
		memcpy(copy, pickle->data + v->text.at, v->text.len);
	tensor->owned = copy;
	tensor->data = copy;
	return true;
}
