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
#include "format/json/path.h"

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
	const struct tg_json_path *path;
	struct tg_json_span *known;    /* see tg_json_document_around */
	int reached;                   /* steps of path that could be taken */
	const unsigned char *dead_end; /* the value they lead to */
	bool arrived;
	struct tg_ahead *ahead; /* an index that may be met, or NULL */
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
		.cast = l->found->cast,
	};
	if (l->known != NULL ? !step_over_known_array(l, scan)
			     : !tg_json_array_scan(scan, l->err))
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
	if (!object->scan.unfit) {
		l->found->object = object->object;
		l->found->key = object->object.value[TG_JSON_DATA] == *p
			? object->object.key[TG_JSON_DATA]
			: object->object.array_key;
		return false;
	}
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

/*
 * Of two members with the name of the index none is kept: that is an error. The
 * one before an array that is known was kept on the way to that.
 */
static bool
meet_ahead(struct lookup *l, const unsigned char **p)
{
	if (l->ahead->met++ == 0)
		return l->known != NULL && l->known->end > 0
			? skip_value(l, p)
			: tg_json_ahead_meet(l->ahead, &l->json, p, l->err);
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

	if (step == l->path->n)
		return **p == '{' ? take_object_tensor(l, p) : take_value(l, p);
	if (l->dead_end == NULL || step > l->reached) {
		l->reached = step;
		l->dead_end = *p;
	}
	if (**p != '{' && **p != '[')
		return skip_value(l, p);
	while (tg_json_members_next(&items, l->err)) {
		bool match = child_is_step(&items, l->path->step[step]);

		if (match && seen)
			return tg_fail(l->err, TG_ENAME,
				offset_of(l, items.key),
				"a second member named \"%s\"",
				l->path->step[step]);
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
	const char *step = l->path->step[l->reached];

	if (*l->dead_end == '{') {
		tg_fail(l->err, TG_ENAME, offset_of(l, l->dead_end),
			"this object has no member \"%s\"", step);
		if (l->path->n == 1 && strchr(step, '/') != NULL)
			tg_err_help(l->err,
				"a path of members begins with /: FILE:/%s",
				step);
		else
			tg_json_help_members(
				&l->json, l->dead_end, step, l->err);
		return false;
	}
	return tg_fail(l->err, TG_ENAME, offset_of(l, l->dead_end),
		*l->dead_end == '[' ? "this array has no element \"%s\""
				    : "this value holds no \"%s\"",
		step);
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

/* The search from the root, after which path is freed. */
static bool
look_up(struct lookup *l, const char *name)
{
	struct tg_json_path path = { 0 };
	bool ok;

	l->path = &path;
	if (l->ahead != NULL)
		l->ahead->met = 0;
	ok = tg_json_path_parse(&path, name, l->err) && find_in_document(l);
	tg_json_path_free(&path);
	return ok;
}

bool
tg_json_document(const struct tg_json *json, const struct tg_read *request,
	struct tg_json_found *found, struct tg_err *err)
{
	struct lookup l = {
		.json = *json,
		.integers = request->index,
		.bytes = request->dtype != NULL,
		.found = found,
		.err = err,
		.ahead = ahead_of(request),
	};

	if (request->index &&
		tg_json_ahead_take(&found->scan, request->ahead, json,
			request->name, request->cast))
		return true;
	return look_up(&l, request->name);
}

bool
tg_json_document_around(const struct tg_json *json,
	const struct tg_read *request, struct tg_json_span *array,
	struct tg_json_found *found, struct tg_err *err)
{
	struct lookup l = {
		.json = *json,
		.found = found,
		.err = err,
		.known = array,
		.ahead = ahead_of(request),
	};

	/* a string may be the tensor though there is an array */
	return look_up(&l, request->name) && found->string == NULL;
}

bool
tg_json_object_find(const struct tg_json *json, const unsigned char **p,
	struct tg_json_found *found, struct tg_err *err)
{
	struct lookup l = { .json = *json, .found = found, .err = err };

	return take_object_tensor(&l, p);
}
