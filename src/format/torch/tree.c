/*
 * Visits the tensors in the values of a pickle, and names them: the keys and
 * numbers on the way to a tensor, with dots between them, as in layer.0.weight.
 * The file comes from anybody, so that depth, length of names and the number of
 * tries are limited.
 */
#include "format/torch/tree.h"

#include <stdlib.h>
#include <string.h>

#include "format/torch/clash.h"
#include "format/torch/key.h"

/* A listing takes so many bytes for a tensor beside its name. */
#define LISTED 160

/* So much work, in bytes of names, is done to look for names that may clash. */
#define TRIES(pickle) ((uint64_t)(pickle)->n_items * 64 + 1000000)

/* What was done with a value. */
enum {
	VISITED = 1, /* its items were visited */
	WALKED = 2,  /* it is part of an object whose values were looked at */
};

bool
tg_pt_fail_nested(struct tg_err *err)
{
	return tg_fail(err, TG_ELACK, TG_NOPOS,
		"the pickle nests more than %d containers", TG_PT_NESTING);
}

/* What a visit to all tensors of a pickle keeps. */
struct tour {
	const struct tg_pickle *pickle;
	tg_pt_visit *visit;
	void *context;
	unsigned char *seen; /* for each value: VISITED, WALKED */
	/* the name of the value that is visited */
	struct tg_pt_name plain, quoted;
	int quotes;     /* keys in it that need them */
	bool clash;     /* plain names may have two meanings */
	uint64_t tries; /* work that may still be done for that; 0: no more */
	size_t left;    /* bytes that a listing may still take */
	size_t naming;  /* bytes of names that may still be written */
	struct tg_err *err;
};

/* True if the name leads to what is visited, in one way. */
static bool
leads_to(struct tour *tour, const char *name, const struct tg_pt_meant *meant)
{
	/* each item may have to be named, as far as the wanted name goes */
	const uint64_t cost = tour->pickle->n_items * (4 + strlen(name));
	struct tg_pt_meant found;

	if (cost > tour->tries)
		tour->tries = 0;
	if (tour->tries == 0)
		return false;
	tour->tries -= cost;
	return tg_pt_find(tour->pickle, name, &found, NULL) &&
		found.value == meant->value;
}

/*
 * The name of what is visited; NULL if none leads there. An object is in no
 * tensor's way, so that its name is never read.
 */
static const char *
choose_name(struct tour *tour, const struct tg_pt_meant *meant, int depth)
{
	const bool plain = tour->quotes == 0 && tour->plain.len > 0;

	if (depth == 0)
		return "";
	if (!tour->clash)
		return plain ? tour->plain.text : tour->quoted.text;
	if (plain &&
		(meant->meaning == TG_PT_OBJECT ||
			leads_to(tour, tour->plain.text, meant)))
		return tour->plain.text;
	if (meant->meaning == TG_PT_OBJECT || tour->tries == 0 ||
		leads_to(tour, tour->quoted.text, meant))
		return tour->quoted.text;
	return NULL;
}

static bool
fail_long_names(const struct tour *tour)
{
	return tg_fail(tour->err, TG_ESYNTAX, TG_NOPOS,
		"the names of its tensors take more than %zu bytes, more than "
		"any that are meant",
		tour->pickle->most);
}

/* Visit a tensor, which may be one of many that have long names. */
static bool
visit_named(struct tour *tour, const struct tg_pt_meant *meant, int depth)
{
	const char *name;
	size_t len;

	if (tour->plain.full)
		return tg_fail(tour->err, TG_ELACK, TG_NOPOS,
			"a name has more than %d bytes", TG_PT_NAME);
	name = choose_name(tour, meant, depth);
	if (name == tour->quoted.text && tour->quoted.full)
		name = NULL;
	len = name != NULL ? strlen(name) : 0;
	if (len + LISTED > tour->left)
		return fail_long_names(tour);
	tour->left -= len + LISTED;
	return tour->visit(tour->context, name, meant, tour->err);
}

static bool walk_value(struct tour *tour, uint32_t value, int depth);

/* True if one of the items holds a tensor, of those not yet looked at. */
static bool
walk_items(struct tour *tour, const struct tg_pickle_value *v, int depth)
{
	bool holds = false;

	for (uint32_t i = v->first; i != 0 && !holds;
		i = tour->pickle->items[i].next)
		holds = walk_value(tour, tour->pickle->items[i].value, depth);
	return holds;
}

/*
 * True if a value is or holds a tensor. A part of it that was looked at for
 * another object counts as holding none.
 */
