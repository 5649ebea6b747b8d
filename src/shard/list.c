/*
 * The files that lie beside a result, listed by their names, and removed. The
 * directory is opened anew each time: whether a marker is there is asked of
 * nothing else, since a file system on a network may remember for a while that a
 * name was absent.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/integer.h"
#include "shard/files.h"

/* A directory that has names again and again after so many is given up. */
#define PASSES 100

/* Read 16 hexadecimal digits and a point; returns what is behind, or NULL. */
static const char *
skip_hash(const char *name, uint64_t *to)
{
	*to = 0;
	for (int i = 0; i < 16; i++) {
		static const char digits[] = "0123456789abcdef";
		const char *digit =
			name[i] != '\0' ? strchr(digits, name[i]) : NULL;

		if (digit == NULL)
			return NULL;
		*to = *to << 4 | (uint64_t)(digit - digits);
	}
	return name[16] == '.' ? name + 17 : NULL;
}

/* Read the number of a rank, written as names have it: no sign, no zeros. */
static bool
parse_rank(const char *text, int64_t *rank)
{
	char again[32];

	if (tg_integer_parse(rank, text) != TG_INTEGER || *rank < 0 ||
		*rank >= TG_MAX_RANKS)
		return false;
	snprintf(again, sizeof(again), "%lld", (long long)*rank);
	return strcmp(again, text) == 0;
}

/* Know a file by its name; false if it is none of OUT's. */
static bool
parse_name(const struct tg_shard *shard, const char *name,
	struct tg_shard_entry *entry)
{
	static const char begin[] = ".tgather.";
	const bool temporary = strncmp(name, "..", 2) == 0;
	uint64_t hash;

	name += temporary;
	if (strncmp(name, begin, sizeof(begin) - 1) != 0)
		return false;
	name = skip_hash(name + sizeof(begin) - 1, &hash);
	if (name == NULL || hash != shard->hash)
		return false;
	name = skip_hash(name, &entry->key);
	if (name == NULL)
		return false;
	entry->rank = 0;
	if (temporary)
		entry->kind = TG_SHARD_OTHER;
	else if (strcmp(name, "committed") == 0)
		entry->kind = TG_SHARD_RECORD;
	else if (strcmp(name, "part") == 0)
		entry->kind = TG_SHARD_PART;
	else if (strncmp(name, "part.", 5) == 0 &&
		parse_rank(name + 5, &entry->rank))
		entry->kind = TG_SHARD_OWN;
	else if (strncmp(name, "done.", 5) == 0 &&
		parse_rank(name + 5, &entry->rank))
		entry->kind = TG_SHARD_DONE;
	else
		return false;
	return true;
}

static int
compare(const void *left, const void *right)
{
	const struct tg_shard_entry *a = left, *b = right;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return (a->rank > b->rank) - (a->rank < b->rank);
}

/* The next file of OUT in a directory; false at the end, or with errno set. */
static bool
next_entry(DIR *dir, const struct tg_shard *shard, const char **name,
	struct tg_shard_entry *entry)
{
	const struct dirent *found;

	do {
		errno = 0;
		found = readdir(dir);
		*name = found != NULL ? found->d_name : NULL;
		if (found != NULL && parse_name(shard, *name, entry))
			return true;
	} while (found != NULL || errno == EINTR);
	return false;
}

static bool
add(struct tg_shard_list *list, const struct tg_shard_entry *entry)
{
	if (list->n == list->room) {
		const size_t room = 2 * list->room + 64;
		struct tg_shard_entry *more =
			realloc(list->entry, room * sizeof(*more));

		if (more == NULL)
			return false;
		list->entry = more;
		list->room = room;
	}
	list->entry[list->n++] = *entry;
	return true;
}

