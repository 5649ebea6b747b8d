/*
 * Decides what an object in a JSON text is: a tensor with a shape and a dtype
 * around it, a description of a tensor whose data are elsewhere, or something
 * else. Servers and libraries call the same things by many names; they are all
 * in one table here, so that reading and --info cannot disagree.
 */
#include "format/json/object.h"

/* Which values a name has its role with. */
enum kind {
	ANY,
	NO_OBJECT,
	STRING,
	NUMBER,
	LIST,
	SIZES,    /* an array of numbers, or a string such as "2, 3" */
	TREE,     /* an object */
	DIM_TREE, /* {"dim":[...]} */
};

static const struct name {
	const char *name;
	enum kind kind;
	enum tg_json_role role;
} names[] = {
	{ "data", NO_OBJECT, TG_JSON_DATA },
	{ "__ndarray__", STRING, TG_JSON_ENCODED },
	{ "__numpy__", STRING, TG_JSON_ENCODED },
	{ "bdata", STRING, TG_JSON_ENCODED },
	{ "b64", STRING, TG_JSON_ENCODED },
	{ "embedding", STRING, TG_JSON_ENCODED },
	{ "rawData", STRING, TG_JSON_ENCODED },
	{ "raw_data", STRING, TG_JSON_ENCODED },
	{ "tensorContent", STRING, TG_JSON_ENCODED },
	{ "tensor_content", STRING, TG_JSON_ENCODED },
	{ "shape", LIST, TG_JSON_SHAPE },
	{ "shape", SIZES, TG_JSON_SHAPE },
	{ "shape", DIM_TREE, TG_JSON_SHAPE },
	{ "dims", SIZES, TG_JSON_DIMS },
	{ "dims", LIST, TG_JSON_OTHER }, /* names of dims */
	{ "tensorShape", TREE, TG_JSON_DIMS },
	{ "tensor_shape", TREE, TG_JSON_DIMS },
	{ "dtype", ANY, TG_JSON_DTYPE },
	{ "datatype", ANY, TG_JSON_DTYPE },
	{ "dataType", NUMBER, TG_JSON_ENUM },
	{ "data_type", NUMBER, TG_JSON_ENUM },
	{ "dataType", ANY, TG_JSON_DTYPE },
	{ "data_type", ANY, TG_JSON_DTYPE },
	{ "type", STRING, TG_JSON_TYPE },
	{ "order", STRING, TG_JSON_ORDER },
	{ "Corder", ANY, TG_JSON_C_ORDER },
	{ "fortran_order", ANY, TG_JSON_FORTRAN },
	{ "strides", LIST, TG_JSON_STRIDES },
	{ "stride", LIST, TG_JSON_STRIDES },
	{ "byteorder", STRING, TG_JSON_BYTE_ORDER },
	{ "byte_order", STRING, TG_JSON_BYTE_ORDER },
	{ "endian", STRING, TG_JSON_BYTE_ORDER },
	{ "endianness", STRING, TG_JSON_BYTE_ORDER },
	{ "compressed", ANY, TG_JSON_COMPRESSION },
	{ "compression", ANY, TG_JSON_COMPRESSION },
	{ "compressor", ANY, TG_JSON_COMPRESSION },
	{ "codec", ANY, TG_JSON_COMPRESSION },
	{ "encoding", STRING, TG_JSON_ENCODING },
	{ "parameters", TREE, TG_JSON_PARAMETERS },
	{ "data_offsets", LIST, TG_JSON_ABOUT },
};

/*
 * The last word of a name whose array tells of a tensor, as in input_shape and
 * inputShape.
 */
static const char *const about[] = { "shape", "dims", "dim", "size", "sizes",
	"strides", "stride", "axes", "axis", "perm", "permutation" };

static bool
is_number(unsigned char c)
{
	return tg_json_is_digit(c) || c == '-';
}

/*
 * True if the array at p, which need not be valid, holds nothing but strings
 * that are no sizes: the names of dims.
 */
static bool
is_names(const unsigned char *p)
{
	p = tg_json_space(p + 1);
	while (*p == '"' && !tg_json_is_digit(p[1])) {
		for (p++; *p != '"' && *p != '\0'; p++)
			p += *p == '\\' && p[1] != '\0';
		if (*p == '\0')
			return false;
		p = tg_json_space(p + 1);
		if (*p == ']')
			return true;
		p = tg_json_space(p + (*p == ','));
	}
	return false;
}

/* True if the value at p is an array of sizes, or a string of them. */
static bool
is_sizes(const unsigned char *p)
{
	size_t n;

	if (*p == '[')
		return !is_names(p);
	n = *p == '"' ? strspn((const char *)p + 1, "0123456789, x()") : 0;
	return n > 0 && p[1 + n] == '"';
}

static bool
is_of_kind(const unsigned char *value, enum kind kind)
{
	switch (kind) {
	case NO_OBJECT:
		return *value != '{';
	case STRING:
		return *value == '"';
	case NUMBER:
		return is_number(*value);
	case LIST:
		return *value == '[';
	case SIZES:
		return is_sizes(value);
	case TREE:
		return *value == '{';
	case DIM_TREE:
		return *value == '{' &&
			strncmp((const char *)tg_json_space(value + 1),
				"\"dim\"", strlen("\"dim\"")) == 0;
	default:
		return *value != 'n'; /* null says nothing */
	}
}

static bool
is_capital(unsigned char c)
{
	return c >= 'A' && c <= 'Z';
}

