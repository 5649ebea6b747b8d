/*
 * What a marker says: all that whoever commits has to know, since `--shard
 * status` commits without knowing the job.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "shard/files.h"

void
tg_shard_marker_print(
	const struct tg_shard_marker *marker, char text[TG_SHARD_TEXT])
{
	const struct tg_shard_layout *layout = &marker->layout;

	snprintf(text, TG_SHARD_TEXT,
		"tgather marker 1\n"
		"ranks %" PRId64 " joined %d len %" PRIu64 "\n"
		"crc %d at %" PRIu64 " %" PRIu64 " of %" PRIu64 " %" PRIu64 "\n"
		"inode %" PRIu64 " share %" PRIu64 " %" PRIu64 " %" PRIu32 "\n",
		marker->nrank, layout->joined, layout->len, layout->ncrc,
		layout->ncrc > 0 ? layout->crc_at[0] : 0,
		layout->ncrc > 1 ? layout->crc_at[1] : 0,
		layout->ncrc > 0 ? layout->crc_begin : 0,
		layout->ncrc > 0 ? layout->crc_end : 0, marker->inode,
		marker->share.begin, marker->share.end, marker->share.crc);
}

/* Can numbers that were read be those of a marker? */
static bool
is_sound(const struct tg_shard_marker *marker)
{
	const struct tg_shard_layout *layout = &marker->layout;
	const struct tg_shard_share *share = &marker->share;

	for (int i = 0; i < layout->ncrc && i < 2; i++)
		if (layout->len < 4 || layout->crc_at[i] > layout->len - 4)
			return false;
	return marker->nrank > 0 && marker->nrank <= TG_MAX_RANKS &&
		layout->ncrc >= 0 && layout->ncrc <= 2 &&
		layout->crc_begin <= layout->crc_end &&
		layout->crc_end <= layout->len && share->begin <= share->end &&
		(layout->joined ||
			(share->placed && share->end <= layout->len));
}

/* Read the next number of a text; false if there is none that fits. */
static bool
next_number(const char **text, uint64_t *to)
{
	const char *p = *text + strcspn(*text, "0123456789");

	if (*p == '\0')
		return false;
	*to = 0;
	for (; *p >= '0' && *p <= '9'; p++)
		if (__builtin_mul_overflow(*to, 10u, to) ||
			__builtin_add_overflow(*to, (uint64_t)(*p - '0'), to))
			return false;
	*text = p;
	return true;
}

/* The words between the numbers are seen to by writing it all again. */
bool
tg_shard_marker_parse(struct tg_shard_marker *marker, const char *text)
{
	enum { NUMBERS = 13 };
	char again[TG_SHARD_TEXT];
	const char *rest = text;
	uint64_t number[NUMBERS];

	for (int i = 0; i < NUMBERS; i++)
		if (!next_number(&rest, &number[i]))
			return false;
	*marker = (struct tg_shard_marker){
		.nrank = (int64_t)number[1],
		.layout = {
			.joined = number[2] == 1,
			.len = number[3],
			.ncrc = (int)number[4],
			.crc_at = { number[5], number[6] },
			.crc_begin = number[7],
			.crc_end = number[8],
		},
		.inode = number[9],
		.share = {
			.placed = number[9] != 0,
			.begin = number[10],
			.end = number[11],
			.crc = (uint32_t)number[12],
		},
	};
	tg_shard_marker_print(marker, again);
	return strcmp(again, text) == 0 && is_sound(marker);
}

bool
tg_shard_marker_read(struct tg_shard_marker *marker, struct tg_shard *shard,
	int64_t rank, bool *found, struct tg_err *err)
{
	char end[64], text[TG_SHARD_TEXT];

	snprintf(end, sizeof(end), "done.%" PRId64, rank);
	if (!tg_shard_get(shard, end, text, err))
		return false;
	*found = tg_shard_marker_parse(marker, text) && rank < marker->nrank;
	return true;
}

/* Of shares that are joined, those of later ranks may not be there yet. */
static bool
has_size(const struct tg_shard_marker *marker, uint64_t size)
{
	return marker->layout.joined ? size >= marker->share.end
				     : size == marker->layout.len;
}

bool
tg_shard_counts(const struct tg_shard_marker *marker, struct tg_shard *shard,
	int64_t rank, bool *counts, struct tg_err *err)
{
	const char *path;
	struct stat st;

	*counts = false;
	if (marker->nrank != shard->nrank)
		return true;
	if (marker->share.placed) {
		if (shard->part == 0)
			return true;
		path = tg_shard_path(shard, "part");
		if (fstat(shard->part, &st) != 0)
			return tg_shard_fail(shard, "look at", path, err);
		*counts = marker->inode == st.st_ino &&
			has_size(marker, (uint64_t)st.st_size);
		return true;
	}
	path = tg_shard_path(shard, "part.%" PRId64, rank);
	if (stat(path, &st) != 0)
		return errno == ENOENT || errno == ESTALE ||
			tg_shard_fail(shard, "look at", path, err);
	*counts = marker->share.begin == 0 &&
		marker->share.end == (uint64_t)st.st_size;
	return true;
}
