/*
 * Finds tensors in the values of a pickle, and names them: the keys and numbers
 * on the way to a tensor, with dots between them, as in layer.0.weight. The
 * file comes from anybody, so that depth, length of names and the number of
 * tries are limited.
 */
#include "format/torch/tree.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

/* The deepest nesting of containers in containers. */
#define NESTING 100

/* The most parameters around a tensor; PyTorch has one. */
#define PARAMETERS 4

/* The most bytes of a name, with the zero byte behind it. */
#define NAME_MOST 4096

/* A listing takes so many bytes for a tensor beside its name. */
#define LISTED 160

/* The most bytes that a message shows of a name. */
#define SHOWN 200

static bool
is_call_of(const struct tg_pickle *pickle, uint32_t value, const char *module,
	const char *name)
{
	const struct tg_pickle_value *v = &pickle->values[value];

	return v->kind == TG_PICKLE_CALL &&
		tg_pickle_is_global(pickle, v->call.callee, module, name);
}

uint32_t
tg_pt_tensor(const struct tg_pickle *pickle, uint32_t value)
{
	/* a parameter wraps a tensor, or in a hostile file itself */
	for (int i = 0; i <= PARAMETERS; i++) {
		if (is_call_of(pickle, value, "torch._utils",
			    "_rebuild_tensor_v2") ||
			is_call_of(pickle, value, "torch._utils",
				"_rebuild_tensor_v3"))
			return value;
		if (!is_call_of(pickle, value, "torch._utils",
			    "_rebuild_parameter") ||
			!tg_pickle_item_at(pickle,
				pickle->values[value].call.arguments, 0,
				&value))
			return 0;
	}
	return 0;
}

static bool
is_container(const struct tg_pickle *pickle, uint32_t value)
{
	const enum tg_pickle_kind kind = pickle->values[value].kind;

	return kind == TG_PICKLE_LIST || kind == TG_PICKLE_TUPLE ||
		kind == TG_PICKLE_DICT ||
		is_call_of(pickle, value, "collections", "OrderedDict");
}

/* True for an object that only code of its own could rebuild. */
static bool
is_object(const struct tg_pickle *pickle, uint32_t value)
{
	return pickle->values[value].kind == TG_PICKLE_CALL &&
		!is_container(pickle, value) &&
		tg_pt_tensor(pickle, value) == 0;
}

/* The name of an item, of len bytes: it stands in the pickle or in number. */
struct item_name {
	const char *text;
	size_t len;
	char number[24];
};

/* Name an item of a container. False for a key that cannot be a name. */
static bool
name_item(const struct tg_pickle *pickle, uint32_t container, uint32_t item,
	struct item_name *name)
{
	const struct tg_pickle_value *v = &pickle->values[container], *key;

	name->text = name->number;
	if (v->kind == TG_PICKLE_LIST || v->kind == TG_PICKLE_TUPLE) {
		name->len = (size_t)snprintf(name->number, sizeof(name->number),
			"%" PRIu32, pickle->items[item].key);
		return true;
	}
	key = &pickle->values[pickle->items[item].key];
	if (key->kind == TG_PICKLE_INT) {
		name->len = (size_t)snprintf(name->number, sizeof(name->number),
			"%lld", (long long)key->integer);
		return true;
	}
	name->text = (const char *)pickle->data + key->text.at;
	name->len = key->text.len;
	return key->kind == TG_PICKLE_TEXT;
}

static bool
fail_nested(struct tg_err *err)
{
	return tg_fail(err, TG_EDATA, TG_NOPOS,
		"the pickle nests more than %d containers", NESTING);
}

/* What a visit to all tensors of a pickle keeps. */
struct tour {
	const struct tg_pickle *pickle;
	tg_pt_visit *visit;
	void *context;
	unsigned char *seen;  /* for each value: 1 if it was visited */
	char name[NAME_MOST]; /* of the value that is visited */
	size_t left;          /* bytes that a listing may still take */
	struct tg_err *err;
};

