/*
 * Lists a model that is in several files, for --info: the index says which file
 * has which tensor. All that the index says is collected and sorted, so that
 * each file is opened once, and what it lacks is noticed.
 */
#include "job/model_files.h"

#include "base/print.h"
#include "format/safetensors/safetensors.h"
#include "job/known_content.h"

/* A tensor of the index. */
struct entry {
	size_t name, file; /* positions in the texts */
	bool seen;
};

/* An index while its files are listed. All zero owns nothing. */
struct model {
	const struct tg_operand *index;
	const struct tg_visitor *visitor;
	const char **format;
	/* the names, and the files as the index has them, with zero bytes */
	struct tg_printed texts;
	size_t directory; /* bytes of a path before that */
	struct entry *entry;
	size_t n, capacity;
	/* while a file is listed: it, and those of the entries that it has */
	const struct tg_operand *file;
	struct entry *first;
	size_t n_here;
	bool unreadable; /* one of its tensors cannot be read */
};

bool
tg_model_files_is_index(const struct tg_operand *operand)
{
	return operand->path != NULL && operand->name == NULL &&
		tg_safetensors_is_index(operand->path);
}

static const char *
text_at(const struct model *model, size_t position)
{
	return model->texts.text + position;
}

/* Add a text, with its zero byte; returns its position. */
static size_t
add_text(struct model *model, const char *text)
{
	const size_t position = model->texts.len;

	tg_print_bytes(&model->texts, text, strlen(text) + 1);
	return position;
}

/* Add a tensor; where its file is that of the one before, it is kept once. */
static bool
add_entry(struct model *model, const char *name, const char *file,
	struct tg_err *err)
{
	struct entry *entry = model->entry;
	size_t before;

	if (model->n == model->capacity) {
		model->capacity += model->capacity / 4 + 64;
		entry = realloc(entry, model->capacity * sizeof(*entry));
		if (entry == NULL)
			return tg_fail_memory(err, "the index of a model");
		model->entry = entry;
	}
	entry += model->n;
	entry->seen = false;
	entry->name = add_text(model, name);
	if (model->texts.failed)
		return tg_fail_memory(err, "the index of a model");
	before = model->n > 0 ? entry[-1].file : 0;
	entry->file = model->n > 0 && strcmp(text_at(model, before), file) == 0
		? before
		: add_text(model, file);
	model->n++;
	return !model->texts.failed ||
		tg_fail_memory(err, "the index of a model");
}

static bool
add_told(void *context, const char *name, const char *path, struct tg_err *err)
{
	struct model *model = context;

	if (path != NULL)
		return add_entry(model, name, path + model->directory, err);
	tg_operand_locate(model->index, err);
	return tg_visit_unreadable(model->visitor, err);
}

/* The model whose entries are being compared: qsort_r is not the same on all
 * systems. */
static const struct model *sorted;

static int
compare_entries(const void *a, const void *b)
{
	const struct model *model = sorted;
	const struct entry *x = a, *y = b;
	const int order = x->file == y->file
		? 0
		: strcmp(text_at(model, x->file), text_at(model, y->file));

	return order != 0
		? order
		: strcmp(text_at(model, x->name), text_at(model, y->name));
}

/* The entry of that name among those of the file that is listed, or NULL. */
static struct entry *
find_here(const struct model *model, const char *name)
{
	size_t low = 0, high = model->n_here;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const int order =
			strcmp(text_at(model, model->first[middle].name), name);

		if (order == 0)
			return &model->first[middle];
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
	struct model *model = context;
	struct entry *entry = name != NULL ? find_here(model, name) : NULL;

	if (entry == NULL)
		return true;
	entry->seen = true;
	return model->visitor->tensor(
		model->visitor->context, name, tensor, err);
}

static bool
tell_unreadable(void *context, struct tg_err *err)
{
	struct model *model = context;

	model->unreadable = true;
	tg_operand_locate(model->file, err);
	return model->visitor->unreadable(model->visitor->context, err);
}

