/*
 * Opens an archive of torch.save: finds its pickle, and the members that hold
 * the storages of tensors. The names of the members are documented in
 * torch/serialization.py and caffe2/serialize/inline_container.h.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "format/torch/pickle.h"
#include "format/torch/pt.h"

/*
 * What an archive says takes so many times the memory of the file at most, or so
 * many bytes where that is more: few bytes of a pickle can ask for many values.
 */
#define MEMORY_TIMES 8
#define MEMORY_LEAST ((size_t)11 << 20)

#define PICKLE "/data.pkl"

/* The bytes of one or more tensors: the member ROOT/data/KEY. */
struct tg_pt_storage {
	const char *key; /* in the archive's directory */
	size_t len;      /* of key in bytes */
	size_t place;    /* of the member, for tg_zip_member_at */
};

/* How many bytes ROOT/ has if the member is ROOT/data.pkl, else 0. */
static size_t
root_length(const char *member)
{
	const char *slash = strchr(member, '/');

	return slash != NULL && strcmp(slash, PICKLE) == 0
		? (size_t)(slash - member) + 1
		: 0;
}

static bool
find_pickle(
	struct tg_zip *zip, struct tg_zip_member *member, struct tg_err *err)
{
	while (tg_zip_next(zip, member, err))
		if (root_length(member->name) > 0)
			return true;
	return false;
}

bool
tg_pt_recognise(const struct tg_bytes *bytes)
{
	struct tg_zip_member member;
	struct tg_zip zip = { 0 };
	bool found = tg_zip_recognise(bytes) &&
		tg_zip_open(&zip, bytes, NULL) &&
		find_pickle(&zip, &member, NULL);

	return found;
}

/* Add the storage whose key begins behind so many bytes of the member's name. */
static bool
add_storage(struct tg_pt *pt, size_t *capacity, size_t before,
	const struct tg_zip_member *member, struct tg_err *err)
{
	struct tg_pt_storage *s = pt->storages;

	if (pt->n_storages == *capacity) {
		*capacity += *capacity / 2 + 16;
		s = realloc(s, *capacity * sizeof(*s));
		if (s == NULL)
			return tg_fail_memory(err, "the storages");
		pt->storages = s;
	}
	s[pt->n_storages++] = (struct tg_pt_storage){
		.key = tg_zip_name_at(&pt->zip, member->place) + before,
		.len = strlen(member->name) - before,
		.place = member->place,
	};
	return true;
}

static bool
read_byte_order(struct tg_pt *pt, const struct tg_zip_member *member,
	struct tg_err *err)
{
	struct tg_zip_content text;

	if (!tg_zip_read_content(&pt->zip, member, 16, &text, err))
		return false;
	pt->big_endian = text.len == 3 && memcmp(text.data, "big", 3) == 0;
	if (!pt->big_endian &&
		(text.len != 6 || memcmp(text.data, "little", 6) != 0))
		tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"the byte order is neither little nor big");
	free(text.owned);
	return err->code == TG_OK;
}

/* Compare texts that may have zero bytes in them. */
static int
compare_texts(const char *a, size_t n, const char *b, size_t m)
{
	int order = memcmp(a, b, n < m ? n : m);

	return order != 0 ? order : (n > m) - (n < m);
}

static int
compare_keys(const void *a, const void *b)
{
	const struct tg_pt_storage *x = a, *y = b;

	return compare_texts(x->key, x->len, y->key, y->len);
}

/* Read what else the archive has in the directory root of the pickle. */
static bool
read_archive_members(struct tg_pt *pt, const char *root, struct tg_err *err)
{
	struct tg_zip_member member;
	const size_t len = strlen(root), data = strlen("data/");
	size_t capacity = 0;

	tg_zip_rewind(&pt->zip);
	while (tg_zip_next(&pt->zip, &member, err)) {
		const char *name = member.name + len;

		if (strncmp(member.name, root, len) != 0)
			continue;
		if (strncmp(name, "data/", data) == 0) {
			if (!add_storage(
				    pt, &capacity, len + data, &member, err))
				return false;
		} else if (strcmp(name, "byteorder") == 0) {
			if (!read_byte_order(pt, &member, err))
				return false;
		}
	}
	if (pt->n_storages > 0)
		qsort(pt->storages, pt->n_storages, sizeof(*pt->storages),
			compare_keys);
	return err->code == TG_OK;
}

/* Bytes of memory that the pickle in an archive of len bytes may take. */
static size_t
memory_most(size_t len)
{
	return len > MEMORY_LEAST / MEMORY_TIMES ? len * MEMORY_TIMES
						 : MEMORY_LEAST;
}

static bool
read_pickle(struct tg_pt *pt, const struct tg_zip_member *member,
	struct tg_err *err)
{
	const size_t most = memory_most(pt->zip.bytes->len);

	/* torch.save stores the pickle, other programs may deflate it */
	if (member->method != 0 && member->size > most)
		return tg_fail(err, TG_ELACK, TG_NOPOS,
			"the pickle inflates to %" PRIu64
			" bytes, no more than %zu are read",
			member->size, most);
	return tg_zip_read_content(
		       &pt->zip, member, SIZE_MAX, &pt->text, err) &&
		tg_pickle_read(&pt->pickle, pt->text.data, pt->text.len,
			most - (member->method != 0 ? pt->text.len : 0), err);
}

bool
tg_pt_open(struct tg_pt *pt, const struct tg_bytes *bytes, struct tg_err *err)
{
	struct tg_zip_member member;
	char root[TG_ZIP_NAME];

	if (!tg_zip_open(&pt->zip, bytes, err))
		return false;
	if (!find_pickle(&pt->zip, &member, err))
		return tg_fail(err, TG_ELACK, TG_NOPOS,
			"the ZIP archive has no data.pkl, so that it is not "
			"torch.save's");
	snprintf(root, sizeof(root), "%.*s", (int)root_length(member.name),
		member.name);
	return read_pickle(pt, &member, err) &&
		read_archive_members(pt, root, err);
}

void
tg_pt_close(struct tg_pt *pt)
{
	free(pt->storages);
	tg_pickle_free(&pt->pickle);
	free(pt->text.owned);
	memset(pt, 0, sizeof(*pt));
}

bool
tg_pt_find_storage(struct tg_pt *pt, const char *key, size_t len,
	struct tg_zip_member *member, struct tg_err *err)
{
	const struct tg_pt_storage *s = pt->storages;
	size_t low = 0, high = pt->n_storages;

	/* binary search for the first storage whose key is not less */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_texts(s[middle].key, s[middle].len, key, len) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == pt->n_storages ||
		compare_texts(s[low].key, s[low].len, key, len) != 0)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"the archive has no storage \"%.*s\"",
			(int)tg_utf8_cut(key, len, 64), key);
	s += low;
	if (low + 1 < pt->n_storages && compare_keys(s, s + 1) == 0)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"the archive has storage \"%.*s\" twice", (int)s->len,
			s->key);
	return tg_zip_member_at(&pt->zip, s->place, member, err);
}