/* Visit a tensor, whose name are len bytes, which may be that of many. */
static bool
visit_named(struct tour *tour, uint32_t tensor, size_t len)
{
	if (len + LISTED > tour->left)
		return tg_fail(tour->err, TG_EDATA, TG_NOPOS,
			"the names of its tensors take more than %zu bytes, "
			"more than any that are meant",
			tour->pickle->most);
	tour->left -= len + LISTED;
	return tour->visit(tour->context, tour->name, tensor, tour->err);
}

static bool visit_value(
	struct tour *tour, uint32_t value, size_t len, int depth);

/*
 * Visit an item of the container whose name are the first len bytes of
 * tour->name. depth is how many containers lie around that one.
 */
static bool
visit_item(struct tour *tour, uint32_t value, size_t len, int depth,
	const struct item_name *name)
{
	if (depth > 0)
		tour->name[len++] = '.';
	if (name->len >= NAME_MOST - 1 - len)
		return tg_fail(tour->err, TG_EDATA, TG_NOPOS,
			"a name has more than %d bytes", NAME_MOST);
	memcpy(tour->name + len, name->text, name->len);
	return visit_value(tour, value, len + name->len, depth + 1);
}

/* Visit a value, whose name are the first len bytes of tour->name. */
static bool
visit_value(struct tour *tour, uint32_t value, size_t len, int depth)
{
	const struct tg_pickle *pickle = tour->pickle;
	const uint32_t tensor = tg_pt_tensor(pickle, value);
	struct item_name name;

	tour->name[len] = '\0';
	if (tensor != 0)
		return visit_named(tour, tensor, len);
	if (!is_container(pickle, value) || tour->seen[value])
		return true;
	if (depth == NESTING)
		return fail_nested(tour->err);
	tour->seen[value] = 1;
	for (uint32_t item = pickle->values[value].first; item != 0;
		item = pickle->items[item].next)
		if (name_item(pickle, value, item, &name) &&
			!visit_item(tour, pickle->items[item].value, len, depth,
				&name))
			return false;
	return true;
}

bool
tg_pt_each(const struct tg_pickle *pickle, tg_pt_visit *visit, void *context,
	struct tg_err *err)
{
	struct tour tour = {
		.pickle = pickle,
		.visit = visit,
		.context = context,
		.seen = calloc(pickle->n_values, 1),
		.left = pickle->most,
		.err = err,
	};
	bool ok;

	if (tour.seen == NULL)
		return tg_fail_memory(err, "a pickle");
	ok = visit_value(&tour, pickle->root, 0, 0);
	free(tour.seen);
	return ok;
}

/* The search for a tensor by its name. */
struct search {
	const struct tg_pickle *pickle;
	const char *wanted;
	uint32_t found;
	uint32_t object;   /* one on the way, whose name are */
	size_t object_len; /* so many bytes of wanted */
	uint64_t steps;    /* items that may still be looked at */
	struct tg_err *err;
};

static bool search_value(struct search *s, uint32_t value, const char *rest,
	bool end, int depth);

/*
 * True if rest begins with that name and a dot, or is that name. *next is
 * what stands behind it; *end is true if that is nothing.
 */
static bool
match_name(const char *rest, const struct item_name *name, const char **next,
	bool *end)
{
	const size_t len = name->len;

	/* the name may have a zero byte, rest ends with one */
	if (strnlen(rest, len) < len || memcmp(rest, name->text, len) != 0 ||
		(rest[len] != '.' && rest[len] != '\0'))
		return false;
	*end = rest[len] == '\0';
	*next = rest + len + !*end;
	return true;
}

/*
 * Search all items of a container. Keys may have dots in them, so that a name
 * can be split in several ways, and all are tried. If several items have the
 * name, the last one counts, as in Python.
 */
