/*
 * Reads one entry of a safetensors header: dtype, shape and the place of the
 * bytes. The rules are those of safetensors/src/tensor.rs; an entry is small,
 * so that cJSON parses it.
 */
#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/harmless.h"
#include "format/safetensors/safetensors.h"

/*
 * The most bytes of an entry, which is a dtype, a shape and two offsets. A longer
 * one is refused: cJSON takes many times the memory of the text it parses.
 */
#define ENTRY_MAX 8192

/* What one entry says. */
struct entry {
	struct tg_dtype dtype;
	struct tg_shape shape;
	uint64_t offset[2];
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

/* Read a size or an offset: an integer that cJSON's double holds exactly. */
static bool
parse_entry_count(const cJSON *item, uint64_t *value)
{
	const double limit =
		9007199254740992.0; /* 2^53: 2^53+1 becomes it too */
	double v = cJSON_IsNumber(item) ? item->valuedouble : -1;

	if (!(v >= 0 && v < limit))
		return false;
	*value = (uint64_t)v;
	return (double)*value == v;
}

static bool
parse_entry_dtype(struct entry *entry, const cJSON *item, struct tg_err *err)
{
	const char *tag = cJSON_GetStringValue(item);
	char shown[TG_SAFETENSORS_SHOWN];

	if (tag == NULL)
		return tg_fail(
			err, TG_EDATA, TG_NOPOS, "its dtype is not a string");
	if (tg_dtype_of_tag(&entry->dtype, tag))
		return true;
	/* powers of two that scale blocks of other elements: moved as bytes */
	if (strcmp(tag, "F8_E8M0") == 0) {
		entry->dtype = (struct tg_dtype){
			.type = TG_OPAQUE, .size = 1, .descr = "F8_E8M0"
		};
		return true;
	}
	tg_harmless(shown, sizeof(shown), tag);
	if (strcmp(tag, "F4") == 0 || strncmp(tag, "F6_", 3) == 0)
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"elements of dtype %s take less than a byte, and are "
			"not supported",
			shown);
	return tg_fail(
		err, TG_EDATA, TG_NOPOS, "its dtype \"%s\" is unknown", shown);
}

static bool
parse_entry_shape(struct entry *entry, const cJSON *item, struct tg_err *err)
{
	struct tg_shape *shape = &entry->shape;
	const cJSON *size;
	uint64_t value;

	if (!cJSON_IsArray(item))
		return tg_fail(
			err, TG_EDATA, TG_NOPOS, "its shape is not an array");
	cJSON_ArrayForEach(size, item)
	{
		if (shape->ndim == TG_MAX_NDIM)
			return tg_fail(err, TG_EDATA, TG_NOPOS,
				"its shape has more than %d dimensions",
				TG_MAX_NDIM);
		if (!parse_entry_count(size, &value))
			return tg_fail(err, TG_EDATA, TG_NOPOS,
				"size %d of its shape is no integer from 0 "
				"to 2^53-1",
				shape->ndim);
		shape->size[shape->ndim++] = (int64_t)value;
	}
	return true;
}

static bool
parse_entry_offsets(struct entry *entry, const cJSON *item, struct tg_err *err)
{
	const cJSON *first = item != NULL ? item->child : NULL;
	const cJSON *second = first != NULL ? first->next : NULL;

	if (!cJSON_IsArray(item) || second == NULL || second->next != NULL ||
		!parse_entry_count(first, &entry->offset[0]) ||
		!parse_entry_count(second, &entry->offset[1]))
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"its data_offsets are not two integers from 0 "
			"to 2^53-1");
	return true;
}

/* Check that the place lies in the data, and has the size of shape and dtype. */
static bool
check_entry_size(const struct tg_safetensors *file, const struct entry *entry,
	struct tg_err *err)
{
	uint64_t begin = entry->offset[0], end = entry->offset[1];
	char text[TG_SHAPE_TEXT];
	int64_t numel;
	size_t size;

	if (begin > end)
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"data_offsets [%" PRIu64 ",%" PRIu64
			"] end before they begin",
			begin, end);
	if (end > file->len)
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"data_offsets [%" PRIu64 ",%" PRIu64
			"] go beyond the file, which has %zu bytes of data",
			begin, end, file->len);
	if (!tg_shape_numel(&entry->shape, &numel) ||
		__builtin_mul_overflow(
			(size_t)numel, (size_t)entry->dtype.size, &size))
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"shape %s has more bytes than can be counted",
			tg_shape_text(text, &entry->shape));
	if (size == end - begin)
		return true;
	return tg_fail(err, TG_EDATA, TG_NOPOS,
		"shape %s of %s takes %zu bytes, data_offsets [%" PRIu64
		",%" PRIu64 "] give it %" PRIu64,
		tg_shape_text(text, &entry->shape),
		tg_dtype_name(&entry->dtype), size, begin, end, end - begin);
}

/* Members of other names are passed over: a later version may have them. */
static bool
parse_entry_members(
	struct entry *entry, const cJSON *object, struct tg_err *err)
{
	static const struct {
		const char *key;
		bool (*parse)(struct entry *, const cJSON *, struct tg_err *);
	} members[] = {
		{ "dtype", parse_entry_dtype },
		{ "shape", parse_entry_shape },
		{ "data_offsets", parse_entry_offsets },
	};
	bool seen[3] = { false };
	const cJSON *item;

	cJSON_ArrayForEach(item, object)
	{
		for (int i = 0; i < 3; i++) {
			if (strcmp(item->string, members[i].key) != 0)
				continue;
			if (seen[i])
				return tg_fail(err, TG_EDATA, TG_NOPOS,
					"%s stands there twice",
					members[i].key);
			seen[i] = true;
			if (!members[i].parse(entry, item, err))
				return false;
		}
	}
	for (int i = 0; i < 3; i++)
		if (!seen[i])
			return tg_fail(err, TG_EDATA, TG_NOPOS, "it has no %s",
				members[i].key);
	return true;
}

static bool
parse_entry(struct entry *entry, const struct tg_safetensors *file,
	const unsigned char *p, size_t len, struct tg_err *err)
{
	cJSON *object;
	bool ok;

	if (*p != '{')
		return tg_fail(
			err, TG_EDATA, TG_NOPOS, "its entry is not an object");
	if (len > ENTRY_MAX)
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"its entry takes %zu bytes, more than any that is "
			"meant (%d)",
			len, ENTRY_MAX);
	object = cJSON_ParseWithLength((const char *)p, len);
	if (object == NULL)
		return tg_fail_memory(err, "the header");
	ok = parse_entry_members(entry, object, err) &&
		check_entry_size(file, entry, err);
	cJSON_Delete(object);
	return ok;
}

bool
tg_safetensors_tensor(struct tg_tensor *tensor,
	const struct tg_safetensors *file, struct tg_safetensors_entry *at,
	struct tg_err *err)
{
	struct entry entry = { .shape.ndim = 0 };
	char shown[TG_SAFETENSORS_SHOWN];

	if (!parse_entry(&entry, file, file->text + at->value, at->len, err)) {
		if (err->code == TG_ESYS)
			return false;
		return tg_safetensors_about(err, "tensor \"%s\": ",
			tg_harmless(shown, sizeof(shown), at->name));
	}
	at->begin = entry.offset[0];
	at->end = entry.offset[1];
	tensor->dtype = entry.dtype;
	tensor->shape = entry.shape;
	tensor->data = file->data + at->begin;
	tg_shape_strides(&tensor->shape, tensor->stride);
	return true;
}
