/*
 * Reads one entry of a safetensors header: dtype, shape and the place of the
 * bytes. The rules are those of safetensors/src/tensor.rs. Nothing is allocated.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/harmless.h"
#include "format/json/members.h"
#include "format/safetensors/safetensors.h"
#include "tensor/packing.h"

/*
 * The most bytes of an entry, which is a dtype, a shape and two offsets. None
 * that is meant is longer, and any text in it fits a buffer of this size.
 */
#define ENTRY_MAX 8192

/* What one entry says. */
struct entry {
	struct tg_dtype dtype;          /* size 0: one that is not read */
	unsigned bits;                  /* of an element; 0: not known */
	char tag[TG_SAFETENSORS_SHOWN]; /* of a dtype that is not read */
	struct tg_shape shape;
	int64_t offset[2];
};

bool
tg_safetensors_about(struct tg_err *err, const char *fmt, ...)
{
	char what[sizeof(err->what)];
	va_list args;
	size_t len;

	memcpy(what, err->what, sizeof(what));
	va_start(args, fmt);
	vsnprintf(err->what, sizeof(err->what), fmt, args);
	va_end(args);
	len = strlen(err->what);
	snprintf(err->what + len, sizeof(err->what) - len, "%s", what);
	return false;
}

/* Read a size or an offset: other programs keep them as doubles. */
static bool
parse_entry_count(int64_t *value, const unsigned char *p)
{
	return tg_json_count(value, p) && *value < INT64_C(1) << 53;
}

/*
 * A dtype that is not known keeps its tensor alone from being read: the place
 * of the bytes is given by the offsets.
 */
static bool
parse_entry_dtype(struct entry *entry, const struct tg_json *json,
	const unsigned char *p, struct tg_err *err)
{
	const struct tg_packing *packing;
	char tag[ENTRY_MAX];

	(void)json;
	if (*p != '"' || !tg_json_unescape(tag, p))
		return tg_fail(
			err, TG_ESYNTAX, TG_NOPOS, "its dtype is not a string");
	if (tg_dtype_of_tag(&entry->dtype, tag)) {
		entry->bits = 8 * entry->dtype.size;
		return true;
	}
	packing = tg_safetensors_packing(tag);
	if (packing != NULL) {
		entry->dtype = tg_dtype_of_packing(packing);
		entry->bits = 8 * packing->size / packing->elements;
		return true;
	}
	tg_harmless(entry->tag, sizeof(entry->tag), tag);
	return true;
}

/* Fail if the dtype is one that is not read. */
static bool
check_entry_dtype(const struct entry *entry, struct tg_err *err)
{
	const struct tg_shape *shape = &entry->shape;
	const int64_t pack = tg_dtype_pack(&entry->dtype);

	if (entry->dtype.size == 0)
		return tg_fail(err, TG_ELACK, TG_NOPOS,
			"its dtype \"%s\" is unknown", entry->tag);
	/* the size of all is checked, so that one of no dims is not packed */
	if (pack == 1 || shape->size[shape->ndim - 1] % pack == 0)
		return true;
	return tg_fail(err, TG_ELACK, TG_NOPOS,
		"rows of %" PRId64 " elements of %s are no whole bytes, and "
		"only whole ones are moved",
		shape->size[shape->ndim - 1], tg_dtype_name(&entry->dtype));
}

static bool
parse_entry_shape(struct entry *entry, const struct tg_json *json,
	const unsigned char *p, struct tg_err *err)
{
	struct tg_json_members sizes = { .json = json, .p = p };
	struct tg_shape *shape = &entry->shape;

	if (*p != '[')
		return tg_fail(
			err, TG_ESYNTAX, TG_NOPOS, "its shape is not an array");
	while (tg_json_members_next(&sizes, err)) {
		if (shape->ndim == TG_MAX_NDIM)
			return tg_fail(err, TG_ELACK, TG_NOPOS,
				"its shape has more than %d dimensions",
				TG_MAX_NDIM);
		if (!parse_entry_count(&shape->size[shape->ndim], sizes.p))
			return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
				"size %d of its shape is no integer from 0 "
				"to 2^53-1",
				shape->ndim);
		shape->ndim++;
		sizes.p = tg_json_element_end(sizes.p, false);
	}
	return true;
}

static bool
parse_entry_offsets(struct entry *entry, const struct tg_json *json,
	const unsigned char *p, struct tg_err *err)
{
	struct tg_json_members offsets = { .json = json, .p = p };
	bool ok = *p == '[';
	size_t n = 0;

	while (ok && tg_json_members_next(&offsets, err)) {
		ok = n < 2 && parse_entry_count(&entry->offset[n], offsets.p);
		offsets.p = tg_json_element_end(offsets.p, false);
		n++;
	}
	if (!ok || n != 2)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"its data_offsets are not two integers from 0 "
			"to 2^53-1");
	return true;
}

