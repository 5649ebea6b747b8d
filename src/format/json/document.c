/*
 * Finds the tensor in a JSON text: the text is the tensor, or an object around
 * it, or the name in FILE:NAME leads to it (RFC 6901 for a JSON Pointer). The
 * whole text is validated in the same pass, so that a broken file is refused
 * wherever its fault is.
 */
#include "format/json/document.h"

#include <stdio.h>
#include <stdlib.h>

#include "format/json/ahead.h"
#include "format/json/array.h"
#include "format/json/no_tensor.h"

/*
 * The search for the wanted value in a document, which validates all of the
 * document on its way.
 */
struct lookup {
	struct tg_json json;
	bool integers;
	bool bytes; /* a string may be bytes */
	struct tg_json_found *found;
	struct tg_err *err;
	char **path; /* to it from the root: keys, or positions in arrays */
	int npath;
	int reached;                   /* steps of path that could be taken */
	const unsigned char *dead_end; /* the value they lead to */
	bool arrived;
	struct tg_ahead *ahead; /* an index that may be met, or NULL */
	int met;                /* members that have its name */
};

/* An object, and the array in it that has been scanned. */
struct object_seen {
	struct tg_json_object object;
	bool tried; /* one array has been scanned, see scan */
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

static bool
scan_array_at(
	struct lookup *l, const unsigned char **p, struct tg_json_scan *scan)
{
	*scan = (struct tg_json_scan){
		.json = l->json,
		.begin = offset_of(l, *p),
		.integers = l->integers,
		.cast = l->found->cast,
	};
	if (!tg_json_array_scan(scan, l->err))
		return false;
	*p = l->json.text + scan->end;
	return true;
}

/* Take the value at *p as the tensor. */
static bool
take_value(struct lookup *l, const unsigned char **p)
{
	l->arrived = true;
	if (**p != '"' || !l->bytes)
		return scan_array_at(l, p, &l->found->scan);
	l->found->string = *p;
	return skip_value(l, p);
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
	if (!object->scan.unfit)
		return false;
	free(object->scan.items);
	memset(&object->scan, 0, sizeof(object->scan));
	memset(l->err, 0, sizeof(*l->err));
	return skip_value(l, p);
}

static bool
look_at_member(
	struct lookup *l, struct tg_json_members *items, struct object_seen *o)
{
	enum tg_json_role role;

