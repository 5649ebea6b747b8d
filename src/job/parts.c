/*
 * Lists a GGUF model that is in several files, for --info: the first one stands
 * for all, as it does for programs that load the model. Names that two files have
 * are told, since FILE:NAME finds the first one only.
 */
#include "job/parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/print.h"
#include "format/gguf/split.h"
#include "job/known_content.h"

/* A model while its files are listed. All zero owns nothing. */
struct parts {
	const struct tg_operand *first;
	const struct tg_operand *part; /* that is listed */
	const struct tg_visitor *visitor;
	struct tg_printed names; /* of all tensors, with zero bytes */
	size_t n;
	bool lacking; /* a file could not be read, which was told */
};

bool
tg_parts_are_of(const struct tg_operand *operand, char *const *files)
{
	int part;

	if (operand->path == NULL || operand->name != NULL ||
		operand->format != &tg_format_gguf ||
		tg_gguf_parts(operand->path, &part) == 0 || part != 1)
		return false;
	for (; *files != NULL; files++)
		if (strcmp(operand->path, *files) != 0 &&
			tg_gguf_are_of_one(operand->path, *files))
			return false;
	return true;
}

static bool
tell_of_tensor(void *context, const char *name, const struct tg_tensor *tensor,
	struct tg_err *err)
{
	struct parts *parts = context;

	tg_print_bytes(&parts->names, name, strlen(name) + 1);
	parts->n++;
	return parts->names.failed
		? tg_fail_memory(err, "the names of a model")
		: parts->visitor->tensor(
			  parts->visitor->context, name, tensor, err);
}

static bool
tell_unreadable(void *context, struct tg_err *err)
{
	const struct parts *parts = context;

	tg_operand_locate(parts->part, err);
	return parts->visitor->unreadable(parts->visitor->context, err);
}

static bool
list_open_part(struct parts *parts, struct tg_err *err)
{
	const struct tg_operand *part = parts->part;
	const struct tg_visitor visitor = {
		.context = parts,
		.tensor = tell_of_tensor,
		.unreadable = tell_unreadable,
	};

	if (part->format != &tg_format_gguf)
		return tg_fail(err, TG_ELACK, TG_NOPOS, "this is no GGUF file");
	return part->format->each(part->bytes, &visitor, err) &&
		tg_operand_is_still_whole(part, err);
}

/* List the file of that path, which is not the first one. */
static bool
list_part(struct parts *parts, const char *path, struct tg_err *err)
{
	struct tg_operand_spec spec = *parts->first->spec;
	struct tg_operand part = { 0 };
	bool ok;

	spec.format = NULL;
	parts->part = &part;
	ok = tg_bytes_is_special(path)
		? tg_fail(err, TG_EDATA, TG_NOPOS, "this is no regular file")
		: tg_operand_open_path(&part, &spec, path, err);
	if (!ok)
		tg_err_where(err, "%s", path);
	ok = ok && list_open_part(parts, err);
	if (!ok) {
		if (part.format != NULL) {
			tg_known_content(&part, err);
			tg_operand_locate(&part, err);
		}
		if (!parts->lacking)
			tg_err_help(err,
				"%s stands for all parts of its model; give "
				"another part to list that one only",
				parts->first->bytes->name);
		parts->lacking = true;
		ok = parts->visitor->unreadable(parts->visitor->context, err);
	}
	tg_operand_free(&part);
	return ok;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Tell of each name that is there twice. */
static bool
tell_of_twins(const struct parts *parts, struct tg_err *err)
{
	const char **name, *p = parts->names.text;
	bool ok = true;

	if (parts->n < 2)
		return true;
	name = malloc(parts->n * sizeof(*name));
	if (name == NULL)
		return tg_fail_memory(err, "the names of a model");
	for (size_t i = 0; i < parts->n; i++, p += strlen(p) + 1)
		name[i] = p;
	qsort(name, parts->n, sizeof(*name), compare_names);
	for (size_t i = 1; ok && i < parts->n; i++) {
		if (strcmp(name[i - 1], name[i]) != 0)
			continue;
		tg_fail(err, TG_ENAME, TG_NOPOS,
			"two parts of the model have this tensor");
		tg_err_where_member(err, parts->first->bytes->name, name[i],
			strlen(name[i]));
		ok = tg_visit_unreadable(parts->visitor, err);
	}
	free(name);
	return ok;
}

bool
tg_parts_each(const struct tg_operand *first, const struct tg_visitor *visitor,
	struct tg_err *err)
{
	struct parts parts = {
		.first = first,
		.part = first,
		.visitor = visitor,
	};
	char *path = strdup(first->path);
	int own;
	const int n = tg_gguf_parts(first->path, &own);
	bool ok = path != NULL ? list_open_part(&parts, err)
			       : tg_fail_memory(err, "a name");

	for (int i = 2; ok && i <= n; i++) {
		tg_gguf_name_part(path, i);
		ok = list_part(&parts, path, err);
	}
	ok = ok && tell_of_twins(&parts, err);
	free(path);
	tg_printed_free(&parts.names);
	return ok;
}