/* True if a key of len bytes ends with a word, or is it. */
static bool
ends_with_word(const unsigned char *key, size_t len, const char *word)
{
	const size_t n = strlen(word);
	const unsigned char *last;

	if (len < n)
		return false;
	last = key + len - n;
	if (memcmp(last + 1, word + 1, n - 1) != 0)
		return false;
	if (*last == (unsigned char)*word)
		return len == n || strchr("_-. ", last[-1]) != NULL;
	return (*last | 0x20) == (unsigned char)*word && is_capital(*last);
}

static bool
is_about(const unsigned char *key, size_t len)
{
	for (size_t i = 0; i < sizeof(about) / sizeof(about[0]); i++)
		if (ends_with_word(key, len, about[i]))
			return true;
	return false;
}

static enum tg_json_role
role_of(const struct tg_json_members *items)
{
	const unsigned char *key = items->key, *value = items->p;
	const size_t len = (size_t)(tg_json_element_end(key, false) - key) - 2;
	const bool plain = memchr(key + 1, '\\', len) == NULL;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct name *n = &names[i];

		/* the first letter spares nearly all comparisons */
		if (plain && key[1] != (unsigned char)*n->name)
			continue;
		if (tg_json_members_key_is(items, n->name) &&
			is_of_kind(value, n->kind))
			return n->role;
	}
	if (*value != '[')
		return TG_JSON_OTHER;
	return is_about(key + 1, len) ? TG_JSON_ABOUT : TG_JSON_ARRAY;
}

bool
tg_json_object_note(struct tg_json_object *object, enum tg_json_role *role,
	const struct tg_json_members *items, const struct tg_json *json,
	struct tg_err *err)
{
	*role = role_of(items);
	object->objects += *role >= TG_JSON_ROLES && *items->p == '{';
	if (*role < TG_JSON_ROLES) {
		if (object->value[*role] != NULL && *role <= TG_JSON_ENUM)
			return tg_fail(err, TG_ESYNTAX,
				(size_t)(items->key - json->text),
				"a member of this name stands there twice");
		object->value[*role] = items->p;
		object->key[*role] = items->key;
	} else if (*role == TG_JSON_ARRAY) {
		if (object->arrays++ == 0) {
			object->array = items->p;
			object->array_key = items->key;
		}
	} else if (*role == TG_JSON_ABOUT) {
		if (object->about++ == 0)
			object->about_key = items->key;
	}
	return true;
}

bool
tg_json_object_has_shape(const struct tg_json_object *object)
{
	return object->value[TG_JSON_SHAPE] != NULL ||
		object->value[TG_JSON_DIMS] != NULL;
}

bool
tg_json_object_has_dtype(const struct tg_json_object *object)
{
	return object->value[TG_JSON_DTYPE] != NULL ||
		object->value[TG_JSON_ENUM] != NULL;
}

/* What the members alone tell of an object. */
static enum tg_json_verdict
verdict_on_members(const struct tg_json_object *o, const unsigned char **value,
	const unsigned char **key)
{
	const bool says =
		tg_json_object_has_shape(o) || tg_json_object_has_dtype(o);
	const int strides = o->value[TG_JSON_STRIDES] != NULL;
	const enum tg_json_role data =
		o->value[TG_JSON_DATA] != NULL ? TG_JSON_DATA : TG_JSON_ENCODED;

	*value = o->value[data];
	*key = o->key[data];
	/* beside other arrays, data needs a shape or dtype to be meant */
	if (*value != NULL && (says || o->arrays + o->about + strides == 0))
		return TG_JSON_IS_TENSOR;
	if (*value != NULL && data == TG_JSON_DATA)
		return TG_JSON_SEVERAL;
	*value = o->array;
	*key = o->array_key;
	if (o->arrays == 1 && (says || o->about + strides == 0))
		return TG_JSON_IS_TENSOR;
	if (o->arrays > 0)
		return TG_JSON_SEVERAL;
	if (says)
		return TG_JSON_NO_DATA;
	return o->about + strides > 0 ? TG_JSON_ONLY_ABOUT : TG_JSON_NO_ARRAY;
}

/*
 * True if the first element of the array at p is an object that a server makes
 * of a tensor: with a shape and a dtype, or an embedding. What stands in other
 * objects is for the user to say.
 */
static bool
holds_tensors(const struct tg_json *json, const unsigned char *p)
{
	struct tg_json_members items = { .json = json };
	struct tg_json_object object = { .arrays = 0 };
	enum tg_json_role role;
	bool embedding = false;
	unsigned classes = 0;

	items.p = tg_json_space(p + 1);
	if (*p != '[' || *items.p != '{')
		return false;
	while (tg_json_members_next(&items, NULL)) {
		(void)tg_json_object_note(&object, &role, &items, json, NULL);
		embedding |= (*items.p == '[' || *items.p == '"') &&
			tg_json_members_key_is(&items, "embedding");
		if (!tg_json_skip(json, &items.p, &classes, NULL))
			break;
	}
	return embedding ||
		(tg_json_object_has_shape(&object) &&
			tg_json_object_has_dtype(&object));
}

enum tg_json_verdict
tg_json_object_verdict(const struct tg_json_object *object,
	const struct tg_json *json, const unsigned char **value,
	const unsigned char **key)
{
	const enum tg_json_verdict verdict =
		verdict_on_members(object, value, key);

	return verdict == TG_JSON_IS_TENSOR && holds_tensors(json, *value)
		? TG_JSON_HOLDS_TENSORS
		: verdict;
}
