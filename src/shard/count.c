/*
 * Counts the markers of a job by what is in them, and puts the shares together
 * that they tell of.
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "shard/files.h"

static bool
is_same(const struct tg_shard_layout *a, const struct tg_shard_layout *b)
{
	return a->joined == b->joined && a->len == b->len &&
		a->ncrc == b->ncrc && a->crc_at[0] == b->crc_at[0] &&
		a->crc_at[1] == b->crc_at[1] && a->crc_begin == b->crc_begin &&
		a->crc_end == b->crc_end;
}

/* Count one more, unless it does not fit to those before it. */
static void
add(struct tg_shard_count *count, const struct tg_shard_marker *marker,
	int64_t rank)
{
	if (count->n == 0)
		count->layout = marker->layout;
	else if (!is_same(&count->layout, &marker->layout))
		return;
	count->rank[count->n] = rank;
	count->share[count->n++] = marker->share;
}

static bool
get_room(struct tg_shard_count *count, const struct tg_shard_list *list,
	struct tg_err *err)
{
	const size_t n = list->n > 0 ? list->n : 1;

	count->n = 0;
	count->rank = calloc(n, sizeof(*count->rank));
	count->share = calloc(n, sizeof(*count->share));
	return (count->rank != NULL && count->share != NULL) ||
		tg_fail_memory(err, "the markers of ranks");
}

bool
tg_shard_count_read(struct tg_shard_count *count, struct tg_shard *shard,
	const struct tg_shard_list *list, struct tg_err *err)
{
	struct tg_shard_marker marker;
	bool found, counts;

	if (!get_room(count, list, err))
		return false;
	for (size_t i = 0; i < list->n; i++) {
		const struct tg_shard_entry *entry = &list->entry[i];

		if (entry->key != shard->key || entry->kind != TG_SHARD_DONE)
			continue;
		if (!tg_shard_marker_read(
			    &marker, shard, entry->rank, &found, err))
			return false;
		if (!found)
			continue;
		if (shard->nrank == 0)
			shard->nrank = marker.nrank;
		if (!tg_shard_counts(&marker, shard, entry->rank, &counts, err))
			return false;
		if (counts)
			add(count, &marker, entry->rank);
	}
	return true;
}

void
tg_shard_count_free(struct tg_shard_count *count)
{
	free(count->rank);
	free(count->share);
	memset(count, 0, sizeof(*count));
}

static int
compare(const void *left, const void *right)
{
	const struct tg_shard_share *a = left, *b = right;

	if (a->begin != b->begin)
		return a->begin < b->begin ? -1 : 1;
	return (a->end > b->end) - (a->end < b->end);
}

/* How many bytes of a share the layout's CRC is about. */
static uint64_t
checked(const struct tg_shard_layout *layout,
	const struct tg_shard_share *share)
{
	const uint64_t begin = share->begin > layout->crc_begin
		? share->begin
		: layout->crc_begin;
	const uint64_t end =
		share->end < layout->crc_end ? share->end : layout->crc_end;

	return begin < end ? end - begin : 0;
}

bool
tg_shard_combine(const struct tg_shard *shard,
	const struct tg_shard_count *count, uint32_t *crc, struct tg_err *err)
{
	const size_t n = (size_t)count->n;
	uint64_t at = 0;

	*crc = 0;
	/* the order of ranks is of no use any more */
	qsort(count->share, n, sizeof(*count->share), compare);
	for (size_t i = 0; i < n; i++) {
		const struct tg_shard_share *share = &count->share[i];
		const uint64_t len = checked(&count->layout, share);

		if (share->begin == share->end)
			continue;
		if (share->begin != at)
			break;
		at = share->end;
		if (len > 0)
			*crc = (uint32_t)crc32_combine(
				*crc, share->crc, (z_off_t)len);
	}
	if (at == count->layout.len)
		return true;
	tg_fail(err, TG_EDATA, TG_NOPOS,
		"the shares that the ranks have made are not the whole result, "
		"or overlap");
	tg_err_where(err, "%s", shard->name);
	tg_shard_help_clean(shard->name, "begin anew", err);
	return false;
}
