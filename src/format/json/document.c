#include "format/json/document.h"

#include <stdio.h>
#include <stdlib.h>

#include "format/json/members.h"
#include "format/names.h"

/*
 * One walk through a document, which validates all of it: path leads from the
 * root to the value that is wanted.
 */
struct walk {
	struct tg_json json;
	bool integers;
	struct tg_json_found *found;
	struct tg_err *err;
	char **path; /* keys, or positions in arrays */
	int npath;
	int reached;                   /* steps of path that lead somewhere */
	const unsigned char *dead_end; /* the value they lead to */
	bool arrived;
};

/* What a walk through an object saw that may be a tensor, NULL if not there. */
struct object {
	const unsigned char *data;
	const unsigned char *shape;
	const unsigned char *dtype;
	const unsigned char *array; /* the first array of another name */
	int arrays;                 /* how many of another name */
	bool tried;                 /* one has been scanned */
	struct tg_json_scan scan;
};

static size_t
position(const struct walk *w, const unsigned char *p)
{
	return (size_t)(p - w->json.text);
}

static bool
skip(struct walk *w, const unsigned char **p)
{
	unsigned classes = 0;

	return tg_json_skip(&w->json, p, &classes, w->err);
}

static bool
scan_at(struct walk *w, const unsigned char **p, struct tg_json_scan *scan)
{
	*scan = (struct tg_json_scan){
		.json = w->json,
		.begin = position(w, *p),
		.integers = w->integers,
	};
	if (!tg_json_array_scan(scan, w->err))
		return false;
	*p = w->json.text + scan->end;
	return true;
}

static bool
take_tensor(struct walk *w, const unsigned char **p)
{
	w->arrived = true;
	return scan_at(w, p, &w->found->scan);
}

/*
 * An array that may be the one that is wanted. When it cannot be a tensor it
 * is stepped over; the object's other members decide whether that matters.
 */
static bool
try_array(struct walk *w, const unsigned char **p, struct object *object)
{
	if (object->tried)
		return skip(w, p);
	object->tried = true;
	if (scan_at(w, p, &object->scan))
		return true;
	if (!object->scan.unfit)
		return false;
	free(object->scan.items);
	memset(&object->scan, 0, sizeof(object->scan));
	memset(w->err, 0, sizeof(*w->err));
	return skip(w, p);
}

static bool
see_member(struct walk *w, struct tg_json_members *items, struct object *object)
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
		return tg_fail(w->err, TG_EDATA, position(w, items->key),
			"a member of this name stands there twice");
	if (known != NULL)
		*known = value;
	if (known != NULL && known != &object->data)
		return skip(w, &items->p);
	if (known == NULL && *value == '[') {
		if (object->arrays++ == 0)
			object->array = value;
	} else if (known == NULL) {
		return skip(w, &items->p);
	}
	return try_array(w, &items->p, object);
}

/* Add the names in a valid object to an error: the nearest one, or the list. */
static void
help_members(struct walk *w, const unsigned char *p, const char *wanted)
{
	static const struct tg_names_limits limits = {
		.room = 1000,
		.longest = SIZE_MAX,
		.rest = TG_NAMES_CUT,
	};
	struct tg_names names = { .wanted = wanted, .limits = &limits };
	struct tg_json_members items = { .json = &w->json, .p = p };

	while (tg_json_members_next(&items, NULL)) {
		char *key = tg_json_string(items.key);
		unsigned class = 0;

		if (key == NULL)
			break;
		tg_names_offer(&names, key);
		free(key);
		if (!tg_json_skip(&w->json, &items.p, &class, NULL))
			break;
	}
	if (!tg_names_help_nearest(&names, w->err) && names.list[0] != '\0')
		tg_names_help_list(&names, "its members are", w->err);
}

static bool
no_tensor(struct walk *w, const unsigned char *p, const struct object *object)
{
	tg_fail(w->err, TG_EDATA, position(w, p),
		object->arrays == 0
			? "an object without an array is not a tensor"
			: "an object with several arrays: name the one that "
			  "is meant, as FILE:NAME");
	if (object->arrays > 0)
		help_members(w, p, NULL);
	return false;
}

/* The array that was tried first was not the one that is meant. */
static bool
rescan(struct walk *w, const unsigned char *p, struct tg_json_scan *scan)
{
	free(scan->items);
	return scan_at(w, &p, scan);
}