static bool
search_items(struct search *s, uint32_t value, const char *rest, int depth)
{
	const struct tg_pickle *pickle = s->pickle;
	struct item_name name;
	const char *next;
	bool end;

	for (uint32_t item = pickle->values[value].first; item != 0;
		item = pickle->items[item].next) {
		/* ways to split a name can grow exponentially */
		if (s->steps-- == 0)
			return tg_fail(s->err, TG_EDATA, TG_NOPOS,
				"there are too many ways to read the name "
				"\"%.*s\"",
				(int)tg_utf8_cut(
					s->wanted, strlen(s->wanted), SHOWN),
				s->wanted);
		if (name_item(pickle, value, item, &name) &&
			match_name(rest, &name, &next, &end) &&
			!search_value(s, pickle->items[item].value, next, end,
				depth + 1))
			return false;
	}
	return true;
}

/*
 * Search a value, which the wanted name leads to so far: rest is what is left
 * of the name behind it. With end nothing is left, and the value is meant.
 */
static bool
search_value(
	struct search *s, uint32_t value, const char *rest, bool end, int depth)
{
	const uint32_t tensor = tg_pt_tensor(s->pickle, value);

	if (end && tensor != 0)
		s->found = tensor;
	if (is_object(s->pickle, value)) {
		s->object = value;
		s->object_len = (size_t)(rest - s->wanted);
		/* without the dot; the whole pickle has no name and none */
		if (!end && s->object_len > 0)
			s->object_len--;
	}
	if (end || !is_container(s->pickle, value))
		return true;
	if (depth == NESTING)
		return fail_nested(s->err);
	return search_items(s, value, rest, depth);
}

static void
copy_text(char *to, size_t room, const struct tg_pickle *pickle, uint32_t value)
{
	const struct tg_pickle_value *v = &pickle->values[value];

	const char *text = (const char *)pickle->data + v->text.at;

	snprintf(to, room, "%.*s", (int)tg_utf8_cut(text, v->text.len, SHOWN),
		text);
}

bool
tg_pt_fail_call(const struct tg_pickle *pickle, uint32_t call, const char *what,
	struct tg_err *err)
{
	const struct tg_pickle_value *v = &pickle->values[call];
	char module[SHOWN + 1] = "", name[SHOWN + 1] = "something";

	v = &pickle->values[v->call.callee];
	if (v->kind == TG_PICKLE_GLOBAL) {
		copy_text(module, sizeof(module), pickle, v->global.module);
		copy_text(name, sizeof(name), pickle, v->global.name);
	}
	tg_fail(err, TG_EDATA, TG_NOPOS,
		"%s needs a call of %s%s%s: tgather runs nothing that a pickle "
		"names",
		what, module, module[0] != '\0' ? "." : "", name);
	tg_err_help(err,
		"in Python, save the tensors alone, as in "
		"torch.save(model.state_dict(), \"new.pt\")");
	return false;
}

/* Fail: the search for a name has come to an object. */
static bool
fail_object(const struct search *s)
{
	char what[SHOWN + 3];
	int len = (int)tg_utf8_cut(s->wanted, s->object_len, SHOWN);

	snprintf(what, sizeof(what), "\"%.*s\"", len, s->wanted);
	return tg_pt_fail_call(
		s->pickle, s->object, len > 0 ? what : "the content", s->err);
}

bool
tg_pt_find(const struct tg_pickle *pickle, const char *name, uint32_t *tensor,
	struct tg_err *err)
{
	struct search s = {
		.pickle = pickle,
		.wanted = name,
		/* if names differ, each item is looked at once at most */
		.steps = (uint64_t)pickle->n_items * 4,
		.err = err,
	};

	*tensor = 0;
	if (!search_value(&s, pickle->root, name, false, 0))
		return false;
	*tensor = s.found;
	if (s.found == 0 && s.object != 0)
		return fail_object(&s);
	return true;
}

bool
tg_pt_check_root(const struct tg_pickle *pickle, struct tg_err *err)
{
	return !is_object(pickle, pickle->root) ||
		tg_pt_fail_call(pickle, pickle->root, "the content", err);
}