/* Put the entries in order. A name that changes may be listed twice. */
static void
sort_once(struct tg_shard_list *list)
{
	size_t n = 0;

	if (list->n > 1)
		qsort(list->entry, list->n, sizeof(*list->entry), compare);
	for (size_t i = 0; i < list->n; i++)
		if (n == 0 ||
			compare(&list->entry[n - 1], &list->entry[i]) != 0)
			list->entry[n++] = list->entry[i];
	list->n = n;
}

bool
tg_shard_list_read(struct tg_shard_list *list, struct tg_shard *shard,
	const uint64_t *key, struct tg_err *err)
{
	const char *path = tg_shard_directory(shard);
	DIR *dir = opendir(path);
	struct tg_shard_entry entry;
	const char *name;
	bool ok = true;

	list->n = 0;
	if (dir == NULL)
		return tg_shard_fail(shard, "open", path, err);
	while (ok && next_entry(dir, shard, &name, &entry))
		if (key == NULL || entry.key == *key)
			ok = add(list, &entry);
	if (!ok)
		tg_fail_memory(err, "the names of parts");
	else if (errno != 0)
		ok = tg_shard_fail(shard, "read", path, err);
	closedir(dir);
	sort_once(list);
	return ok;
}

void
tg_shard_list_free(struct tg_shard_list *list)
{
	free(list->entry);
	memset(list, 0, sizeof(*list));
}

int64_t
tg_shard_list_ndone(
	const struct tg_shard_list *list, const struct tg_shard *shard)
{
	int64_t n = 0;

	for (size_t i = 0; i < list->n; i++)
		n += list->entry[i].key == shard->key &&
			list->entry[i].kind == TG_SHARD_DONE &&
			list->entry[i].rank < shard->nrank;
	return n;
}

/* Is this file to be removed? */
static bool
is_left_over(const struct tg_shard *shard, const struct tg_shard_entry *entry)
{
	return (entry->key == shard->key) == (entry->kind != TG_SHARD_RECORD);
}

static bool
is_any(const struct tg_shard *shard, const struct tg_shard_entry *entry)
{
	(void)shard;
	(void)entry;
	return true;
}

/* Go through the directory once and remove files; adds how many there were. */
static bool
remove_pass(struct tg_shard *shard,
	bool (*chosen)(const struct tg_shard *, const struct tg_shard_entry *),
	int64_t *removed, struct tg_err *err)
{
	const char *path = tg_shard_directory(shard);
	DIR *dir = opendir(path);
	struct tg_shard_entry entry;
	const char *name;
	bool ok = true;

	if (dir == NULL)
		return tg_shard_fail(shard, "open", path, err);
	while (ok && next_entry(dir, shard, &name, &entry)) {
		if (!chosen(shard, &entry))
			continue;
		path = tg_shard_path_of(shard, name);
		if (unlink(path) == 0)
			++*removed;
		else if (errno != ENOENT)
			ok = tg_shard_fail(shard, "remove", path, err);
	}
	if (ok && errno != 0)
		ok = tg_shard_fail(
			shard, "read", tg_shard_directory(shard), err);
	closedir(dir);
	return ok;
}

/*
 * Some file systems skip names while others are removed: so the directory is
 * gone through until nothing is left.
 */
static bool
remove_chosen(struct tg_shard *shard,
	bool (*chosen)(const struct tg_shard *, const struct tg_shard_entry *),
	int64_t *removed, struct tg_err *err)
{
	int64_t before = -1;

	for (int i = 0; *removed != before && i < PASSES; i++) {
		before = *removed;
		if (!remove_pass(shard, chosen, removed, err))
			return false;
	}
	return true;
}

bool
tg_shard_remove_job(struct tg_shard *shard, struct tg_err *err)
{
	int64_t removed = 0;

	return remove_chosen(shard, is_left_over, &removed, err);
}

bool
tg_shard_remove_all(
	struct tg_shard *shard, int64_t *removed, struct tg_err *err)
{
	*removed = 0;
	return remove_chosen(shard, is_any, removed, err);
}
