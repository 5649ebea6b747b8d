/*
 * Lists the tensors in a JSON text, for --info. What is a tensor is decided as
 * for reading, in object.c, but all members of the object are looked at. Those
 * that are no tensors are passed over; one that should be a tensor and cannot be
 * read is told of, and hides no others.
 */
#include "format/json/list.h"

#include <stdlib.h>

#include "base/harmless.h"
#include "format/json/array.h"
#include "format/json/envelope.h"
#include "format/json/no_tensor.h"

/* A message shows at most so many bytes of a name. */
#define NAME_SHOWN 200

struct list {
	struct tg_json json;
	const struct tg_visitor *visitor;
	struct tg_err *err;
	const unsigned char **keys; /* of all members, in the order of names */
	size_t nkeys, room;
	size_t n; /* tensors that were found */
};

/* Visit the document as one tensor; if it is none, fail as reading it does. */
static bool
visit_document(const struct list *list, const struct tg_bytes *bytes)
{
	const struct tg_read request = { .offset = -1 };
	struct tg_tensor tensor = { 0 };
	bool ok = tg_format_json.read(&tensor, bytes, &request, list->err) &&
		list->visitor->tensor(
			list->visitor->context, NULL, &tensor, list->err);

	tg_tensor_free(&tensor);
	return ok;
}

/* The order of names; that in the text for one name that stands there twice. */
static int
compare_keys(const void *a, const void *b)
{
	const unsigned char *p = *(const unsigned char *const *)a;
	const unsigned char *q = *(const unsigned char *const *)b;
	const int order = tg_json_string_order(p, q);

	return order != 0 ? order : (p > q) - (p < q);
}

static bool
add_key(struct list *list, const unsigned char *key)
{
	if (list->nkeys == list->room) {
		const unsigned char **keys = list->keys;

		list->room = list->room * 2 + 16;
		keys = realloc(keys, list->room * sizeof(*keys));
		if (keys == NULL)
			return tg_fail_memory(list->err, "the names");
		list->keys = keys;
	}
	list->keys[list->nkeys++] = key;
	return true;
}

/* Find out if members before or behind the one with this key have its name. */
static void
find_namesakes(const struct list *list, const unsigned char *key, bool *before,
	bool *behind)
{
	const unsigned char **found = bsearch(&key, list->keys, list->nkeys,
		sizeof(*list->keys), compare_keys);
	const unsigned char **end = list->keys + list->nkeys;

	*before = found != NULL && found > list->keys &&
		tg_json_string_order(found[-1], key) == 0;
	*behind = found != NULL && found + 1 < end &&
		tg_json_string_order(found[1], key) == 0;
}

/*
 * The name by which the member with this key is read: NAME, or a JSON Pointer
 * for one that looks like a pointer. It is malloc'ed; NULL without memory.
 */
static char *
name_of(const unsigned char *key)
{
	char *name = tg_json_string(key), *pointer, *to;

	if (name == NULL || name[0] != '/')
		return name;
	pointer = to = malloc(2 * strlen(name) + 2);
	if (to != NULL) {
		*to++ = '/';
		for (const char *from = name; *from != '\0'; from++) {
			const bool special = *from == '/' || *from == '~';

			if (special)
				*to++ = '~';
			*to++ = !special ? *from : *from == '/' ? '1' : '0';
		}
		*to = '\0';
	}
	free(name);
	return pointer;
}

/* The member at items->p cannot be read: tell why, and step over it. */
static bool
tell_unreadable(struct list *list, struct tg_json_members *items,
	const unsigned char *p)
{
	unsigned class = 0;

	items->p = p;
	if (!tg_json_skip(&list->json, &items->p, &class, NULL)) {
		tg_err_clear(list->err);
		items->p = p;
		return tg_json_skip(&list->json, &items->p, &class, list->err);
	}
	list->n++;
	return tg_visit_unreadable(list->visitor, list->err);
}

/*
 * Fail if the name of a member does not lead to it. What is said once of a name
 * that stands there twice is not said again: *said is true.
 */
static bool
check_name(struct list *list, const struct tg_json_members *items,
	const char *name, bool *said)
{
	const size_t pos = (size_t)(items->key - list->json.text);
	char shown[NAME_SHOWN];
	bool before, behind;

	if (tg_json_has_nul(items->key))
		return tg_fail(list->err, TG_ENAME, pos,
			"a name with a NUL in it cannot be asked for");
	find_namesakes(list, items->key, &before, &behind);
	*said = before;
	if (!before && !behind)
		return true;
	return !before &&
		tg_fail(list->err, TG_ENAME, pos,
			"several members are named \"%s\"",
			tg_harmless(shown, sizeof(shown), name));
}

/*
 * Read the member as a tensor. *skipped is true if it is an array that is none,
 * which is no error.
 */
static bool
read_member(struct list *list, struct tg_json_members *items,
	struct tg_tensor *tensor, bool *skipped)
{
	const struct tg_read request = { .offset = -1 };
	struct tg_json_found found = { .string = NULL };
	bool ok;