/* Tell of what the index says, and the file that was listed has not. */
static bool
tell_of_missing(struct model *model, struct tg_err *err)
{
	for (size_t i = 0; i < model->n_here; i++) {
		if (model->first[i].seen)
			continue;
		tg_fail(err, TG_ENAME, TG_NOPOS,
			"the index says that this tensor is in %s, and it is "
			"not",
			text_at(model, model->first[i].file));
		tg_err_where_member(err, model->index->bytes->name,
			text_at(model, model->first[i].name),
			strlen(text_at(model, model->first[i].name)));
		if (!tg_visit_unreadable(model->visitor, err))
			return false;
	}
	return true;
}

static bool
list_open_file(struct model *model, struct tg_err *err)
{
	const struct tg_operand *file = model->file;
	const struct tg_visitor visitor = {
		.context = model,
		.tensor = tell_of_tensor,
		.unreadable = tell_unreadable,
	};

	*model->format = file->format->name;
	if (!file->format->named || file->format->each == NULL)
		return tg_fail(err, TG_ELACK, TG_NOPOS,
			"this is no file of safetensors or PyTorch");
	return file->format->each(file->bytes, &visitor, err) &&
		tg_operand_is_still_whole(file, err);
}

/* Open the file of the entries from first on. */
static bool
open_file(const struct model *model, struct tg_operand *file,
	const struct tg_operand_spec *spec, struct tg_err *err)
{
	struct tg_printed path = { 0 };
	bool ok;

	tg_print_bytes(&path, model->index->path, model->directory);
	tg_print_text(&path, text_at(model, model->first->file));
	if (path.failed)
		ok = tg_fail_memory(err, "a name");
	else if (tg_bytes_is_special(path.text))
		ok = tg_fail(
			err, TG_EDATA, TG_NOPOS, "this is no regular file");
	else
		ok = tg_operand_open_path(file, spec, path.text, err);
	if (!ok && !path.failed)
		tg_err_where(err, "%s", path.text);
	tg_printed_free(&path);
	return ok;
}

/* List the file of the entries from first on. */
static bool
list_file(struct model *model, struct tg_err *err)
{
	struct tg_operand_spec spec = *model->index->spec;
	struct tg_operand file = { 0 };
	bool ok;

	spec.format = NULL;
	model->file = &file;
	model->unreadable = false;
	ok = open_file(model, &file, &spec, err) && list_open_file(model, err);
	if (ok && !model->unreadable)
		ok = tell_of_missing(model, err);
	else if (!ok) {
		if (file.format != NULL)
			tg_known_content(&file, err);
		if (file.bytes != NULL)
			tg_operand_locate(&file, err);
		ok = model->visitor->unreadable(model->visitor->context, err);
	}
	tg_operand_free(&file);
	return ok;
}

bool
tg_model_files_each(const struct tg_operand *index,
	const struct tg_visitor *visitor, const char **format,
	struct tg_err *err)
{
	const char *slash = strrchr(index->path, '/');
	struct model model = {
		.index = index,
		.directory =
			slash != NULL ? (size_t)(slash - index->path) + 1 : 0,
		.visitor = visitor,
		.format = format,
	};
	bool ok = tg_safetensors_index_each(
		index->bytes, index->path, add_told, &model, err);

	sorted = &model;
	if (model.n > 1)
		qsort(model.entry, model.n, sizeof(*model.entry),
			compare_entries);
	for (size_t i = 0; ok && i < model.n; i += model.n_here) {
		const char *file = text_at(&model, model.entry[i].file);

		model.first = &model.entry[i];
		model.n_here = 1;
		while (i + model.n_here < model.n &&
			strcmp(text_at(&model, model.first[model.n_here].file),
				file) == 0)
			model.n_here++;
		ok = list_file(&model, err);
	}
	free(model.entry);
	tg_printed_free(&model.texts);
	return ok;
}
