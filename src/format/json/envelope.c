/*
 * Makes a tensor of an array that was found in a JSON text: an envelope around
 * it may say a shape and a dtype, as the user may, and both must agree.
 */
#include "format/json/envelope.h"

#include <inttypes.h>
#include <stdio.h>

#include "format/infer_dtype.h"
#include "format/json/array.h"
#include "format/json/encoded.h"
#include "format/json/said.h"
#include "tensor/based.h"

/* Give the tensor the shape that the object around it says. */
static bool
apply_said_shape(struct tg_tensor *tensor, const struct tg_json *json,
	const struct tg_json_found *found, struct tg_err *err)
{
	const unsigned char *p = found->object.value[TG_JSON_SHAPE];
	struct tg_shape shape;
	bool is_said = false;
	int64_t numel;

	if (p == NULL)
		p = found->object.value[TG_JSON_DIMS];
	if (!tg_json_said_shape(&shape, &is_said, json, found, err))
		return false;
	if (!is_said || tg_shape_equal(&shape, &tensor->shape))
		return true;
	if (!tg_shape_numel(&tensor->shape, &numel) ||
		!tg_shape_settle(&shape, numel, err)) {
		err->pos = (size_t)(p - json->text);
		return tg_json_help_alone(found, err);
	}
	if (!tg_json_check_layout(json, found, &shape, false, err))
		return false;
	tensor->shape = shape;
	return true;
}

/* True if the key at p is a name of protobuf, whose JSON writes 1 as "1". */
static bool
is_protobuf_name(const unsigned char *p)
{
	const unsigned char *end = tg_json_element_end(p, false) - 1;

	return end - p > 5 &&
		(memcmp(end - 3, "Val", 3) == 0 ||
			memcmp(end - 4, "Data", 4) == 0 ||
			memcmp(end - 4, "_val", 4) == 0 ||
			memcmp(end - 5, "_data", 5) == 0);
}

/*
 * True if the key at p is of integers that are the bits of short floats: ONNX
 * and TensorFlow have no other member for these.
 */
static bool
is_bits_name(const unsigned char *p)
{
	static const char *const names[] = { "half_val", "halfVal",
		"int32_data", "int32Data" };
	const size_t len = (size_t)(tg_json_element_end(p, false) - p) - 2;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i]) == len &&
			memcmp(p + 1, names[i], len) == 0)
			return true;
	return false;
}

/* Refuse integers that are not elements but the bits of some. */
static bool
refuse_bits(const struct tg_json *json, const struct tg_json_found *found,
	const struct tg_json_dtype *said, struct tg_err *err)
{
	if (!said->known || !tg_dtype_is_float(&said->dtype) ||
		said->dtype.size > 2 || !is_bits_name(found->key))
		return true;
	tg_fail(err, TG_ELACK, (size_t)(found->key - json->text),
		"these are the bits of elements of %s as integers",
		tg_dtype_name(&said->dtype));
	return tg_json_help_alone(found, err);
}

/*
 * Note the dtype that the object around the tensor says. An array that is taken
 * for the tensor only because there is no other must be able to have it.
 */
static bool
note_said_dtype(struct tg_tensor *tensor, const struct tg_json *json,
	const struct tg_json_found *found, struct tg_err *err)
{
	const bool guessed = found->key != found->object.key[TG_JSON_DATA];
	struct tg_json_dtype said;

	if (found->key == NULL)
		return true;
	if (!tg_json_said_dtype(&said, found, false, err) ||
		!refuse_bits(json, found, &said, err))
		return false;
	tensor->text->typed = said.known;
	tensor->text->declared = said.dtype;
	if (!said.known)
		tensor->text->unknown = said.value;
	if (!said.known || !guessed || is_protobuf_name(found->key) ||
		!(tensor->text->classes & (TG_CLASS_STRING | TG_CLASS_OBJECT)))
		return true;
	tg_fail(err, TG_ETYPE, (size_t)(found->key - json->text),
		"the dtype beside this array is %s, but it holds strings or "
		"objects",
		tg_dtype_name(&said.dtype));
	return tg_json_help_alone(found, err);
}