/* An envelope, or a collection with a single array in it. */
static bool
take_object(struct walk *w, const unsigned char **p)
{
	struct tg_json_members items = { .json = &w->json, .p = *p };
	struct object o = { 0 };
	const unsigned char *chosen;
	bool envelope;

	while (tg_json_members_next(&items, w->err))
		if (!see_member(w, &items, &o))
			goto done;
	if (w->err->code != TG_OK)
		goto done;
	if (o.data == NULL && o.arrays == 0 && o.shape != NULL) {
		o.array = o.shape;
		o.arrays = 1;
	}
	/* data beside other arrays is an envelope only if it says so */
	envelope = o.data != NULL &&
		(o.arrays == 0 || o.shape != NULL || o.dtype != NULL);
	if (!envelope && o.arrays + (o.data != NULL) != 1) {
		no_tensor(w, *p, &o);
		goto done;
	}
	chosen = o.data != NULL ? o.data : o.array;
	if ((o.scan.end == 0 || o.scan.begin != position(w, chosen)) &&
		!rescan(w, chosen, &o.scan))
		goto done;
	w->arrived = true;
	w->found->scan = o.scan;
	if (o.data != NULL) {
		w->found->shape = o.shape;
		w->found->dtype = o.dtype;
	}
	*p = items.p;
	return true;
done:
	free(o.scan.items);
	return false;
}

/* True if the child that items is at is the one that this step names. */
static bool
is_step(const struct tg_json_members *items, const char *step)
{
	char text[24];

	if (items->key != NULL)
		return tg_json_members_key_is(items, step);
	snprintf(text, sizeof(text), "%zu", items->index);
	return strcmp(text, step) == 0;
}

static bool
follow(struct walk *w, const unsigned char **p, int step)
{
	struct tg_json_members items = { .json = &w->json, .p = *p };
	bool seen = false;

	if (step == w->npath)
		return **p == '{' ? take_object(w, p) : take_tensor(w, p);
	if (w->dead_end == NULL || step > w->reached) {
		w->reached = step;
		w->dead_end = *p;
	}
	if (**p != '{' && **p != '[')
		return skip(w, p);
	while (tg_json_members_next(&items, w->err)) {
		bool match = is_step(&items, w->path[step]);

		if (match && seen)
			return tg_fail(w->err, TG_EDATA, position(w, items.key),
				"a second member named \"%s\"", w->path[step]);
		seen = seen || match;
		if (match ? !follow(w, &items.p, step + 1) : !skip(w, &items.p))
			return false;
	}
	*p = items.p;
	return w->err->code == TG_OK;
}

static bool
not_found(struct walk *w)
{
	const char *step = w->path[w->reached];

	if (*w->dead_end == '{') {
		tg_fail(w->err, TG_EDATA, position(w, w->dead_end),
			"this object has no member \"%s\"", step);
		help_members(w, w->dead_end, step);
		return false;
	}
	return tg_fail(w->err, TG_EDATA, position(w, w->dead_end),
		*w->dead_end == '[' ? "this array has no element \"%s\""
				    : "this value holds no \"%s\"",
		step);
}

/* ~1 is / and ~0 is ~ (RFC 6901); in place. */
static void
unescape_step(char *step)
{
	char *to = step;

	for (const char *from = step; *from != '\0'; from++, to++) {
		*to = *from;
		if (from[0] == '~' && (from[1] == '0' || from[1] == '1'))
			*to = *++from == '0' ? '~' : '/';
	}
	*to = '\0';
}

/* A name is one step, a JSON Pointer as many as it has slashes. */
static bool
split_path(struct walk *w, char *name)
{
	size_t slashes = 0;

	if (name == NULL)
		return true;
	for (const char *p = name; *p != '\0'; p++)
		slashes += *p == '/';
	if (name[0] != '/')
		slashes = 1;
	if (slashes > TG_JSON_NESTING)
		return tg_fail(w->err, TG_EDATA, TG_NOPOS,
			"a pointer of more than %d steps", TG_JSON_NESTING);
	w->path = calloc(slashes, sizeof(*w->path));
	if (w->path == NULL)
		return tg_fail_memory(w->err, "a name");
	if (name[0] != '/') {
		w->path[w->npath++] = name;
		return true;
	}
	for (char *p = name; p != NULL; p = strchr(p, '/')) {
		*p++ = '\0';
		w->path[w->npath++] = p;
	}
	for (int i = 0; i < w->npath; i++)
		unescape_step(w->path[i]);
	return true;
}

static bool
read_document(struct walk *w)
{
	const unsigned char *p = tg_json_begin(&w->json);

	return follow(w, &p, 0) && tg_json_finish(&w->json, p, w->err) &&
		(w->arrived || not_found(w));
}

bool
tg_json_document(const struct tg_json *json, const char *name, bool integers,
	struct tg_json_found *found, struct tg_err *err)
{
	struct walk w = {
		.json = *json,
		.integers = integers,
		.found = found,
		.err = err,
	};
	char *copy = name != NULL ? strdup(name) : NULL;
	bool ok = copy != NULL || name == NULL || tg_fail_memory(err, "a name");

	ok = ok && split_path(&w, copy) && read_document(&w);
	free(w.path);
	free(copy);
	return ok;
}
