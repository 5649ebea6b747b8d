/*
 * Reads a GGUF header as a whole and checks every rule of the format: no name
 * twice, and tensors that follow each other in the data. A file that breaks a
 * rule is refused even if the wanted tensor is whole, as ggml refuses it.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "format/gguf/gguf.h"

static int
by_text(const void *a, const void *b)
{
	const struct tg_gguf_text *x = a, *y = b;
	const size_t len = x->len < y->len ? x->len : y->len;
	const int order = memcmp(x->text, y->text, len);

	return order != 0 ? order : (x->len > y->len) - (x->len < y->len);
}

/* Sort n names, and check that no two are equal. */
static bool
check_names_differ(struct tg_gguf_text *name, size_t n, const char *what,
	struct tg_err *err)
{
	char shown[TG_GGUF_SHOWN];

	if (n > 1)
		qsort(name, n, sizeof(*name), by_text);
	for (size_t i = 1; i < n; i++)
		if (by_text(&name[i - 1], &name[i]) == 0)
			return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
				"%s \"%s\" stands there twice", what,
				tg_gguf_shown(shown, &name[i]));
	return true;
}

static bool
check_entry_names(const struct tg_gguf *file, struct tg_err *err)
{
	struct tg_gguf_text *name = calloc(file->n + 1, sizeof(*name));
	bool ok;

	if (name == NULL)
		return tg_fail_memory(err, "the header");
	for (size_t i = 0; i < file->n; i++)
		name[i] = file->entry[i].name;
	ok = check_names_differ(name, file->n, "tensor", err);
	free(name);
	return ok;
}

static bool
read_keys(struct tg_gguf_reader *r, uint64_t *alignment, struct tg_err *err)
{
	const size_t n = (size_t)r->nkey;
	struct tg_gguf_text *name = calloc(n + 1, sizeof(*name));
	struct tg_gguf_key key;
	bool ok = true;

	if (name == NULL)
		return tg_fail_memory(err, "the header");
	for (size_t i = 0; ok && i < n; i++) {
		ok = tg_gguf_next_key(r, &key, err) &&
			tg_gguf_alignment(alignment, &key, err);
		if (ok)
			name[i] = key.name;
	}
	ok = ok && check_names_differ(name, n, "key", err);
	free(name);
	return ok;
}

static bool
read_entries(struct tg_gguf *file, struct tg_gguf_reader *r, struct tg_err *err)
{
	file->n = (size_t)r->ntensor;
	file->entry = calloc(file->n + 1, sizeof(*file->entry));
	if (file->entry == NULL)
		return tg_fail_memory(err, "the header");
	for (size_t i = 0; i < file->n; i++)
		if (!tg_gguf_next_entry(r, &file->entry[i], err))
			return false;
	return check_entry_names(file, err);
}

/* The bytes of a tensor; *known is false for a type that is not known. */
static bool
size_of(uint64_t *size, bool *known, const struct tg_gguf_entry *entry,
	struct tg_err *err)
{
	struct tg_tensor tensor = { .shape = tg_gguf_shape(entry) };
	char shown[TG_GGUF_SHOWN], text[TG_SHAPE_TEXT];
	const char *removed;
	int64_t numel;

	if (!tg_shape_numel(&tensor.shape, &numel))
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"tensor \"%s\" has shape %s, more elements than can be "
			"counted",
			tg_gguf_shown(shown, &entry->name),
			tg_shape_text(text, &tensor.shape));
	*known = tg_gguf_dtype(&tensor.dtype, entry->type, &removed);
	if (!*known || tg_tensor_size(size, &tensor, NULL))
		return true;
	if (tensor.dtype.packing == NULL)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"tensor \"%s\" has shape %s, more bytes than can be "
			"counted",
			tg_gguf_shown(shown, &entry->name),
			tg_shape_text(text, &tensor.shape));
	/* blocks have less than two bytes an element: these can be counted */
	return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
		"tensor \"%s\" has shape %s, which cannot be of %s, in blocks "
		"of %" PRId64,
		tg_gguf_shown(shown, &entry->name),
		tg_shape_text(text, &tensor.shape),
		tg_dtype_name(&tensor.dtype), tg_dtype_pack(&tensor.dtype));
}