/* True if a float dtype holds an integer, given without its sign, exactly. */
static bool
float_holds(const struct tg_dtype *dtype, uint64_t magnitude)
{
	/* the bits of a significand, and the largest integer under 2^64 */
	static const struct {
		int bits;
		uint64_t largest;
	} floats[] = {
		[TG_FLOAT16] = { 11, 65504 },
		[TG_BFLOAT16] = { 8, UINT64_MAX },
		[TG_FLOAT32] = { 24, UINT64_MAX },
		[TG_FLOAT64] = { 53, UINT64_MAX },
		[TG_FLOAT8_E4M3FN] = { 4, 448 },
		[TG_FLOAT8_E5M2] = { 3, 57344 },
		[TG_FLOAT8_E4M3FNUZ] = { 4, 240 },
		[TG_FLOAT8_E5M2FNUZ] = { 3, 57344 },
		[TG_FLOAT8_E8M0FNU] = { 1, UINT64_MAX },
	};

	if (magnitude == 0)
		return dtype->type != TG_FLOAT8_E8M0FNU;
	return magnitude <= floats[dtype->type].largest &&
		magnitude >> __builtin_ctzll(magnitude) >>
			floats[dtype->type].bits ==
		0;
}

/* Check that all indices fit the dtype that the index is said to have. */
static bool
check_index_range(const struct tg_tensor *tensor, struct tg_err *err)
{
	const struct tg_dtype *declared = &tensor->text->declared;
	unsigned bits = declared->size * 8;
	bool is_signed =
		declared->type >= TG_INT8 && declared->type <= TG_INT64;
	bool is_float = tg_dtype_is_float(declared);
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

		if (is_float           ? float_holds(declared,
                                       v < 0 && !huge ? -(uint64_t)v
								: (uint64_t)v)
				: huge ? declared->type == TG_UINT64
				       : v >= lowest && v <= highest)
			continue;
		snprintf(text, sizeof(text), huge ? "%" PRIu64 : "%" PRId64, v);
		tg_fail(err, TG_ETYPE,
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
	bool is_float;

	if (wanted != NULL && tensor->text->typed &&
		!tg_dtype_same_type(wanted, &tensor->text->declared))
		return tg_fail(err, TG_ETYPE, TG_NOPOS,
			"the file says dtype %s, not %s",
			tg_dtype_name(&tensor->text->declared),
			tg_dtype_name(wanted));
	if (wanted != NULL) {
		tensor->text->declared = *wanted;
		tensor->text->typed = true;
	}
	is_float = tensor->text->typed &&
		tg_dtype_is_float(&tensor->text->declared);
	if (request->index && !tensor->text->typed &&
		tensor->text->unknown != NULL)
		return tg_fail_said_dtype(
			tensor->text->bytes, tensor->text->unknown, true, err);
	if (request->index && tensor->text->typed &&
		!tg_dtype_is_integer(&tensor->text->declared) &&
		!(is_float && request->cast)) {
		tg_fail(err, TG_ETYPE, TG_NOPOS,
			"the dtype of an index is an integer, not %s",
			tg_dtype_name(&tensor->text->declared));
		if (is_float)
			tg_err_help(err,
				"if its values are whole numbers: "
				"--index-cast");
		return false;
	}
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
		return tg_fail(err, TG_ESHAPE, tensor->text->begin,
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

/* A string that is no bytes is an element, which has not been scanned. */
static bool
scan_string(const struct tg_json *json, struct tg_json_found *found,
	const struct tg_read *request, struct tg_err *err)
{
	if (found->string == NULL)
		return true;
	found->scan.json = *json;
	found->scan.begin = (size_t)(found->string - json->text);
	found->scan.integers = request->index;
	return tg_json_array_scan(&found->scan, err);
}

bool
tg_json_tensor(struct tg_tensor *tensor, const struct tg_json *json,
	struct tg_json_found *found, const struct tg_read *request,
	struct tg_err *err)
{
	bool ok;

	if (tg_json_is_encoded(found, request))
		return tg_json_encoded_tensor(
			tensor, json, found, request, err);
	ok = scan_string(json, found, request, err) &&
		tg_json_array_tensor(tensor, &found->scan, err) &&
		note_said_dtype(tensor, json, found, err) &&
		check_json_dtype(tensor, request, err) &&
		join_complex_pairs(tensor, err) &&
		apply_said_shape(tensor, json, found, err);
	tg_shape_strides(&tensor->shape, tensor->stride);
	return ok;
}
