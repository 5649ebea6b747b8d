/*
 * Says why no tensor is in a JSON text, and what could be meant: which members
 * an object has, and what servers answer that only looks like one.
 */
#include "format/json/no_tensor.h"

#include <stdlib.h>

#include "base/harmless.h"
#include "format/names.h"

/* A message shows at most so many bytes of a name. */
#define NAME_SHOWN 200

/* Add the names in a valid object to an error: the nearest one, or the list. */
void
tg_json_help_members(const struct tg_json *json, const unsigned char *p,
	const char *wanted, struct tg_err *err)
{
	static const struct tg_names_limits limits = {
		.room = 1000,
		.longest = SIZE_MAX,
		.rest = TG_NAMES_CUT,
	};
	struct tg_names names = { .wanted = wanted, .limits = &limits };
	struct tg_json_members items = { .json = json, .p = p };

	while (tg_json_members_next(&items, NULL)) {
		char *key = tg_json_string(items.key);
		unsigned class = 0;

		if (key == NULL) {
			tg_err_clear(err);
			tg_fail_memory(err, "a name");
			return;
		}
		tg_names_offer(&names, key);
		free(key);
		if (!tg_json_skip(json, &items.p, &class, NULL))
			break;
	}
	if (!tg_names_help_nearest(&names, err) && names.list[0] != '\0')
		tg_names_help_list(&names, "its members are", err);
}

/* Fail with the name of the member whose key is at key in the message. */
static bool
fail_about_member(const struct tg_json *json, const unsigned char *p,
	const unsigned char *key, struct tg_err *err)
{
	char *name = tg_json_string(key);
	char harmless[NAME_SHOWN];

	if (name == NULL)
		return tg_fail_memory(err, "a name");
	tg_harmless(harmless, sizeof(harmless), name);
	tg_fail(err, TG_EDATA, (size_t)(p - json->text),
		"the array \"%s\" tells of a tensor, but there is none",
		harmless);
	tg_err_help(err, "if it is meant, name it, as FILE:%s", harmless);
	free(name);
	return false;
}

static void
help_with_binary_data(struct tg_err *err)
{
	tg_err_help(err,
		"the data follow the JSON text in binary: ask the server for "
		"\"binary_data\": false, or cut them off and say --shape and "
		"--dtype");
}

static bool
fail_no_data(const struct tg_json *json, const unsigned char *p,
	const struct tg_json_object *object, struct tg_err *err)
{
	const unsigned char *more = object->value[TG_JSON_PARAMETERS];
	const bool shape = tg_json_object_has_shape(object);
	const bool dtype = tg_json_object_has_dtype(object);
	struct tg_json_members items = { .json = json, .p = more };
	unsigned classes = 0;

	tg_fail(err, TG_EDATA, (size_t)(p - json->text),
		"there is %s, but no data",
		!dtype          ? "a shape"
			: shape ? "a shape and a dtype"
				: "a dtype");
	while (more != NULL && tg_json_members_next(&items, NULL)) {
		if (tg_json_members_key_is(&items, "binary_data_size")) {
			help_with_binary_data(err);
			return false;
		}
		if (!tg_json_skip(json, &items.p, &classes, NULL))
			break;
	}
	tg_json_help_members(json, p, NULL, err);
	return false;
}

/*
 * The one array of the object holds objects that are tensors: it is not likely
 * that these objects are meant as elements, unless somebody says so.
 */
static bool
fail_holds_tensors(const struct tg_json *json,
	const struct tg_json_object *object, struct tg_err *err)
{
	const enum tg_json_role data = TG_JSON_DATA;
	const bool is_data = object->value[data] != NULL;
	const unsigned char *array =
		is_data ? object->value[data] : object->array;
	char *name =
		tg_json_string(is_data ? object->key[data] : object->array_key);
	char shown[NAME_SHOWN];

	if (name == NULL)
		return tg_fail_memory(err, "a name");
	tg_harmless(shown, sizeof(shown), name);
	tg_fail(err, TG_ENAME, (size_t)(array - json->text),
		"\"%s\" is an array of objects that are tensors, and no tensor",
		shown);
	/* in a pointer, / and ~ are written in another way */
	if (strpbrk(name, "/~") != NULL || strcmp(name, shown) != 0)
		strcpy(shown, "NAME");
	tg_err_help(err,
		"the pointer /%s/0 names the first of them, as in FILE:/%s/0; "
		"/%s takes the objects as elements",
		shown, shown, shown);
	free(name);
	return false;
}

bool
tg_json_fail_no_tensor(const struct tg_json *json, const unsigned char *p,
	const struct tg_json_object *object, enum tg_json_verdict verdict,
	struct tg_err *err)
{
	if (verdict == TG_JSON_HOLDS_TENSORS)
		return fail_holds_tensors(json, object, err);

	if (verdict == TG_JSON_NO_DATA)
		return fail_no_data(json, p, object, err);
	if (verdict == TG_JSON_ONLY_ABOUT)
		return fail_about_member(json, p,
			object->about_key != NULL
				? object->about_key
				: object->key[TG_JSON_STRIDES],
			err);
	tg_fail(err, verdict == TG_JSON_NO_ARRAY ? TG_EDATA : TG_ENAME,
		(size_t)(p - json->text),
		verdict == TG_JSON_NO_ARRAY
			? "an object without an array is not a tensor"
			: "an object with several arrays: name the one that "
			  "is meant, as FILE:NAME");
	if (verdict != TG_JSON_NO_ARRAY || object->objects > 0)
		tg_json_help_members(json, p, NULL, err);
	if (verdict == TG_JSON_NO_ARRAY && object->objects > 0)
		tg_err_help(err,
			"the tensor may be deeper: FILE:/A/B names B in A");
	return false;
}

bool
tg_json_finish_answer(
	const struct tg_json *json, const unsigned char *p, struct tg_err *err)
{
	static const char size[] = "\"binary_data_size\"";

	if (tg_json_finish(json, p, err))
		return true;
	if (memmem(json->text, (size_t)(p - json->text), size, strlen(size)) !=
		NULL)
		help_with_binary_data(err);
	return false;
}
