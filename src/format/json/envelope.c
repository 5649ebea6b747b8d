/*
 * Makes a tensor of an array that was found in a JSON text: an envelope around
 * it may say a shape and a dtype, as the user may, and both must agree.
 */
#include "format/json/envelope.h"

#include <inttypes.h>
#include <stdio.h>

#include "format/json/array.h"
#include "format/json/members.h"
#include "tensor/based.h"

/*
 * Give the tensor the shape that an envelope says; p is where its text begins,
 * or NULL if there is none.
 */
static bool
apply_envelope_shape(struct tg_tensor *tensor, const struct tg_json *json,
	const unsigned char *p, struct tg_err *err)
{
	struct tg_json_members sizes = { .json = json, .p = p };
	const unsigned char *end = p;
	unsigned classes = 0;
	struct tg_shape shape = { 0 };
	int64_t numel;
	bool ok;

	if (p == NULL)
		return true;
	if (!tg_json_skip(json, &end, &classes, err))
		return false;
	ok = *p == '[';
	while (ok && tg_json_members_next(&sizes, NULL)) {
		ok = shape.ndim < TG_MAX_NDIM &&
			tg_json_count(&shape.size[shape.ndim++], sizes.p);
		sizes.p = tg_json_element_end(sizes.p, false);
	}
	if (!ok)
		return tg_fail(err, TG_EDATA, (size_t)(p - json->text),
			"a shape is an array of at most %d sizes", TG_MAX_NDIM);
	if (!tg_shape_numel(&tensor->shape, &numel) ||
		!tg_shape_settle(&shape, numel, err)) {
		err->pos = (size_t)(p - json->text);
		return false;
	}
	tensor->shape = shape;
	return true;
}

/*
 * Note the dtype that an envelope says; p is where its text begins, or NULL if
 * there is none.
 */
static bool
note_envelope_dtype(struct tg_tensor *tensor, const struct tg_json *json,
	const unsigned char *p, struct tg_err *err)
{
	char *name;
	bool ok;

	if (p == NULL)
		return true;
	if (*p != '"')
		return tg_fail(err, TG_EDATA, (size_t)(p - json->text),
			"a dtype is a name in quotes");
	name = tg_json_string(p);
	if (name == NULL)
		return tg_fail_memory(err, "a name");
	ok = tg_dtype_parse(&tensor->text->declared, name, err);
	free(name);
	if (!ok) {
		err->code = TG_EDATA;
		err->pos = (size_t)(p - json->text);
	}
	tensor->text->typed = ok;
	return ok;
}

/* Check that all indices fit the dtype that the index is said to have. */
static bool
check_index_range(const struct tg_tensor *tensor, struct tg_err *err)
{
	const struct tg_dtype *declared = &tensor->text->declared;
	unsigned bits = declared->size * 8;
	bool is_signed =
		declared->type >= TG_INT8 && declared->type <= TG_INT64;
	int64_t highest = INT64_MAX, lowest = 0, n;

	if (is_signed)
		lowest = INT64_MIN >> (64 - bits);
	if (is_signed || bits < 64)
		highest = INT64_MAX >> (64 - bits - !is_signed);
	if (!tg_shape_numel(&tensor->shape, &n))
		return tg_fail_memory(err, "the index");
	for (int64_t i = 0; i < n; i++) {
		int64_t v = tg_json_integer(
			tensor->data, tensor->dtype.size, (size_t)i);
		bool huge = tensor->dtype.type == TG_UINT64 && v < 0;
		char text[24];

		if (huge ? declared->type == TG_UINT64
			 : v >= lowest && v <= highest)
			continue;
		snprintf(text, sizeof(text), huge ? "%" PRIu64 : "%" PRId64, v);
		tg_fail(err, TG_EDATA,
			tg_json_find(
				tensor->text->bytes, tensor->text->begin, i),
			"index %s does not fit %s", text,
			tg_dtype_name(declared));
		return false;
	}
	return true;
}

/*
 * Check the dtype that was said: the user and the file must not say different
 * ones, and that of an index must be an integer that holds all indices.
 */
static bool
check_json_dtype(struct tg_tensor *tensor, const struct tg_read *request,
	struct tg_err *err)
{
	const struct tg_dtype *wanted = request->dtype;

	if (wanted != NULL && tensor->text->typed &&
		!tg_dtype_same_type(wanted, &tensor->text->declared))
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"the file says dtype %s, not %s",
			tg_dtype_name(&tensor->text->declared),
			tg_dtype_name(wanted));
	if (wanted != NULL) {
		tensor->text->declared = *wanted;
		tensor->text->typed = true;
	}
	if (request->index && tensor->text->typed &&
		!tg_dtype_is_integer(&tensor->text->declared))
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"the dtype of an index is an integer, not %s",
			tg_dtype_name(&tensor->text->declared));
	return !request->index || !tensor->text->typed ||
		check_index_range(tensor, err);
}

/*
 * If the dtype is complex, make one element of each two numbers. The last dim,
 * which must have size 2, goes away.
 */
static bool
join_complex_pairs(struct tg_tensor *tensor, struct tg_err *err)
{
	const size_t size = tensor->dtype.size;
	struct tg_shape *shape = &tensor->shape;
	unsigned char *items;
	int64_t numel;

	if (!tensor->text->typed ||
		!tg_dtype_is_complex(&tensor->text->declared))
		return true;
	if (shape->ndim == 0 || shape->size[shape->ndim - 1] != 2)
		return tg_fail(err, TG_EDATA, tensor->text->begin,
			"elements of %s are written [re,im], so the last "
			"dimension must have size 2",
			tg_dtype_name(&tensor->text->declared));
	if (!tg_tensor_widen(tensor, err))
		return false;
	shape->ndim--;
	tensor->text->pairs = true;
	if (!tg_shape_numel(shape, &numel))
		return tg_fail_memory(err, "the elements");
	items = tensor->owned;
	for (size_t i = 1; items != NULL && i < (size_t)numel; i++)
		memcpy(items + i * size, items + 2 * i * size, size);
	return true;
}

bool
tg_json_tensor(struct tg_tensor *tensor, const struct tg_json *json,
	struct tg_json_found *found, const struct tg_read *request,
	struct tg_err *err)
{
	bool ok = tg_json_array_tensor(tensor, &found->scan, err) &&
		note_envelope_dtype(tensor, json, found->dtype, err) &&
		check_json_dtype(tensor, request, err) &&
		join_complex_pairs(tensor, err) &&
		apply_envelope_shape(tensor, json, found->shape, err);

	tg_shape_strides(&tensor->shape, tensor->stride);
	return ok;
}