static bool
walk_value(struct tour *tour, uint32_t value, int depth)
{
	const struct tg_pickle_value *v = &tour->pickle->values[value];
	const struct tg_pt_meant meant = tg_pt_meaning_of(tour->pickle, value);

	if (v->kind == TG_PICKLE_PERSISTENT || meant.meaning == TG_PT_TENSOR ||
		meant.meaning == TG_PT_REFUSED ||
		(meant.meaning == TG_PT_ARRAY && meant.call != TG_PT_SCALAR))
		return true;
	if (v->kind < TG_PICKLE_LIST || v->kind == TG_PICKLE_GLOBAL ||
		(tour->seen[value] & WALKED) != 0)
		return false;
	if (depth == TG_PT_NESTING)
		return true;
	tour->seen[value] |= WALKED;
	return walk_items(tour, v, depth + 1) ||
		(v->kind == TG_PICKLE_CALL &&
			(walk_value(tour, v->call.arguments, depth + 1) ||
				(v->state != 0 &&
					walk_value(
						tour, v->state, depth + 1))));
}

static bool visit_value(struct tour *tour, uint32_t value, int depth);

/* Visit an item of a container around which are depth others. */
static bool
visit_item(struct tour *tour, uint32_t container, uint32_t item, int depth)
{
	const struct tg_pickle *pickle = tour->pickle;
	const size_t plain = tour->plain.len, quoted = tour->quoted.len;
	const enum tg_pickle_kind kind = pickle->values[container].kind;
	const bool quotes = kind != TG_PICKLE_LIST && kind != TG_PICKLE_TUPLE &&
		tg_pt_name_needs_quotes(pickle, pickle->items[item].key);
	size_t written;
	bool ok;

	if (depth > 0) {
		tg_pt_name_byte(&tour->plain, '.');
		tg_pt_name_byte(&tour->quoted, '.');
	}
	tg_pt_name_item(&tour->plain, pickle, container, item, TG_PT_PLAIN);
	tg_pt_name_item(&tour->quoted, pickle, container, item, TG_PT_QUOTED);
	/* keys may be long, and one may stand there many times */
	written = tour->plain.len - plain + tour->quoted.len - quoted;
	if (written > tour->naming)
		return fail_long_names(tour);
	tour->naming -= written;
	tour->quotes += quotes;
	ok = visit_value(tour, pickle->items[item].value, depth + 1);
	tour->quotes -= quotes;
	tg_pt_name_cut(&tour->plain, plain);
	tg_pt_name_cut(&tour->quoted, quoted);
	return ok;
}

/* True for a value that is and holds no tensor, so that it needs no name. */
static bool
is_nothing(const struct tg_pickle *pickle, uint32_t value)
{
	return tg_pt_meaning_of(pickle, value).meaning == TG_PT_OTHER;
}

static bool
visit_items(struct tour *tour, uint32_t value, int depth)
{
	const struct tg_pickle *pickle = tour->pickle;

	if (tour->seen[value] & VISITED)
		return true;
	if (depth == TG_PT_NESTING)
		return tg_pt_fail_nested(tour->err);
	tour->seen[value] |= VISITED;
	for (uint32_t item = pickle->values[value].first; item != 0;
		item = pickle->items[item].next)
		if (!is_nothing(pickle, pickle->items[item].value) &&
			!visit_item(tour, value, item, depth))
			return false;
	return true;
}

/* Visit a value, whose name stands in the tour. */
static bool
visit_value(struct tour *tour, uint32_t value, int depth)
{
	const struct tg_pt_meant meant = tg_pt_meaning_of(tour->pickle, value);

	switch (meant.meaning) {
	case TG_PT_OTHER:
		return true;
	case TG_PT_ITEMS:
		return visit_items(tour, meant.value, depth);
	case TG_PT_OBJECT:
		return !walk_value(tour, meant.value, 0) ||
			visit_named(tour, &meant, depth);
	default:
		return visit_named(tour, &meant, depth);
	}
}

bool
tg_pt_each(const struct tg_pickle *pickle, tg_pt_visit *visit, void *context,
	struct tg_err *err)
{
	struct tour tour = {
		.pickle = pickle,
		.visit = visit,
		.context = context,
		.clash = tg_pt_names_may_clash(pickle),
		.tries = TRIES(pickle),
		.left = pickle->most,
		.naming = pickle->most,
		.err = err,
	};
	bool ok;

	tour.seen = calloc(pickle->n_values, 1);
	if (tour.seen == NULL)
		return tg_fail_memory(err, "a pickle");
	ok = visit_value(&tour, pickle->root, 0);
	free(tour.seen);
	return ok;
}