/* Each tensor follows the one before it, and begins at a multiple. */
static bool
check_offsets(const struct tg_gguf *file, uint64_t alignment, uint64_t *end,
	struct tg_err *err)
{
	uint64_t at = 0;
	bool known = true;

	*end = 0;
	for (size_t i = 0; i < file->n; i++) {
		const struct tg_gguf_entry *entry = &file->entry[i];
		char shown[TG_GGUF_SHOWN];
		uint64_t size = 0;

		/* behind a type that is not known any later place will do */
		if (known ? entry->offset != at
			  : entry->offset < at ||
					entry->offset % alignment != 0)
			return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
				"tensor \"%s\" has offset %" PRIu64
				" in the data, and what is before it ends at "
				"%" PRIu64,
				tg_gguf_shown(shown, &entry->name),
				entry->offset, at);
		if (!size_of(&size, &known, entry, err))
			return false;
		if (__builtin_add_overflow(
			    entry->offset, (uint64_t)size, end) ||
			*end > UINT64_MAX - alignment)
			return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
				"tensor \"%s\" ends where no file does",
				tg_gguf_shown(shown, &entry->name));
		at = tg_gguf_align(*end, alignment);
	}
	return true;
}

bool
tg_gguf_open(
	struct tg_gguf *file, const struct tg_bytes *bytes, struct tg_err *err)
{
	uint64_t alignment = TG_GGUF_ALIGNMENT, end, start;
	struct tg_gguf_reader r;

	if (!tg_gguf_begin(&r, bytes, err) || !tg_gguf_counts_fit(&r, err) ||
		!read_keys(&r, &alignment, err) ||
		!read_entries(file, &r, err) ||
		!check_offsets(file, alignment, &end, err))
		return false;
	start = tg_gguf_align((uint64_t)(r.p - r.begin), alignment);
	if (file->n == 0 ||
		(start <= bytes->len && end <= bytes->len - start)) {
		file->data = bytes->data + (start <= bytes->len ? start : 0);
		return true;
	}
	tg_fail(err, TG_ESYNTAX, TG_NOPOS,
		"the tensors take %" PRIu64 " bytes from byte %" PRIu64
		" on, and the file has %zu",
		end, start, bytes->len);
	tg_err_help(err, TG_HELP_FETCH);
	return false;
}

void
tg_gguf_close(struct tg_gguf *file)
{
	free(file->entry);
	memset(file, 0, sizeof(*file));
}

/* Fail: a type is one that ggml has removed, whose name this is, or not known. */
static bool
fail_type(const struct tg_gguf_entry *entry, const char *removed,
	struct tg_err *err)
{
	char shown[TG_GGUF_SHOWN];

	tg_gguf_shown(shown, &entry->name);
	if (removed != NULL) {
		tg_fail(err, TG_ELACK, TG_NOPOS,
			"tensor \"%s\" has type %s, which was removed from "
			"ggml",
			shown, removed);
		tg_err_help(err,
			"quantize the model again, or fetch a newer file of "
			"it");
		return false;
	}
	tg_fail(err, TG_ELACK, TG_NOPOS,
		"tensor \"%s\" has type number %" PRId32 ", which is not known",
		shown, entry->type);
	tg_err_help(err, "a newer version of tgather may know it");
	return false;
}

bool
tg_gguf_tensor(struct tg_tensor *tensor, const struct tg_gguf *file,
	const struct tg_gguf_entry *entry, struct tg_err *err)
{
	const char *removed;

	if (!tg_gguf_dtype(&tensor->dtype, entry->type, &removed))
		return fail_type(entry, removed, err);
	tensor->shape = tg_gguf_shape(entry);
	tensor->data = file->data + entry->offset;
	tg_tensor_set_strides(tensor);
	return true;
}
