/*
 * Finds the tensor that a name means. The name is followed from the outermost
 * container inwards; keys may have dots in them, so that it can be split in
 * several ways, of which all are tried, within limits.
 */
#include <string.h>

#include "base/utf8.h"
#include "format/torch/key.h"
#include "format/torch/tree.h"

#include <stdio.h>

/* The most bytes that a message shows of a name. */
#define SHOWN 200

/* The search for a tensor by its name. */
struct search {
	const struct tg_pickle *pickle;
	const char *wanted, *end; /* the name, and its zero byte */
	enum tg_pt_style style;
	struct tg_pt_meant found;
	int depth;         /* keys that lead to what was found */
	bool ambiguous;    /* as many lead to something else */
	uint32_t object;   /* one on the way, whose name are */
	size_t object_len; /* so many bytes of wanted */
	uint64_t steps;    /* items that may still be looked at */
	struct tg_err *err;
};

static bool search_value(
	struct search *s, uint32_t value, const char *rest, int depth);

/*
 * True if rest begins with the name of that item and a dot, or is that name.
 * *next is what stands behind the dot, or NULL if there is none.
 */
__attribute__((noinline)) static bool
match_item(const struct search *s, uint32_t container, uint32_t item,
	const char *rest, const char **next)
{
	const enum tg_pickle_kind kind = s->pickle->values[container].kind;
	const struct tg_pickle_value *key =
		&s->pickle->values[s->pickle->items[item].key];
	struct tg_pt_name name;
	const char *text = name.text;
	size_t len;

	if (s->style == TG_PT_PLAIN && kind != TG_PICKLE_LIST &&
		kind != TG_PICKLE_TUPLE && key->kind == TG_PICKLE_TEXT) {
		text = (const char *)s->pickle->data + key->text.at;
		len = key->text.len;
	} else {
		tg_pt_name_cut(&name, 0);
		/* a longer name is no beginning of the one that is wanted */
		name.room = (size_t)(s->end - rest) + 1;
		if (name.room > TG_PT_NAME)
			name.room = TG_PT_NAME;
		tg_pt_name_item(&name, s->pickle, container, item, s->style);
		if (name.full)
			return false;
		len = name.len;
	}
	if (len > (size_t)(s->end - rest) || memcmp(rest, text, len) != 0 ||
		(rest[len] != '\0' && rest[len] != '.'))
		return false;
	/* a zero byte in the text is none at the end of the name */
	*next = rest + len == s->end ? NULL : rest + len + 1;
	return true;
}

static bool
search_items(struct search *s, uint32_t value, const char *rest, int depth)
{
	const struct tg_pickle *pickle = s->pickle;
	const char *next;

	for (uint32_t item = pickle->values[value].first; item != 0;
		item = pickle->items[item].next) {
		/* ways to split a name can grow exponentially */
		if (s->steps-- == 0)
			return tg_fail(s->err, TG_ENAME, TG_NOPOS,
				"there are too many ways to read the name "
				"\"%.*s\"",
				(int)tg_utf8_cut(s->wanted,
					(size_t)(s->end - s->wanted), SHOWN),
				s->wanted);
		if (match_item(s, value, item, rest, &next) &&
			!search_value(
				s, pickle->items[item].value, next, depth + 1))
			return false;
	}
	return true;
}

/*
 * Keep what the whole name leads to. Of two with one quoted name, whose keys
 * are the same, Python keeps the last.
 */
static void
keep_found(struct search *s, const struct tg_pt_meant *meant, int depth)
{
	if (s->found.value == 0 || depth < s->depth ||
		s->style == TG_PT_QUOTED) {
		s->found = *meant;
		s->depth = depth;
		s->ambiguous = false;
	} else if (depth == s->depth && meant->value != s->found.value) {
		s->ambiguous = true;
	}
}

/* Keep an object that the name leads to, or through it to rest. */
static void
keep_object(struct search *s, uint32_t object, const char *rest)
{
	const char *end = rest != NULL ? rest : s->end;

	s->object = object;
	s->object_len = (size_t)(end - s->wanted);
	/* without the dot; the whole pickle has no name and none */
	if (rest != NULL && s->object_len > 0)
		s->object_len--;
}

/*
 * Search a value, which the wanted name leads to so far: rest is what is left
 * of the name behind it. If it is NULL the value is meant.
 */
static bool
search_value(struct search *s, uint32_t value, const char *rest, int depth)
{
	const struct tg_pt_meant meant = tg_pt_meaning_of(s->pickle, value);

	switch (meant.meaning) {
	case TG_PT_OTHER:
		return true;
	case TG_PT_OBJECT:
		keep_object(s, meant.value, rest);
		return true;
	case TG_PT_ITEMS:
		if (rest == NULL)
			return true;
		if (depth == TG_PT_NESTING)
			return tg_pt_fail_nested(s->err);
		return search_items(s, meant.value, rest, depth);
	default:
		if (rest == NULL)
			keep_found(s, &meant, depth);
		return true;
	}
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

static bool
fail_ambiguous(const struct search *s)
{
	int len = (int)tg_utf8_cut(
		s->wanted, (size_t)(s->end - s->wanted), SHOWN);

	tg_fail(s->err, TG_ENAME, TG_NOPOS,
		"two tensors have the name \"%.*s\"", len, s->wanted);
	if (s->err != NULL)
		tg_err_help(s->err,
			"--info shows names with their keys in quotes, which "
			"tell them apart");
	return false;
}

bool
tg_pt_find(const struct tg_pickle *pickle, const char *name,
	struct tg_pt_meant *found, struct tg_err *err)
{
	struct search s = {
		.pickle = pickle,
		.wanted = name,
		.end = name + strlen(name),
		.style = TG_PT_QUOTED,
		/* if names differ, each item is looked at once at most */
		.steps = (uint64_t)pickle->n_items * 4,
		.err = err,
	};

	memset(found, 0, sizeof(*found));
	if (!search_value(&s, pickle->root, name, 0))
		return false;
	if (s.found.value == 0) {
		s.style = TG_PT_PLAIN;
		if (!search_value(&s, pickle->root, name, 0))
			return false;
	}
	*found = s.found;
	if (s.ambiguous)
		return fail_ambiguous(&s);
	if (s.found.value == 0 && s.object != 0)
		return fail_object(&s);
	return true;
}

bool
tg_pt_check_root(const struct tg_pickle *pickle, struct tg_err *err)
{
	const struct tg_pt_meant meant = tg_pt_meaning_of(pickle, pickle->root);

	return meant.meaning != TG_PT_OBJECT ||
		tg_pt_fail_call(pickle, meant.value, "the content", err);
}
