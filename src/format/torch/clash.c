/*
 * Finds out whether names of tensors may have two meanings, as a.b has where
 * there is a key a.b and a key b below a key a. Hardly any file has such names,
 * and all the others are spared from looking for each name twice. Keys are
 * compared by their hashes: that two hashes may be the same by chance costs
 * time only.
 */
#include "format/torch/clash.h"

#include <stdlib.h>

#include "format/torch/key.h"
#include "format/torch/meaning.h"

/* A hash of bytes, continued: FNV-1a, of which the lowest bit is not used. */
static uint64_t
hash_byte(uint64_t hash, char c)
{
	return (hash ^ (unsigned char)c) * UINT64_C(0x100000001B3);
}

#define HASH_BEGIN UINT64_C(0xCBF29CE484222325)

static int
by_number(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* The names of the items of one container. */
struct hashes {
	uint64_t *hash; /* sorted; the lowest bit tells a container */
	size_t n, capacity;
	size_t most; /* bytes that they may take */
	size_t left; /* bytes of names that may still be looked at */
};

static bool
add_hash(struct hashes *hashes, uint64_t hash, bool container)
{
	uint64_t *grown;

	if (hashes->n == hashes->capacity) {
		hashes->capacity += hashes->capacity / 8 + 64;
		if (hashes->capacity > hashes->most / sizeof(*grown))
			return false;
		grown = realloc(
			hashes->hash, hashes->capacity * sizeof(*grown));
		if (grown == NULL)
			return false;
		hashes->hash = grown;
	}
	hashes->hash[hashes->n++] = (hash & ~UINT64_C(1)) | container;
	return true;
}

/* True if a beginning of the name, up to a dot, is the name of a container. */
static bool
begins_with_container(
	const struct hashes *hashes, const struct tg_pt_name *name)
{
	uint64_t hash = HASH_BEGIN, wanted;

	for (size_t i = 0; i < name->len; i++) {
		wanted = hash | 1;
		if (name->text[i] == '.' &&
			bsearch(&wanted, hashes->hash, hashes->n,
				sizeof(wanted), by_number) != NULL)
			return true;
		hash = hash_byte(hash, name->text[i]);
	}
	return false;
}

/* True for an item in which no tensor is, so that no name leads there. */
static bool
is_dead_end(const struct tg_pickle *pickle, uint32_t item)
{
	return tg_pt_meaning_of(pickle, pickle->items[item].value).meaning ==
		TG_PT_OTHER;
}

/* Name an item; false where the name is too long, or begins with a quote. */
static bool
name_plainly(struct tg_pt_name *name, const struct tg_pickle *pickle,
	uint32_t container, uint32_t item)
{
	tg_pt_name_cut(name, 0);
	tg_pt_name_item(name, pickle, container, item, TG_PT_PLAIN);
	return !name->full && name->text[0] != '\'' && name->text[0] != '"';
}

static bool
add_item_hash(struct hashes *hashes, const struct tg_pickle *pickle,
	const struct tg_pt_name *name, uint32_t item)
{
	uint64_t hash = HASH_BEGIN;

	if (name->len > hashes->left)
		return false;
	hashes->left -= name->len;
	for (size_t i = 0; i < name->len; i++)
		hash = hash_byte(hash, name->text[i]);
	return add_hash(hashes, hash,
		tg_pt_meaning_of(pickle, pickle->items[item].value).meaning ==
			TG_PT_ITEMS);
}

/* True if the names of a dict's items may clash. */
static bool
dict_may_clash(struct hashes *hashes, struct tg_pt_name *name,
	const struct tg_pickle *pickle, uint32_t dict)
{
	const uint32_t first = pickle->values[dict].first;

	hashes->n = 0;
	for (uint32_t i = first; i != 0; i = pickle->items[i].next)
		if (!is_dead_end(pickle, i) &&
			(!name_plainly(name, pickle, dict, i) ||
				!add_item_hash(hashes, pickle, name, i)))
			return true;
	if (hashes->n > 1)
		qsort(hashes->hash, hashes->n, sizeof(*hashes->hash),
			by_number);
	for (size_t i = 1; i < hashes->n; i++)
		if (hashes->hash[i - 1] >> 1 == hashes->hash[i] >> 1)
			return true;
	for (uint32_t i = first; i != 0; i = pickle->items[i].next)
		if (!is_dead_end(pickle, i) &&
			name_plainly(name, pickle, dict, i) &&
			begins_with_container(hashes, name))
			return true;
	return false;
}

bool
tg_pt_names_may_clash(const struct tg_pickle *pickle)
{
	struct tg_pt_name name = { .len = 0 };
	struct hashes hashes = {
		.most = pickle->most / 16,
		.left = pickle->most,
	};
	bool clash = false;

	for (uint32_t v = 0; v < pickle->n_values && !clash; v++)
		/* lists and tuples number their items */
		if ((pickle->values[v].kind == TG_PICKLE_DICT ||
			    pickle->values[v].kind == TG_PICKLE_CALL) &&
			pickle->values[v].first != 0)
			clash = dict_may_clash(&hashes, &name, pickle, v);
	free(hashes.hash);
	return clash;
}
