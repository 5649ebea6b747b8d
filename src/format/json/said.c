/*
 * Reads what the object around a tensor says of it: its shape, its dtype, and
 * the order of its elements. What is said is followed exactly or refused, since
 * data in another shape or order than is meant are wrong without a sign.
 */
#include "format/json/said.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/harmless.h"

/* A message shows at most so many bytes of a name. */
#define NAME_SHOWN 200

/* And so many of what is no size. */
#define SIZE_SHOWN 40

bool
tg_json_help_alone(const struct tg_json_found *found, struct tg_err *err)
{
	char *name = tg_json_string(found->key);
	char harmless[NAME_SHOWN];

	if (name != NULL)
		tg_err_help(err,
			"a member that is named is read as it stands: "
			"FILE:%s, or FILE:/A/%s in an object A",
			tg_harmless(harmless, sizeof(harmless), name),
			harmless);
	free(name);
	return false;
}

/* The types of ONNX by their numbers, and what else ONNX has at these. */
static bool
dtype_of_onnx(struct tg_dtype *dtype, const unsigned char *p)
{
	static const int types[] = { -1, TG_FLOAT32, TG_UINT8, TG_INT8,
		TG_UINT16, TG_INT16, TG_INT32, TG_INT64, -1, TG_BOOL,
		TG_FLOAT16, TG_FLOAT64, TG_UINT32, TG_UINT64, TG_COMPLEX64,
		TG_COMPLEX128, TG_BFLOAT16, TG_FLOAT8_E4M3FN,
		TG_FLOAT8_E4M3FNUZ, TG_FLOAT8_E5M2, TG_FLOAT8_E5M2FNUZ, -1, -1,
		-1, TG_FLOAT8_E8M0FNU };
	int64_t number;

	if (!tg_json_count(&number, p) ||
		number >= (int64_t)(sizeof(types) / sizeof(types[0])) ||
		types[number] < 0)
		return false;
	*dtype = tg_dtype_of((enum tg_type)types[number]);
	dtype->big_endian = false;
	return true;
}

bool
tg_json_said_dtype(struct tg_json_dtype *said,
	const struct tg_json_found *found, bool bytes, struct tg_err *err)
{
	const unsigned char *const *value = found->object.value;
	bool type = false;
	char *name;

	*said = (struct tg_json_dtype){ .value = value[TG_JSON_DTYPE] };
	if (said->value == NULL && value[TG_JSON_ENUM] != NULL) {
		said->value = value[TG_JSON_ENUM];
		said->known = dtype_of_onnx(&said->dtype, said->value);
		return true;
	}
	if (said->value == NULL && bytes) {
		said->value = value[TG_JSON_TYPE];
		type = true;
	}
	if (said->value == NULL || *said->value != '"')
		return true;
	name = tg_json_string(said->value);
	if (name == NULL)
		return tg_fail_memory(err, "a name");
	said->known = tg_dtype_parse(&said->dtype, name, NULL);
	free(name);
	if (type && !said->known)
		said->value = NULL;
	return true;
}

/* Read a size: 3, "3", or {"size":"3"}, in which 0 is left out. */
static bool
read_size(int64_t *size, const struct tg_json *json, const unsigned char *p)
{
	struct tg_json_members items = { .json = json, .p = p };
	unsigned classes = 0;

	*size = 0;
	if (*p == '"') {
		for (p++; tg_json_is_digit(*p); p++)
			if (__builtin_mul_overflow(*size, 10, size) ||
				__builtin_add_overflow(*size, *p - '0', size))
				return false;
		return *p == '"' && tg_json_is_digit(p[-1]);
	}
	if (*p != '{')
		return tg_json_count(size, p);
	while (tg_json_members_next(&items, NULL)) {
		if (tg_json_members_key_is(&items, "size"))
			return *items.p != '{' &&
				read_size(size, json, items.p);
		if (!tg_json_skip(json, &items.p, &classes, NULL))
			return false;
	}
	return true;
}

