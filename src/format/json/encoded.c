/*
 * Makes a tensor of bytes in base64, as servers send them and as libraries put
 * arrays of NumPy into JSON. From there on its elements are binary.
 */
#include "format/json/encoded.h"

#include "format/infer_dtype.h"
#include "format/json/base64.h"
#include "format/json/said.h"

bool
tg_json_is_encoded(
	const struct tg_json_found *found, const struct tg_read *request)
{
	static const char *const strings[] = { "\"BYTES\"", "\"STRING\"",
		"\"DT_STRING\"", "\"TYPE_STRING\"", "\"string\"", "\"str\"",
		"\"object\"", "\"tensor(string)\"" };
	const unsigned char *dtype = found->object.value[TG_JSON_DTYPE];

	if (found->string == NULL)
		return false;
	if (found->key == NULL)
		return request->dtype != NULL;
	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++)
		if (dtype != NULL && request->dtype == NULL &&
			memcmp(dtype, strings[i], strlen(strings[i])) == 0)
			return false;
	return true;
}

/* The dtype of the bytes, from what is said in the file and by the user. */
static bool
settle_dtype(struct tg_dtype *dtype, const struct tg_json *json,
	const struct tg_json_found *found, const struct tg_read *request,
	struct tg_err *err)
{
	struct tg_json_dtype said = { .known = false };

	if (found->key != NULL && !tg_json_said_dtype(&said, found, true, err))
		return false;
	*dtype = request->dtype != NULL ? *request->dtype : said.dtype;
	if (request->dtype != NULL && said.known &&
		(!tg_dtype_same_type(dtype, &said.dtype) ||
			dtype->big_endian != said.dtype.big_endian))
		return tg_fail(err, TG_ETYPE, TG_NOPOS,
			"the file says dtype %s, not %s",
			tg_dtype_name(&said.dtype), tg_dtype_name(dtype));
	if (request->dtype != NULL || said.known)
		return true;
	if (said.value != NULL)
		return tg_fail_said_dtype(
			json->text, said.value, request->index, err);
	tg_fail(err, TG_ETYPE, (size_t)(found->string - json->text),
		"a string may be bytes in base64, but no dtype is said");
	tg_err_help(err, "say what the bytes are, such as --%sdtype %s",
		request->index ? "index-" : "",
		request->index ? "int64" : "float32");
	return false;
}

/* The shape that was said must take the len bytes; without one: one dim. */
static bool
settle_shape(struct tg_tensor *tensor, bool is_said, size_t len, size_t pos,
	struct tg_err *err)
{
	const size_t size = tensor->dtype.size;
	char text[TG_SHAPE_TEXT];
	int64_t numel;
	size_t due;

	if (!is_said && len % size == 0) {
		tensor->shape.ndim = 1;
		tensor->shape.size[0] = (int64_t)(len / size);
		return true;
	}
	if (!is_said)
		return tg_fail(err, TG_ESYNTAX, pos,
			"elements of %s take %zu bytes each, there are %zu",
			tg_dtype_name(&tensor->dtype), size, len);
	if (!tg_shape_numel(&tensor->shape, &numel) ||
		__builtin_mul_overflow(numel, size, &due))
		return tg_fail(err, TG_ESYNTAX, pos,
			"shape %s has more bytes than can be counted",
			tg_shape_text(text, &tensor->shape));
	return due == len ||
		tg_fail(err, TG_ESYNTAX, pos,
			"shape %s of %s takes %zu bytes, there are %zu",
			tg_shape_text(text, &tensor->shape),
			tg_dtype_name(&tensor->dtype), due, len);
}

bool
tg_json_encoded_tensor(struct tg_tensor *tensor, const struct tg_json *json,
	const struct tg_json_found *found, const struct tg_read *request,
	struct tg_err *err)
{
	const size_t pos = (size_t)(found->string - json->text);
	bool is_said = false;
	unsigned char *data;
	size_t len;

	if (!settle_dtype(&tensor->dtype, json, found, request, err) ||
		!tg_json_said_shape(
			&tensor->shape, &is_said, json, found, err) ||
		!tg_json_base64(&data, &len, json, found->string, err))
		return false;
	tensor->data = tensor->owned = data;
	if (!settle_shape(tensor, is_said, len, pos, err) ||
		!tg_json_check_layout(json, found, &tensor->shape, true, err))
		return false;
	tg_shape_strides(&tensor->shape, tensor->stride);
	return true;
}
