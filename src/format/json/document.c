/*
 * Finds the tensor in a JSON text: the text is the tensor, or an object around
 * it, or the name in FILE:NAME leads to it (RFC 6901 for a JSON Pointer). The
 * whole text is validated in the same pass, so that a broken file is refused
 * wherever its fault is.
 */
#include "format/json/document.h"

#include <stdio.h>
#include <stdlib.h>

#include "format/json/members.h"
#include "format/json/array.h"
#include "format/json/path.h"
#include "format/names.h"

/*
 * The search for the wanted value in a document, which validates all of the
 * document on its way.
 */
struct lookup {
	struct tg_json json;
	bool integers;
	struct tg_json_found *found;
	struct tg_err *err;
	const struct tg_json_path *path;
	struct tg_json_span *known;    /* see tg_json_document_around */
	int reached;                   /* steps of path that could be taken */
	const unsigned char *dead_end; /* the value they lead to */
	bool arrived;
};

/* The members of an object that matter for a tensor; NULL if absent. */
struct object_seen {
	const unsigned char *data;
	const unsigned char *shape;
	const unsigned char *dtype;
	const unsigned char *array; /* the first array of another name */
	int arrays;                 /* how many arrays of other names */
	bool tried;                 /* one array has been scanned, see scan */
	struct tg_json_scan scan;
};

static size_t
offset_of(const struct lookup *l, const unsigned char *p)
{
	return (size_t)(p - l->json.text);
}

static bool
skip_value(struct lookup *l, const unsigned char **p)
{
	unsigned classes = 0;

	return tg_json_skip(&l->json, p, &classes, l->err);
}

/*
 * Step over the array that is known, or stop at the one that is not yet known.
 * Of any other array nothing is known: then this fails without an error.
 */
static bool
step_over_known_array(struct lookup *l, struct tg_json_scan *scan)
{
	if (l->known->end == 0)
		l->known->begin = scan->begin;
	scan->end = l->known->end;
	return scan->end > 0 && scan->begin == l->known->begin;
}

static bool
scan_array_at(
	struct lookup *l, const unsigned char **p, struct tg_json_scan *scan)
{
	*scan = (struct tg_json_scan){
		.json = l->json,
		.begin = offset_of(l, *p),
		.integers = l->integers,
	};
	if (l->known != NULL ? !step_over_known_array(l, scan)
			     : !tg_json_array_scan(scan, l->err))
		return false;
	*p = l->json.text + scan->end;
	return true;
}

static bool
take_array(struct lookup *l, const unsigned char **p)
{
	l->arrived = true;
	return scan_array_at(l, p, &l->found->scan);
}

/*
 * Scan the first array of an object: it may be the wanted tensor. An array
 * that cannot be a tensor is only skipped, since another member may be meant;
 * so are all further arrays.
 */
static bool
try_member_array(
	struct lookup *l, const unsigned char **p, struct object_seen *object)
{
	if (object->tried)
		return skip_value(l, p);
	object->tried = true;
	if (scan_array_at(l, p, &object->scan))
		return true;
	if (!object->scan.unfit) {
		l->found->dtype = object->dtype;
		return false;
	}
	free(object->scan.items);
	memset(&object->scan, 0, sizeof(object->scan));
	memset(l->err, 0, sizeof(*l->err));
	return skip_value(l, p);
}

static bool
look_at_member(struct lookup *l, struct tg_json_members *items,
	struct object_seen *object)
{
	const unsigned char *value = items->p;
	const unsigned char **known = NULL;

	if (tg_json_members_key_is(items, "data") && *value != '{')
		known = &object->data;
	else if (tg_json_members_key_is(items, "shape") && *value == '[')
		known = &object->shape;
	else if (tg_json_members_key_is(items, "dtype") ||
		tg_json_members_key_is(items, "datatype"))
		known = &object->dtype;
	if (known != NULL && *known != NULL)
		return tg_fail(l->err, TG_EDATA, offset_of(l, items->key),
			"a member of this name stands there twice");
	if (known != NULL)
		*known = value;
	if (known != NULL && known != &object->data)
		return skip_value(l, &items->p);
	if (known == NULL && *value == '[') {
		if (object->arrays++ == 0)
			object->array = value;
	} else if (known == NULL) {
		return skip_value(l, &items->p);
	}
	return try_member_array(l, &items->p, object);
}

/* Add the names in a valid object to an error: the nearest one, or the list. */
static void
help_members(struct lookup *l, const unsigned char *p, const char *wanted)
{
	static const struct tg_names_limits limits = {
		.room = 1000,
		.longest = SIZE_MAX,
		.rest = TG_NAMES_CUT,
	};
	struct tg_names names = { .wanted = wanted, .limits = &limits };
	struct tg_json_members items = { .json = &l->json, .p = p };

	while (tg_json_members_next(&items, NULL)) {
		char *key = tg_json_string(items.key);
		unsigned class = 0;

		if (key == NULL) {
			tg_err_clear(l->err);
			tg_fail_memory(l->err, "a name");
			return;
		}
		tg_names_offer(&names, key);
		free(key);
		if (!tg_json_skip(&l->json, &items.p, &class, NULL))
			break;
	}
	if (!tg_names_help_nearest(&names, l->err) && names.list[0] != '\0')
		tg_names_help_list(&names, "its members are", l->err);
}