	if (*items->p == '{') {
		ok = tg_json_object_find(
			     &list->json, &items->p, &found, list->err) &&
			tg_json_tensor(tensor, &list->json, &found, &request,
				list->err);
	} else {
		found.scan.json = list->json;
		found.scan.begin = (size_t)(items->p - list->json.text);
		ok = tg_json_array_scan(&found.scan, list->err);
		*skipped = found.scan.unfit;
		items->p = list->json.text + found.scan.end;
		ok = ok && tg_json_array_tensor(tensor, &found.scan, list->err);
	}
	free(found.scan.items);
	return ok;
}

/* Visit a member that is a tensor, or should be one. */
static bool
visit_tensor_member(struct list *list, struct tg_json_members *items)
{
	const unsigned char *p = items->p;
	struct tg_tensor tensor = { 0 };
	char *name = name_of(items->key);
	bool skipped = false, said = false, ok;
	unsigned class = 0;

	if (name == NULL)
		return tg_fail_memory(list->err, "a name");
	ok = read_member(list, items, &tensor, &skipped);
	if (skipped) {
		tg_err_clear(list->err);
		items->p = p;
		ok = tg_json_skip(&list->json, &items->p, &class, list->err);
	} else if (ok && check_name(list, items, name, &said)) {
		list->n++;
		ok = list->visitor->tensor(
			list->visitor->context, name, &tensor, list->err);
	} else if (said) {
		ok = true;
	} else if (list->err->code == TG_EDATA) {
		ok = tell_unreadable(list, items, p);
	}
	tg_tensor_free(&tensor);
	free(name);
	return ok;
}

/*
 * Note what the members of an object tell. Those behind a mistake, and a second
 * one of a role, are left out: the visit to the members fails there. With list,
 * the keys are kept, to see which names stand there twice. False only without
 * memory for them.
 */
static bool
look_at_object(struct tg_json_object *object, const struct tg_json *json,
	const unsigned char *p, struct list *list)
{
	struct tg_json_members items = { .json = json, .p = p };
	enum tg_json_role role;
	unsigned class = 0;

	memset(object, 0, sizeof(*object));
	while (tg_json_members_next(&items, NULL)) {
		if (list != NULL && !add_key(list, items.key))
			return false;
		(void)tg_json_object_note(object, &role, &items, json, NULL);
		if (!tg_json_skip(json, &items.p, &class, NULL))
			break;
	}
	if (list != NULL && list->nkeys > 1)
		qsort(list->keys, list->nkeys, sizeof(*list->keys),
			compare_keys);
	return true;
}

/*
 * True if an object is meant to be one tensor, and not to hold some: it has
 * data, or a shape and a dtype. Text alone is no data.
 */
static bool
is_meant_as_tensor(
	const struct tg_json_object *object, const struct tg_json *json)
{
	const bool shape = tg_json_object_has_shape(object);
	const bool dtype = tg_json_object_has_dtype(object);
	const unsigned char *value, *key;

	switch (tg_json_object_verdict(object, json, &value, &key)) {
	case TG_JSON_IS_TENSOR:
		return shape || dtype ||
			(*value != '"' && value != object->array);
	case TG_JSON_NO_DATA:
		return shape && dtype;
	default:
		return false;
	}
}

static bool
visit_any_member(struct list *list, struct tg_json_members *items)
{
	struct tg_json_object object;
	unsigned class = 0;

	if (*items->p == '{')
		look_at_object(&object, &list->json, items->p, NULL);
	if (*items->p == '[' ||
		(*items->p == '{' && is_meant_as_tensor(&object, &list->json)))
		return visit_tensor_member(list, items);
	return tg_json_skip(&list->json, &items->p, &class, list->err);
}

/* Visit the members of the object at p. */
static bool
visit_members(struct list *list, const unsigned char *p)
{
	struct tg_json_members items = { .json = &list->json, .p = p };

	while (tg_json_members_next(&items, list->err))
		if (!visit_any_member(list, &items))
			return false;
	if (list->err->code != TG_OK ||
		!tg_json_finish_answer(&list->json, items.p, list->err))
		return false;
	return list->n > 0 ||
		tg_fail(list->err, TG_EDATA, (size_t)(p - list->json.text),
			"an object without a tensor among its members");
}

bool
tg_json_each(const struct tg_bytes *bytes, const struct tg_visitor *visitor,
	struct tg_err *err)
{
	struct list list = {
		.json = { bytes->data, bytes->len, bytes },
		.visitor = visitor,
		.err = err,
	};
	const unsigned char *p = tg_json_begin(&list.json);
	struct tg_json_object object;
	bool whole, ok;

	if (*p != '{')
		return visit_document(&list, bytes);
	ok = look_at_object(&object, &list.json, p, &list);
	whole = object.objects + object.arrays + object.about == 0 ||
		((object.objects == 0 || object.value[TG_JSON_DATA] != NULL) &&
			is_meant_as_tensor(&object, &list.json));
	ok = ok &&
		(whole ? visit_document(&list, bytes)
		       : visit_members(&list, p));
	free(list.keys);
	return ok;
}
