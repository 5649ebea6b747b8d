/*
 * Lists a model that is in several files, for --info: the index says which file
 * has which tensor. All that the index says is collected and sorted, so that
 * each file is opened once, and what it lacks is noticed.
 */
#include "job/shards.h"

#include "base/print.h"
#include "format/safetensors/safetensors.h"
#include "job/known_content.h"

/* A tensor of the index. */
struct entry {
	size_t name, file; /* positions in the texts */
	bool seen;
};

/* An index while its files are listed. All zero owns nothing. */
struct shards {
	const struct tg_operand *index;
	const struct tg_visitor *visitor;
	const char **format;
	/* the names, and the files as the index has them, with zero bytes */
	struct tg_printed texts;
	size_t directory; /* bytes of a path before that */
	struct entry *entry;
	size_t n, capacity;
	/* while a file is listed: it, and those of the entries that it has */
	const struct tg_operand *shard;
	struct entry *first;
	size_t n_here;
	bool unreadable; /* one of its tensors cannot be read */
};

bool
tg_shards_is_index(const struct tg_operand *operand)
{
	return operand->path != NULL && operand->name == NULL &&
		tg_safetensors_is_index(operand->path);
}

static const char *
text_at(const struct shards *shards, size_t position)
{
	return shards->texts.text + position;
}

/* Add a text, with its zero byte; returns its position. */
static size_t
add_text(struct shards *shards, const char *text)
{
	const size_t position = shards->texts.len;

	tg_print_bytes(&shards->texts, text, strlen(text) + 1);
	return position;
}

/* Add a tensor; where its file is that of the one before, it is kept once. */
static bool
add_entry(struct shards *shards, const char *name, const char *file,
	struct tg_err *err)
{
	struct entry *entry = shards->entry;
	size_t before;

	if (shards->n == shards->capacity) {
		shards->capacity += shards->capacity / 4 + 64;
		entry = realloc(entry, shards->capacity * sizeof(*entry));
		if (entry == NULL)
			return tg_fail_memory(err, "the index of a model");
		shards->entry = entry;
	}
	entry += shards->n;
	entry->seen = false;
	entry->name = add_text(shards, name);
	if (shards->texts.failed)
		return tg_fail_memory(err, "the index of a model");
	before = shards->n > 0 ? entry[-1].file : 0;
	entry->file =
		shards->n > 0 && strcmp(text_at(shards, before), file) == 0
		? before
		: add_text(shards, file);
	shards->n++;
	return !shards->texts.failed ||
		tg_fail_memory(err, "the index of a model");
}

static bool
add_told(void *context, const char *name, const char *path, struct tg_err *err)
{
	struct shards *shards = context;

	if (path != NULL)
		return add_entry(shards, name, path + shards->directory, err);
	tg_operand_locate(shards->index, err);
	return tg_visit_unreadable(shards->visitor, err);
}

static int
compare_entries(const void *a, const void *b, void *context)
{
	const struct shards *shards = context;
	const struct entry *x = a, *y = b;
	const int order = x->file == y->file
		? 0
		: strcmp(text_at(shards, x->file), text_at(shards, y->file));

	return order != 0
		? order
		: strcmp(text_at(shards, x->name), text_at(shards, y->name));
}

