/*
 * `--shard status` and `--shard clean`: what all jobs have left beside a result.
 * Neither knows a job; what has to be known is in the markers.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "shard/files.h"

/* How many bytes the parts take that are listed. */
static uint64_t
sum_bytes(struct tg_shard *shard, const struct tg_shard_list *list)
{
	uint64_t bytes = 0;
	struct stat st;

	for (size_t i = 0; i < list->n; i++) {
		const struct tg_shard_entry *entry = &list->entry[i];
		const char *path;

		if (entry->kind == TG_SHARD_PART)
			path = tg_shard_path(shard, "part");
		else if (entry->kind == TG_SHARD_OWN)
			path = tg_shard_path(
				shard, "part.%lld", (long long)entry->rank);
		else
			continue;
		/* one that has gone meanwhile takes nothing */
		if (stat(path, &st) == 0)
			bytes += (uint64_t)st.st_blocks * 512;
	}
	return bytes;
}

/* List a job's files, and read its markers. */
static bool
read_job(struct tg_shard *shard, struct tg_shard_list *list,
	struct tg_shard_count *count, struct tg_err *err)
{
	return tg_shard_list_read(list, shard, &shard->key, err) &&
		tg_shard_take(shard, err) &&
		tg_shard_count_read(count, shard, list, err);
}

/* Commit a job if it is complete, and clean it up if it is committed. */
static bool
settle(struct tg_shard *shard, struct tg_shard_list *list,
	struct tg_shard_count *count, bool *committed, struct tg_err *err)
{
	enum tg_shard_state state;
	int64_t done;

	if (!read_job(shard, list, count, err))
		return false;
	tg_shard_count_free(count);
	if (shard->nrank > 0) {
		state = tg_shard_commit(shard, &done, err);
		*committed = state == TG_SHARD_COMMITTED;
		return state != TG_SHARD_FAILED;
	}
	return tg_shard_in_place(shard, committed, err) &&
		(!*committed || tg_shard_remove_job(shard, err));
}

/* See to one job, and tell of it. */
static bool
tell_one(struct tg_shard *shard,
	bool (*tell)(void *context, const struct tg_shard_job *job,
		struct tg_err *err),
	void *context, struct tg_err *err)
{
	struct tg_shard_list list = { 0 };
	struct tg_shard_count count = { 0 };
	struct tg_shard_job job = { .key = shard->key };
	bool ok = false;

	if (!settle(shard, &list, &count, &job.committed, err) ||
		!read_job(shard, &list, &count, err))
		goto done;
	job.nrank = shard->nrank;
	job.ndone = job.committed ? job.nrank : count.n;
	job.done = job.committed ? NULL : count.rank;
	job.bytes = sum_bytes(shard, &list);
	/* a record alone, of what was OUT once, means nothing */
	if (!job.committed && list.n == 1 &&
		list.entry[0].kind == TG_SHARD_RECORD)
		ok = tg_shard_remove(shard, "committed", err);
	else
		ok = (!job.committed && list.n == 0) ||
			tell(context, &job, err);
done:
	tg_shard_count_free(&count);
	tg_shard_list_free(&list);
	tg_shard_drop(shard);
	return ok;
}

bool
tg_shard_status(const char *out,
	bool (*tell)(void *context, const struct tg_shard_job *job,
		struct tg_err *err),
	void *context, struct tg_err *err)
{
	struct tg_shard shard = { 0 };
	struct tg_shard_list all = { 0 };
	bool ok = tg_shard_begin(&shard, out, err) &&
		tg_shard_list_read(&all, &shard, NULL, err);

	for (size_t i = 0; ok && i < all.n; i++) {
		if (i > 0 && all.entry[i].key == all.entry[i - 1].key)
			continue;
		shard.key = all.entry[i].key;
		shard.nrank = 0;
		ok = tell_one(&shard, tell, context, err);
	}
	tg_shard_list_free(&all);
	tg_shard_free(&shard);
	return ok;
}

bool
tg_shard_clean(const char *out, int64_t *removed, struct tg_err *err)
{
	struct tg_shard shard = { 0 };
	const bool ok = tg_shard_begin(&shard, out, err) &&
		tg_shard_remove_all(&shard, removed, err);

	tg_shard_free(&shard);
	return ok;
}
