/*
 * Looks up the names in INDEX, and tells of those that are unknown.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/nearest.h"
#include "base/utf8.h"
#include "job/keys.h"
#include "job/name_text.h"

/* At most so many bytes of a name are shown in a message. */
#define SHOWN 40

/* So many names that are unknown are told. */
#define TOLD 5

/* How much of a name is shown. */
static int
shown(const struct tg_printed *name)
{
	return name->len == 0 ? 0
			      : (int)tg_utf8_cut(name->text, name->len, SHOWN);
}

/*
 * The key that is nearest to a name, malloc'ed; NULL if none is near. One with a
 * NUL in it is not offered: it could not be shown.
 */
static char *
nearest_key(const struct tg_keys *keys, const struct tg_printed *name)
{
	struct tg_nearest nearest = { .word = name->text };
	char *best = NULL;

	if (name->len == 0 || name->len > SHOWN)
		return NULL;
	for (size_t i = 0; i < keys->n; i++) {
		char text[2 * SHOWN + 1];
		const struct tg_key *key = &keys->sorted[i];

		if (key->len > 2 * SHOWN || key->len == 0 ||
			memchr(key->text, '\0', key->len) != NULL)
			continue;
		memcpy(text, key->text, key->len);
		text[key->len] = '\0';
		tg_nearest_offer(&nearest, text);
		if (nearest.best == text) {
			free(best);
			best = strdup(text);
			nearest.best = best;
			if (best == NULL)
				return NULL;
		}
	}
	return best;
}

/* Where INDEX is being resolved, and what was found to be wrong with it. */
struct resolution {
	const struct tg_keys *keys;
	const struct tg_operand *index;
	struct tg_printed name; /* of the element that is looked up */
	int64_t nunknown;
	struct tg_err *err;
};

/* Tell of element k, whose name is unknown: of the first one in the message. */
static void
tell_unknown(struct resolution *r, int64_t k)
{
	char subscripts[TG_SHAPE_TEXT], place[TG_ERR_PLACE];
	char *nearest;

	if (r->nunknown++ >= TOLD)
		return;
	nearest = nearest_key(r->keys, &r->name);
	tg_shape_coordinates(subscripts, &r->index->tensor.shape, k);
	if (r->nunknown == 1) {
		tg_fail(r->err, TG_ENAME, TG_NOPOS,
			"index %s is \"%.*s\", which is not in %s", subscripts,
			shown(&r->name), r->name.len > 0 ? r->name.text : "",
			r->keys->source);
		r->err->element = k + 1;
		tg_operand_locate(r->index, r->err);
		if (nearest != NULL)
			tg_err_help(r->err, "did you mean \"%s\"?", nearest);
	} else {
		tg_operand_place(place, r->index, TG_NOPOS, k + 1);
		tg_err_detail(r->err, "  %s: %s is \"%.*s\"%s%s%s", place,
			subscripts, shown(&r->name),
			r->name.len > 0 ? r->name.text : "",
			nearest != NULL ? ", near \"" : "",
			nearest != NULL ? nearest : "",
			nearest != NULL ? "\"" : "");
	}
	free(nearest);
}

static bool
fail_stands_twice(
	const struct resolution *r, const struct tg_key *key, int64_t k)
{
	char subscripts[TG_SHAPE_TEXT];

	tg_shape_coordinates(subscripts, &r->index->tensor.shape, k);
	tg_fail(r->err, TG_ENAME, TG_NOPOS,
		"index %s is \"%.*s\", which is in %s twice: positions %" PRId64
		" and %" PRId64,
		subscripts, shown(&r->name),
		r->name.len > 0 ? r->name.text : "", r->keys->source,
		key->number, key[1].number);
	r->err->element = k + 1;
	tg_operand_locate(r->index, r->err);
	return false;
}

/* Look up the n elements. */
static bool
resolve_elements(struct resolution *r, int64_t *number, int64_t n, bool fill)
{
	for (int64_t k = 0; k < n; k++) {
		const struct tg_key *key;

		r->name.len = 0;
		tg_name_print(&r->name, &r->index->tensor, k);
		if (r->name.failed)
			return tg_fail_memory(r->err, "a name");
		key = tg_keys_find(r->keys, &r->name);
		if (key == NULL && !fill)
			tell_unknown(r, k);
		else if (key == NULL)
			number[k] = INT64_MIN;
		else if (tg_keys_has_twice(r->keys, key) && r->nunknown == 0)
			return fail_stands_twice(r, key, k);
		else
			number[k] = key->number;
	}
	if (r->nunknown == 0)
		return true;
	if (r->nunknown > TOLD)
		tg_err_detail(
			r->err, "  and %" PRId64 " more", r->nunknown - TOLD);
	tg_err_help(r->err, "to put a value there: --fill VALUE");
	return false;
}

bool
tg_keys_resolve(const struct tg_keys *keys, struct tg_operand *index, bool fill,
	struct tg_err *err)
{
	struct resolution r = { .keys = keys, .index = index, .err = err };
	struct tg_tensor *tensor = &index->tensor;
	int64_t *number = NULL, n;
	bool ok;

	if (!tg_name_require(index, err))
		return false;
	if (tg_shape_numel(&tensor->shape, &n) &&
		(uint64_t)n < SIZE_MAX / sizeof(*number))
		number = malloc((size_t)n * sizeof(*number) + 1);
	ok = (number != NULL || tg_fail_memory(err, "the index")) &&
		resolve_elements(&r, number, n, fill);
	tg_printed_free(&r.name);
	if (!ok) {
		free(number);
		return false;
	}
	free(tensor->owned);
	tensor->data = tensor->owned = (void *)number;
	tensor->dtype = tg_dtype_of(TG_INT64);
	tensor->dtype.big_endian = TG_HOST_BIG_ENDIAN;
	tg_shape_strides(&tensor->shape, tensor->stride);
	index->names = TG_NO_NAMES;
	return true;
}