static bool
fail_no_tensor(struct lookup *l, const unsigned char *p,
	const struct object_seen *object)
{
	tg_fail(l->err, TG_EDATA, offset_of(l, p),
		object->arrays == 0
			? "an object without an array is not a tensor"
			: "an object with several arrays: name the one that "
			  "is meant, as FILE:NAME");
	if (object->arrays > 0)
		help_members(l, p, NULL);
	return false;
}

/* The array at p is meant, but another one was scanned before. */
static bool
scan_chosen_array(
	struct lookup *l, const unsigned char *p, struct tg_json_scan *scan)
{
	free(scan->items);
	return scan_array_at(l, &p, scan);
}

/* The tensor of an envelope, or of an object with a single array in it. */
static bool
take_object_tensor(struct lookup *l, const unsigned char **p)
{
	struct tg_json_members items = { .json = &l->json, .p = *p };
	struct object_seen o = { 0 };
	const unsigned char *chosen;
	bool envelope;

	while (tg_json_members_next(&items, l->err))
		if (!look_at_member(l, &items, &o))
			goto done;
	if (l->err->code != TG_OK)
		goto done;
	if (o.data == NULL && o.arrays == 0 && o.shape != NULL) {
		o.array = o.shape;
		o.arrays = 1;
	}
	/* beside other arrays, data needs a shape or dtype to be an envelope */
	envelope = o.data != NULL &&
		(o.arrays == 0 || o.shape != NULL || o.dtype != NULL);
	if (!envelope && o.arrays + (o.data != NULL) != 1) {
		fail_no_tensor(l, *p, &o);
		goto done;
	}
	chosen = o.data != NULL ? o.data : o.array;
	if ((o.scan.end == 0 || o.scan.begin != offset_of(l, chosen)) &&
		!scan_chosen_array(l, chosen, &o.scan))
		goto done;
	l->arrived = true;
	l->found->scan = o.scan;
	if (o.data != NULL) {
		l->found->shape = o.shape;
		l->found->dtype = o.dtype;
	}
	*p = items.p;
	return true;
done:
	free(o.scan.items);
	return false;
}

/* True if a step of a path names the current member or element of items. */
static bool
child_is_step(const struct tg_json_members *items, const char *step)
{
	char text[24];

	if (items->key != NULL)
		return tg_json_members_key_is(items, step);
	snprintf(text, sizeof(text), "%zu", items->index);
	return strcmp(text, step) == 0;
}

static bool
follow_path(struct lookup *l, const unsigned char **p, int step)
{
	struct tg_json_members items = { .json = &l->json, .p = *p };
	bool seen = false;

	if (step == l->path->n)
		return **p == '{' ? take_object_tensor(l, p) : take_array(l, p);
	if (l->dead_end == NULL || step > l->reached) {
		l->reached = step;
		l->dead_end = *p;
	}
	if (**p != '{' && **p != '[')
		return skip_value(l, p);
	while (tg_json_members_next(&items, l->err)) {
		bool match = child_is_step(&items, l->path->step[step]);

		if (match && seen)
			return tg_fail(l->err, TG_EDATA,
				offset_of(l, items.key),
				"a second member named \"%s\"",
				l->path->step[step]);
		seen = seen || match;
		if (match ? !follow_path(l, &items.p, step + 1)
			  : !skip_value(l, &items.p))
			return false;
	}
	*p = items.p;
	return l->err->code == TG_OK;
}

static bool
fail_not_found(struct lookup *l)
{
	const char *step = l->path->step[l->reached];

	if (*l->dead_end == '{') {
		tg_fail(l->err, TG_EDATA, offset_of(l, l->dead_end),
			"this object has no member \"%s\"", step);
		if (l->path->n == 1 && strchr(step, '/') != NULL)
			tg_err_help(l->err,
				"a path of members begins with /: FILE:/%s",
				step);
		else
			help_members(l, l->dead_end, step);
		return false;
	}
	return tg_fail(l->err, TG_EDATA, offset_of(l, l->dead_end),
		*l->dead_end == '[' ? "this array has no element \"%s\""
				    : "this value holds no \"%s\"",
		step);
}

static bool
find_in_document(struct lookup *l)
{
	const unsigned char *p = tg_json_begin(&l->json);

	return follow_path(l, &p, 0) && tg_json_finish(&l->json, p, l->err) &&
		(l->arrived || fail_not_found(l));
}

/* The search from the root, after which path is freed. */
static bool
look_up(struct lookup *l, const char *name)
{
	struct tg_json_path path = { 0 };
	bool ok;

	l->path = &path;
	ok = tg_json_path_parse(&path, name, l->err) && find_in_document(l);
	tg_json_path_free(&path);
	return ok;
}

bool
tg_json_document(const struct tg_json *json, const char *name, bool integers,
	struct tg_json_found *found, struct tg_err *err)
{
	struct lookup l = {
		.json = *json,
		.integers = integers,
		.found = found,
		.err = err,
	};

	return look_up(&l, name);
}

bool
tg_json_document_around(const struct tg_json *json, const char *name,
	struct tg_json_span *array, struct tg_json_found *found,
	struct tg_err *err)
{
	struct lookup l = {
		.json = *json,
		.found = found,
		.err = err,
		.known = array,
	};

	return look_up(&l, name);
}

bool
tg_json_object(const struct tg_json *json, const unsigned char **p,
	struct tg_json_found *found, struct tg_err *err)
{
	struct lookup l = { .json = *json, .found = found, .err = err };

	return take_object_tensor(&l, p);
}