/* Check that the place lies in the data, and has the size of shape and dtype. */
static bool
check_entry_size(const struct tg_safetensors *file, const struct entry *entry,
	struct tg_err *err)
{
	const uint64_t begin = (uint64_t)entry->offset[0];
	const uint64_t end = (uint64_t)entry->offset[1];
	char text[TG_SHAPE_TEXT];
	int64_t numel;
	uint64_t bits;

	if (begin > end)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"data_offsets [%" PRIu64 ",%" PRIu64
			"] end before they begin",
			begin, end);
	if (end > file->len) {
		tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"data_offsets [%" PRIu64 ",%" PRIu64
			"] go beyond the file, which has %zu bytes of data",
			begin, end, file->len);
		tg_err_help(err, TG_HELP_FETCH);
		return false;
	}
	if (!tg_shape_numel(&entry->shape, &numel) ||
		__builtin_mul_overflow(numel, entry->bits, &bits))
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"shape %s has more bytes than can be counted",
			tg_shape_text(text, &entry->shape));
	if (bits % 8 != 0)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"shape %s of %s takes %" PRIu64
			" bits, which are no whole bytes",
			tg_shape_text(text, &entry->shape),
			tg_dtype_name(&entry->dtype), bits);
	if (entry->bits == 0 || bits / 8 == end - begin)
		return true;
	return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
		"shape %s of %s takes %" PRIu64 " bytes, data_offsets [%" PRIu64
		",%" PRIu64 "] give it %" PRIu64,
		tg_shape_text(text, &entry->shape),
		entry->dtype.size > 0 ? tg_dtype_name(&entry->dtype)
				      : entry->tag,
		bits / 8, begin, end, end - begin);
}

/* Members of other names are passed over: a later version may have them. */
static bool
parse_entry_members(struct entry *entry, const struct tg_json *json,
	const unsigned char *p, struct tg_err *err)
{
	static const struct {
		const char *key;
		bool (*parse)(struct entry *, const struct tg_json *,
			const unsigned char *, struct tg_err *);
	} members[] = {
		{ "dtype", parse_entry_dtype },
		{ "shape", parse_entry_shape },
		{ "data_offsets", parse_entry_offsets },
	};
	struct tg_json_members items = { .json = json, .p = p };
	bool seen[3] = { false };
	unsigned classes = 0;

	while (tg_json_members_next(&items, err)) {
		for (int i = 0; i < 3; i++) {
			if (!tg_json_members_key_is(&items, members[i].key))
				continue;
			if (seen[i])
				return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
					"%s stands there twice",
					members[i].key);
			seen[i] = true;
			if (!members[i].parse(entry, json, items.p, err))
				return false;
		}
		if (!tg_json_skip(json, &items.p, &classes, err))
			return false;
	}
	for (int i = 0; i < 3; i++)
		if (!seen[i])
			return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
				"it has no %s", members[i].key);
	return true;
}

/* Parse an entry of len bytes at a position in the header. */
static bool
parse_entry(struct entry *entry, const struct tg_safetensors *file,
	size_t position, size_t len, struct tg_err *err)
{
	const struct tg_json json = { file->text, position + len, NULL };
	const unsigned char *p = file->text + position;

	if (*p != '{')
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"its entry is not an object");
	if (len > ENTRY_MAX)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"its entry takes %zu bytes, more than any that is "
			"meant (%d)",
			len, ENTRY_MAX);
	return parse_entry_members(entry, &json, p, err) &&
		check_entry_size(file, entry, err);
}

/* Put the name of the tensor before an error; returns false. */
static bool
about_tensor(const struct tg_safetensors_entry *at, struct tg_err *err)
{
	char shown[TG_SAFETENSORS_SHOWN];

	return tg_safetensors_about(err,
		"tensor \"%s\": ", tg_harmless(shown, sizeof(shown), at->name));
}

bool
tg_safetensors_place(const struct tg_safetensors *file,
	struct tg_safetensors_entry *at, struct tg_err *err)
{
	struct entry entry = { .shape.ndim = 0 };

	if (!parse_entry(&entry, file, at->value, at->len, err))
		return about_tensor(at, err);
	at->begin = (uint64_t)entry.offset[0];
	at->end = (uint64_t)entry.offset[1];
	return true;
}

bool
tg_safetensors_tensor(struct tg_tensor *tensor,
	const struct tg_safetensors *file,
	const struct tg_safetensors_entry *at, struct tg_err *err)
{
	struct entry entry = { .shape.ndim = 0 };

	if (!parse_entry(&entry, file, at->value, at->len, err) ||
		!check_entry_dtype(&entry, err))
		return about_tensor(at, err);
	tensor->dtype = entry.dtype;
	tensor->shape = entry.shape;
	tensor->data = file->data + at->begin;
	tg_tensor_set_strides(tensor);
	return true;
}