/* The entry of that name among those of the file that is listed, or NULL. */
static struct entry *
find_here(const struct shards *shards, const char *name)
{
	size_t low = 0, high = shards->n_here;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const int order = strcmp(
			text_at(shards, shards->first[middle].name), name);

		if (order == 0)
			return &shards->first[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* Tell of a tensor in a file, if the index says that it is there. */
static bool
tell_of_tensor(void *context, const char *name, const struct tg_tensor *tensor,
	struct tg_err *err)
{
	struct shards *shards = context;
	struct entry *entry = name != NULL ? find_here(shards, name) : NULL;

	if (entry == NULL)
		return true;
	entry->seen = true;
	return shards->visitor->tensor(
		shards->visitor->context, name, tensor, err);
}

static bool
tell_unreadable(void *context, struct tg_err *err)
{
	struct shards *shards = context;

	shards->unreadable = true;
	tg_operand_locate(shards->shard, err);
	return shards->visitor->unreadable(shards->visitor->context, err);
}

/* Tell of what the index says, and the file that was listed has not. */
static bool
tell_of_missing(struct shards *shards, struct tg_err *err)
{
	for (size_t i = 0; i < shards->n_here; i++) {
		if (shards->first[i].seen)
			continue;
		tg_fail(err, TG_EDATA, TG_NOPOS,
			"the index says that this tensor is in %s, and it is "
			"not",
			text_at(shards, shards->first[i].file));
		tg_err_where(err, "%s:%s", shards->index->bytes->name,
			text_at(shards, shards->first[i].name));
		if (!tg_visit_unreadable(shards->visitor, err))
			return false;
	}
	return true;
}

static bool
list_open_shard(struct shards *shards, struct tg_err *err)
{
	const struct tg_operand *shard = shards->shard;
	const struct tg_visitor visitor = {
		.context = shards,
		.tensor = tell_of_tensor,
		.unreadable = tell_unreadable,
	};

	*shards->format = shard->format->name;
	if (!shard->format->named || shard->format->each == NULL)
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"this is no file of safetensors or PyTorch");
	return shard->format->each(shard->bytes, &visitor, err) &&
		tg_operand_is_still_whole(shard, err);
}

/* Open the file of the entries from first on. */
static bool
open_shard(const struct shards *shards, struct tg_operand *shard,
	const struct tg_operand_spec *spec, struct tg_err *err)
{
	struct tg_printed path = { 0 };
	bool ok;

	tg_print_bytes(&path, shards->index->path, shards->directory);
	tg_print_text(&path, text_at(shards, shards->first->file));
	if (path.failed)
		ok = tg_fail_memory(err, "a name");
	else if (tg_bytes_is_special(path.text))
		ok = tg_fail(
			err, TG_EDATA, TG_NOPOS, "this is no regular file");
	else
		ok = tg_operand_open_path(shard, spec, path.text, err);
	if (!ok && !path.failed)
		tg_err_where(err, "%s", path.text);
	tg_printed_free(&path);
	return ok;
}

/* List the file of the entries from first on. */
static bool
list_shard(struct shards *shards, struct tg_err *err)
{
	struct tg_operand_spec spec = *shards->index->spec;
	struct tg_operand shard = { 0 };
	bool ok;

	spec.format = NULL;
	shards->shard = &shard;
	shards->unreadable = false;
	ok = open_shard(shards, &shard, &spec, err) &&
		list_open_shard(shards, err);
	if (ok && !shards->unreadable)
		ok = tell_of_missing(shards, err);
	else if (!ok) {
		if (shard.format != NULL)
			tg_known_content(&shard, err);
		if (shard.bytes != NULL)
			tg_operand_locate(&shard, err);
		ok = shards->visitor->unreadable(shards->visitor->context, err);
	}
	tg_operand_free(&shard);
	return ok;
}

bool
tg_shards_each(const struct tg_operand *index, const struct tg_visitor *visitor,
	const char **format, struct tg_err *err)
{
	const char *slash = strrchr(index->path, '/');
	struct shards shards = {
		.index = index,
		.directory =
			slash != NULL ? (size_t)(slash - index->path) + 1 : 0,
		.visitor = visitor,
		.format = format,
	};
	bool ok = tg_safetensors_index_each(
		index->bytes, index->path, add_told, &shards, err);

	if (shards.n > 1)
		qsort_r(shards.entry, shards.n, sizeof(*shards.entry),
			compare_entries, &shards);
	for (size_t i = 0; ok && i < shards.n; i += shards.n_here) {
		const char *file = text_at(&shards, shards.entry[i].file);

		shards.first = &shards.entry[i];
		shards.n_here = 1;
		while (i + shards.n_here < shards.n &&
			strcmp(text_at(&shards,
				       shards.first[shards.n_here].file),
				file) == 0)
			shards.n_here++;
		ok = list_shard(&shards, err);
	}
	free(shards.entry);
	tg_printed_free(&shards.texts);
	return ok;
}
