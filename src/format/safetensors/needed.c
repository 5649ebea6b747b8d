/*
 * How long a safetensors file is, told from its header, for a source that may
 * have no end. Nothing is decided here about a header: it is checked when the
 * file is read.
 */
#include "format/json/members.h"
#include "format/safetensors/safetensors.h"

/* How many bytes the length before a header takes. */
#define PREFIX 8

/* Take the second of the two offsets at p, a validated array, if it is larger. */
static void
take_offset(uint64_t *end, const struct tg_json *json, const unsigned char *p)
{
	struct tg_json_members offsets = { .json = json, .p = p };
	int64_t offset;

	while (tg_json_members_next(&offsets, NULL)) {
		if (offsets.index == 1 && tg_json_count(&offset, offsets.p) &&
			(uint64_t)offset > *end)
			*end = (uint64_t)offset;
		offsets.p = tg_json_element_end(offsets.p, false);
	}
}

/* The same for the entry of a tensor; false if it is no JSON. */
static bool
take_entry(uint64_t *end, const struct tg_json *json, const unsigned char **p,
	struct tg_err *err)
{
	struct tg_json_members items = { .json = json, .p = *p };
	const unsigned char *value;
	unsigned classes = 0;

	if (**p != '{')
		return tg_json_skip(json, p, &classes, err);
	while (tg_json_members_next(&items, err)) {
		value = items.p;
		if (!tg_json_skip(json, &items.p, &classes, err))
			return false;
		if (*value == '[' &&
			tg_json_members_key_is(&items, "data_offsets"))
			take_offset(end, json, value);
	}
	*p = items.p;
	return err->code == TG_OK;
}

/* Where the last tensor ends in the data; false if the header is no JSON. */
static bool
find_end_of_data(uint64_t *end, const struct tg_json *json, struct tg_err *err)
{
	struct tg_json_members entries = {
		.json = json,
		.p = tg_json_space(json->text),
	};

	*end = 0;
	while (tg_json_members_next(&entries, err))
		if (!take_entry(end, json, &entries.p, err))
			return false;
	return err->code == TG_OK;
}

size_t
tg_safetensors_needed(struct tg_watch *watch, const struct tg_bytes *bytes,
	struct tg_err *err)
{
	const unsigned char *text = bytes->data + PREFIX;
	uint64_t length = 0, end;
	size_t needed;
	struct tg_json json;

	(void)watch;
	if (bytes->len <= PREFIX)
		return SIZE_MAX;
	for (int i = PREFIX; i-- > 0;)
		length = length << 8 | bytes->data[i];
	if (length > TG_SAFETENSORS_HEADER_MAX ||
		(*text != '{' && tg_json_space(text) == text))
		return 0;
	if (length > bytes->len - PREFIX)
		return SIZE_MAX;
	json = (struct tg_json){ text, (size_t)length, NULL };
	/* a byte more shows that there are too many */
	if (*tg_json_space(text) == '{' && find_end_of_data(&end, &json, err) &&
		!__builtin_add_overflow(PREFIX + length + 1, end, &needed))
		return needed;
	tg_err_clear(err);
	return 0;
}