static bool
fail_size(const struct tg_json *json, int dim, const unsigned char *p,
	struct tg_err *err)
{
	const unsigned char *end = tg_json_element_end(p, false);
	char size[SIZE_SHOWN], shown[SIZE_SHOWN];

	snprintf(size, sizeof(size), "%.*s",
		(int)(end - p < SIZE_SHOWN ? end - p : SIZE_SHOWN),
		(const char *)p);
	return tg_fail(err, TG_ESYNTAX, (size_t)(p - json->text),
		"size [%d] of the shape is %s, no integer from 0 to 2^63-1",
		dim,
		*p == '[' ? "an array"
			  : tg_harmless(shown, sizeof(shown), size));
}

/* Read the list of sizes at p. */
static bool
read_sizes(struct tg_shape *shape, const struct tg_json *json,
	const unsigned char *p, struct tg_err *err)
{
	struct tg_json_members sizes = { .json = json, .p = p };
	const size_t pos = (size_t)(p - json->text);
	unsigned classes = 0;

	shape->ndim = 0;
	while (tg_json_members_next(&sizes, err)) {
		if (shape->ndim == TG_MAX_NDIM)
			return tg_fail(err, TG_ESYNTAX, pos,
				"a shape is an array of at most %d sizes",
				TG_MAX_NDIM);
		if (!read_size(&shape->size[shape->ndim], json, sizes.p))
			return fail_size(json, shape->ndim, sizes.p, err);
		shape->ndim++;
		if (!tg_json_skip(json, &sizes.p, &classes, err))
			return false;
	}
	/* without err, in a validated text, nothing else can be wrong */
	return err == NULL || err->code == TG_OK;
}

/* Read the shape at p: a list of sizes, one in quotes, or {"dim":[...]}. */
static bool
read_shape(struct tg_shape *shape, const struct tg_json *json,
	const unsigned char *p, struct tg_err *err)
{
	struct tg_json_members items = { .json = json, .p = p };
	unsigned classes = 0;
	char *text;
	bool ok;

	if (*p == '[')
		return read_sizes(shape, json, p, err);
	shape->ndim = 0;
	if (*p == '"') {
		text = tg_json_string(p);
		if (text == NULL)
			return tg_fail_memory(err, "a shape");
		ok = tg_shape_parse(shape, text, NULL);
		free(text);
		return ok ||
			tg_fail(err, TG_ESYNTAX, (size_t)(p - json->text),
				"not a shape");
	}
	while (tg_json_members_next(&items, NULL)) {
		if (!tg_json_members_key_is(&items, "dim") || *items.p != '[')
			return tg_fail(err, TG_ESYNTAX,
				(size_t)(items.key - json->text),
				"a shape has sizes as its member \"dim\"");
		if (!read_sizes(shape, json, items.p, err) ||
			!tg_json_skip(json, &items.p, &classes, err))
			return false;
	}
	return true;
}

bool
tg_json_said_shape(struct tg_shape *shape, bool *is_said,
	const struct tg_json *json, const struct tg_json_found *found,
	struct tg_err *err)
{
	const unsigned char *p = found->object.value[TG_JSON_SHAPE];
	const unsigned char *dims = found->object.value[TG_JSON_DIMS];
	struct tg_shape other;

	*is_said = p != NULL || dims != NULL;
	if (!*is_said)
		return true;
	if (!read_shape(shape, json, p != NULL ? p : dims, err) ||
		(p != NULL && dims != NULL &&
			!read_shape(&other, json, dims, err)))
		return err->code == TG_EDATA ? tg_json_help_alone(found, err)
					     : false;
	if (p == NULL || dims == NULL || tg_shape_equal(shape, &other))
		return true;
	tg_fail(err, TG_ESYNTAX, (size_t)(dims - json->text),
		"this is another shape than that of the member \"shape\"");
	return tg_json_help_alone(found, err);
}