	if (!tg_json_object_note(&o->object, &role, items, &l->json, l->err))
		return false;
	if (role == TG_JSON_ARRAY || (role == TG_JSON_DATA && *items->p != '"'))
		return try_member_array(l, &items->p, o);
	return skip_value(l, &items->p);
}

/* The array at p is meant, but another one was scanned before. */
static bool
scan_chosen_array(
	struct lookup *l, const unsigned char *p, struct tg_json_scan *scan)
{
	free(scan->items);
	return scan_array_at(l, &p, scan);
}

/* Take the value of the object that was decided on. */
static bool
take_chosen(struct lookup *l, const unsigned char *chosen,
	struct tg_json_scan *scan)
{
	if (*chosen == '"') {
		free(scan->items);
		*scan = (struct tg_json_scan){ 0 };
		l->found->string = chosen;
	} else if ((scan->end == 0 || scan->begin != offset_of(l, chosen)) &&
		!scan_chosen_array(l, chosen, scan)) {
		return false;
	}
	l->found->scan = *scan;
	l->arrived = true;
	return true;
}

/* The tensor that an object is. */
static bool
take_object_tensor(struct lookup *l, const unsigned char **p)
{
	struct tg_json_members items = { .json = &l->json, .p = *p };
	struct object_seen o = { .tried = false };
	const unsigned char *chosen, *key;
	enum tg_json_verdict verdict;

	while (tg_json_members_next(&items, l->err))
		if (!look_at_member(l, &items, &o))
			goto failed;
	if (l->err->code != TG_OK)
		goto failed;
	verdict = tg_json_object_verdict(&o.object, &l->json, &chosen, &key);
	if (verdict != TG_JSON_IS_TENSOR) {
		tg_json_fail_no_tensor(
			&l->json, *p, &o.object, verdict, l->err);
		goto failed;
	}
	if (!take_chosen(l, chosen, &o.scan))
		goto failed;
	l->found->object = o.object;
	l->found->key = key;
	*p = items.p;
	return true;
failed:
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

/* True if a member of the outermost object has the name of the index. */
static bool
is_ahead(const struct lookup *l, const struct tg_json_members *items, int step)
{
	return l->ahead != NULL && step == 0 && items->key != NULL &&
		tg_json_members_key_is(items, l->ahead->name);
}

/* Of two members with the name of the index none is kept: that is an error. */
static bool
meet_ahead(struct lookup *l, const unsigned char **p)
{
	if (l->met++ == 0)
		return tg_json_ahead_meet(l->ahead, &l->json, p, l->err);
	tg_ahead_drop(l->ahead);
	return skip_value(l, p);
}

/* Go past a value that does not lead to the wanted one. */
static bool
pass_child(struct lookup *l, struct tg_json_members *items, int step)
{
	return is_ahead(l, items, step) ? meet_ahead(l, &items->p)
					: skip_value(l, &items->p);
}

static bool
follow_path(struct lookup *l, const unsigned char **p, int step)
{
	struct tg_json_members items = { .json = &l->json, .p = *p };
	bool seen = false;

	if (step == l->npath)
		return **p == '{' ? take_object_tensor(l, p) : take_value(l, p);
	if (l->dead_end == NULL || step > l->reached) {
		l->reached = step;
		l->dead_end = *p;
	}
	if (**p != '{' && **p != '[')
		return skip_value(l, p);
	while (tg_json_members_next(&items, l->err)) {
		bool match = child_is_step(&items, l->path[step]);

		if (match && seen)
			return tg_fail(l->err, TG_EDATA,
				offset_of(l, items.key),
				"a second member named \"%s\"", l->path[step]);
		seen = seen || match;
		if (match ? !follow_path(l, &items.p, step + 1)
			  : !pass_child(l, &items, step))
			return false;
	}
	*p = items.p;
	return l->err->code == TG_OK;
}

static bool
fail_not_found(struct lookup *l)
{
	const char *step = l->path[l->reached];

	if (*l->dead_end == '{') {
		tg_fail(l->err, TG_EDATA, offset_of(l, l->dead_end),
			"this object has no member \"%s\"", step);
		if (l->npath == 1 && strchr(step, '/') != NULL)
			tg_err_help(l->err,
				"a path of members begins with /: FILE:/%s",
				step);
		else
			tg_json_help_members(
				&l->json, l->dead_end, step, l->err);
		return false;
	}
	return tg_fail(l->err, TG_EDATA, offset_of(l, l->dead_end),
		*l->dead_end == '[' ? "this array has no element \"%s\""
				    : "this value holds no \"%s\"",
		step);
}

/* Resolve the escapes of a JSON Pointer in place: ~1 is /, ~0 is ~. */
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

/*
 * Split a name into the steps of a path: one, or for a JSON Pointer as many as
 * it has slashes. The steps point into name, which is changed.
 */
static bool
split_path(struct lookup *l, char *name)
{
	size_t slashes = 0;

	if (name == NULL)
		return true;
	for (const char *p = name; *p != '\0'; p++)
		slashes += *p == '/';
	if (name[0] != '/')
		slashes = 1;
	if (slashes > TG_JSON_NESTING)
		return tg_fail(l->err, TG_EDATA, TG_NOPOS,
			"a pointer of more than %d steps", TG_JSON_NESTING);
	l->path = calloc(slashes, sizeof(*l->path));
	if (l->path == NULL)
		return tg_fail_memory(l->err, "a name");
	if (name[0] != '/') {
		l->path[l->npath++] = name;
		return true;
	}
	for (char *p = name; p != NULL; p = strchr(p, '/')) {
		*p++ = '\0';
		l->path[l->npath++] = p;
	}
	for (int i = 0; i < l->npath; i++)
		unescape_step(l->path[i]);
	return true;
}

static bool
find_in_document(struct lookup *l)
{
	const unsigned char *p = tg_json_begin(&l->json);

	return follow_path(l, &p, 0) &&
		tg_json_finish_answer(&l->json, p, l->err) &&
		(l->arrived || fail_not_found(l));
}

/* The index that may be met on the way to INPUT: no pointer, but a member. */
static struct tg_ahead *
ahead_of(const struct tg_read *request)
{
	return request->ahead != NULL && !request->index &&
			request->ahead->name[0] != '/'
		? request->ahead
		: NULL;
}

bool
tg_json_document(const struct tg_json *json, const struct tg_read *request,
	struct tg_json_found *found, struct tg_err *err)
{
	const char *name = request->name;
	struct lookup l = {
		.json = *json,
		.integers = request->index,
		.bytes = request->dtype != NULL,
		.found = found,
		.err = err,
		.ahead = ahead_of(request),
	};
	char *copy;
	bool ok;

	if (request->index &&
		tg_json_ahead_take(&found->scan, request->ahead, json, name,
			request->cast))
		return true;
	copy = name != NULL ? strdup(name) : NULL;
	ok = copy != NULL || name == NULL || tg_fail_memory(err, "a name");
	ok = ok && split_path(&l, copy) && find_in_document(&l);
	free(l.path);
	free(copy);
	return ok;
}

bool
tg_json_object_find(const struct tg_json *json, const unsigned char **p,
	struct tg_json_found *found, struct tg_err *err)
{
	struct lookup l = { .json = *json, .found = found, .err = err };

	return take_object_tensor(&l, p);
}