/* True if the string at p is one of words, of which NULL is the last. */
static bool
is_word_of(const unsigned char *p, const char *const *words)
{
	const size_t len = (size_t)(tg_json_element_end(p, false) - p) - 2;

	for (; *words != NULL; words++)
		if (strlen(*words) == len && memcmp(p + 1, *words, len) == 0)
			return true;
	return false;
}

/* True if strides are those of C order, in elements or in bytes. */
static bool
strides_are_c(const struct tg_json *json, const unsigned char *p,
	const struct tg_shape *shape)
{
	int64_t stride[TG_MAX_NDIM], unit = 0;
	struct tg_shape said;

	tg_shape_strides(shape, stride);
	if (!read_sizes(&said, json, p, NULL) || said.ndim != shape->ndim)
		return false;
	for (int i = shape->ndim; i-- > 0;) {
		int64_t due;

		if (shape->size[i] < 2)
			continue;
		if (unit == 0)
			unit = stride[i] > 0 ? said.size[i] / stride[i] : 0;
		if (unit == 0 ||
			__builtin_mul_overflow(stride[i], unit, &due) ||
			due != said.size[i])
			return false;
	}
	return true;
}

/* The member that says another layout; TG_JSON_ROLES if none does. */
static enum tg_json_role
other_layout(const struct tg_json *json, const unsigned char *const *value,
	const struct tg_shape *shape, bool bytes)
{
	static const char *const usual[] = { "C", "c", "row_major", "row-major",
		"little", "<", "|", "LE", NULL };
	static const char *const little[] = { "little", "<", "|", "LE",
		"little_endian", "littleEndian", "little-endian", NULL };
	static const char *const plain[] = { "", "none", NULL };
	static const char *const base64[] = { "base64", "BASE64", "Base64",
		"b64", "base64url", NULL };
	const unsigned char *p;

	if ((p = value[TG_JSON_ORDER]) != NULL && !is_word_of(p, usual) &&
		(bytes || shape->ndim > 1))
		return TG_JSON_ORDER;
	if ((p = value[TG_JSON_C_ORDER]) != NULL && *p == 'f' &&
		shape->ndim > 1)
		return TG_JSON_C_ORDER;
	if ((p = value[TG_JSON_FORTRAN]) != NULL && *p != 'f' &&
		shape->ndim > 1)
		return TG_JSON_FORTRAN;
	if ((p = value[TG_JSON_STRIDES]) != NULL &&
		!strides_are_c(json, p, shape))
		return TG_JSON_STRIDES;
	if (!bytes)
		return TG_JSON_ROLES;
	if ((p = value[TG_JSON_BYTE_ORDER]) != NULL && !is_word_of(p, little))
		return TG_JSON_BYTE_ORDER;
	if ((p = value[TG_JSON_COMPRESSION]) != NULL && *p != 'f' &&
		!(*p == '"' && is_word_of(p, plain)))
		return TG_JSON_COMPRESSION;
	if ((p = value[TG_JSON_ENCODING]) != NULL && !is_word_of(p, base64))
		return TG_JSON_ENCODING;
	return TG_JSON_ROLES;
}

bool
tg_json_check_layout(const struct tg_json *json,
	const struct tg_json_found *found, const struct tg_shape *shape,
	bool bytes, struct tg_err *err)
{
	const unsigned char *const *value = found->object.value;
	const enum tg_json_role role = other_layout(json, value, shape, bytes);

	if (role == TG_JSON_ROLES)
		return true;
	tg_fail(err, TG_ELACK, (size_t)(value[role] - json->text),
		role == TG_JSON_ENCODING ? "only bytes in base64 are read"
			: bytes
			? "only plain bytes are read, little-endian and in C "
			  "order"
			: "elements are read in C order only");
	return tg_json_help_alone(found, err);
}
