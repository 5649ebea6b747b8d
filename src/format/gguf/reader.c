/*
 * Reads a GGUF header item by item, with the checks that need no more than one
 * item. Nothing is allocated, and no count is believed: whatever a file says,
 * reading goes no further than its bytes.
 */
#include "format/gguf/gguf.h"

#include <inttypes.h>

#include "base/harmless.h"

/* The types of values: numbers of so many bytes, strings and arrays. */
enum {
	UINT32 = 4,
	STRING = 8,
	ARRAY = 9,
};

static const unsigned char bytes_of_type[] = { 1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8,
	8, 8 };

#define NTYPES sizeof(bytes_of_type)

/* The longest name of a key, as the format's page has it. */
#define KEY_MAX 65535

/* The fewest bytes of a tensor and of a key: counts can be checked by these. */
#define ENTRY_MIN 24
#define KEY_MIN   14

static uint64_t
load(const unsigned char *p, int n)
{
	uint64_t value = 0;

	while (n-- > 0)
		value = value << 8 | p[n];
	return value;
}

/* The next n bytes; NULL if they are not there. */
static const unsigned char *
take(struct tg_gguf_reader *r, uint64_t n, struct tg_err *err)
{
	const unsigned char *p = r->p;

	if (n <= (uint64_t)(r->end - p)) {
		r->p += n;
		return p;
	}
	/* what cannot be counted is no number of bytes to wait for */
	r->lacks = (size_t)(r->end - r->begin) + 1;
	if (n < SIZE_MAX / 4 && r->behind < SIZE_MAX / 4)
		r->lacks =
			(size_t)(p - r->begin) + (size_t)n + (size_t)r->behind;
	tg_fail(err, TG_ESYNTAX, TG_NOPOS,
		"the header goes beyond the file, which has %zu bytes",
		(size_t)(r->end - r->begin));
	tg_err_help(err, TG_HELP_FETCH);
	return NULL;
}

static bool
take_number(
	struct tg_gguf_reader *r, uint64_t *value, int n, struct tg_err *err)
{
	const unsigned char *p = take(r, (uint64_t)n, err);

	if (p != NULL)
		*value = load(p, n);
	return p != NULL;
}

static bool
take_text(
	struct tg_gguf_reader *r, struct tg_gguf_text *text, struct tg_err *err)
{
	uint64_t len;

	if (!take_number(r, &len, 8, err))
		return false;
	text->text = take(r, len, err);
	text->len = (size_t)len;
	return text->text != NULL;
}

bool
tg_gguf_text_is(const struct tg_gguf_text *text, const char *is)
{
	return text->len == strlen(is) &&
		memcmp(text->text, is, text->len) == 0;
}

const char *
tg_gguf_shown(char to[TG_GGUF_SHOWN], const struct tg_gguf_text *name)
{
	char text[TG_GGUF_SHOWN] = "";

	memcpy(text, name->text,
		name->len < sizeof(text) ? name->len : sizeof(text) - 1);
	return tg_harmless(to, TG_GGUF_SHOWN, text);
}

const char *
tg_gguf_name(char to[TG_GGUF_NAME + 1], const struct tg_gguf_entry *entry)
{
	memcpy(to, entry->name.text, entry->name.len);
	to[entry->name.len] = '\0';
	return to;
}

struct tg_shape
tg_gguf_shape(const struct tg_gguf_entry *entry)
{
	struct tg_shape shape = { .ndim = (int)entry->ndim };

	for (int i = 0; i < shape.ndim; i++)
		shape.size[i] = entry->size[shape.ndim - 1 - i];
	return shape;
}

static bool
check_version(uint32_t version, struct tg_err *err)
{
	if (version == 2 || version == TG_GGUF_VERSION)
		return true;
	if ((version & 0xFFFF) == 0 && version != 0) {
		tg_fail(err, TG_ELACK, TG_NOPOS,
			"this is a GGUF file for big-endian machines, which is "
			"not read");
		tg_err_help(err,
			"gguf_convert_endian.py of llama.cpp makes it "
			"little-endian");
		return false;
	}
	tg_fail(err, TG_ELACK, TG_NOPOS,
		"this is GGUF version %" PRIu32 ", only 2 and 3 are read",
		version);
	if (version == 1)
		tg_err_help(err,
			"convert the model again, or fetch a newer file of it");
	else if (version == TG_GGUF_VERSION + 1)
		tg_err_help(err, "a newer version of tgather may read it");
	return false;
}

bool
tg_gguf_begin(struct tg_gguf_reader *r, const struct tg_bytes *bytes,
	struct tg_err *err)
{
	const unsigned char *head;

	*r = (struct tg_gguf_reader){
		.begin = bytes->data,
		.p = bytes->data,
		.end = bytes->data + bytes->len,
	};
	if (memcmp(r->p, TG_GGUF_MAGIC, bytes->len < 4 ? bytes->len : 4) != 0)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"a GGUF file begins with " TG_GGUF_MAGIC
			", this one does not");
	head = take(r, 8, err);
	if (head == NULL || !check_version((uint32_t)load(head + 4, 4), err))
		return false;
	head = take(r, 16, err);
	if (head == NULL)
		return false;
	r->ntensor = (int64_t)load(head, 8);
	r->nkey = (int64_t)load(head + 8, 8);
	return true;
}

/* Check the counts of a file of which all bytes are there. */
bool
tg_gguf_counts_fit(const struct tg_gguf_reader *r, struct tg_err *err)
{
	const int64_t left = r->end - r->p;

	if (r->ntensor >= 0 && r->ntensor <= left / ENTRY_MIN && r->nkey >= 0 &&
		r->nkey <= left / KEY_MIN)
		return true;
	return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
		"the header says %" PRId64 " tensors and %" PRId64
		" keys, which %" PRId64 " bytes cannot hold",
		r->ntensor, r->nkey, left);
}

/* Step over n values of a type. */
static bool
skip_values(
	struct tg_gguf_reader *r, int32_t type, uint64_t n, struct tg_err *err)
{
	struct tg_gguf_text text;
	uint64_t len;

	if (type == STRING) {
		for (; n > 0; n--) {
			r->behind = n - 1 < UINT64_MAX / 8 ? 8 * (n - 1) : 0;
			if (!take_text(r, &text, err))
				return false;
		}
		return true;
	}
	if (__builtin_mul_overflow(n, (uint64_t)bytes_of_type[type], &len))
		len = UINT64_MAX;
	return take(r, len, err) != NULL;
}

static bool
fail_key(const struct tg_gguf_key *key, uint64_t type, struct tg_err *err)
{
	char shown[TG_GGUF_SHOWN];

	return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
		"key \"%s\" has a value of type %" PRIu64
		", which GGUF does not have there",
		tg_gguf_shown(shown, &key->name), type);
}

bool
tg_gguf_next_key(
	struct tg_gguf_reader *r, struct tg_gguf_key *key, struct tg_err *err)
{
	uint64_t type, n = 1;

	key->begin = r->p;
	if (!take_text(r, &key->name, err))
		return false;
	if (key->name.len == 0 || key->name.len > KEY_MAX)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"a key has a name of %zu bytes, 1 to %d are allowed",
			key->name.len, KEY_MAX);
	if (!take_number(r, &type, 4, err))
		return false;
	key->type = (int32_t)type;
	key->value = r->p;
	if (type == ARRAY) {
		if (!take_number(r, &type, 4, err) ||
			!take_number(r, &n, 8, err))
			return false;
		if (type == ARRAY)
			return fail_key(key, type, err);
	}
	if (type >= NTYPES)
		return fail_key(key, type, err);
	if (!skip_values(r, (int32_t)type, n, err))
		return false;
	key->end = r->p;
	return true;
}

bool
tg_gguf_alignment(
	uint64_t *alignment, const struct tg_gguf_key *key, struct tg_err *err)
{
	uint64_t value;

	if (!tg_gguf_text_is(&key->name, TG_GGUF_ALIGNMENT_KEY))
		return true;
	if (key->type != UINT32)
		return fail_key(key, (uint64_t)key->type, err);
	value = load(key->value, 4);
	if (value == 0 || (value & (value - 1)) != 0)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			TG_GGUF_ALIGNMENT_KEY " is %" PRIu64
					      ", which is no power of 2",
			value);
	*alignment = value;
	return true;
}

uint64_t
tg_gguf_align(uint64_t at, uint64_t alignment)
{
	return (at + alignment - 1) & ~(alignment - 1);
}

/* Fail about a tensor: text and a number. */
static bool
fail_entry(const struct tg_gguf_entry *entry, const char *what, int64_t number,
	const char *rule, struct tg_err *err)
{
	char shown[TG_GGUF_SHOWN];

	return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
		"tensor \"%s\" has %s %" PRId64 ", %s",
		tg_gguf_shown(shown, &entry->name), what, number, rule);
}

static bool
check_name(const struct tg_gguf_entry *entry, struct tg_err *err)
{
	char shown[TG_GGUF_SHOWN];

	if (entry->name.len > TG_GGUF_NAME)
		return fail_entry(entry, "a name of length",
			(int64_t)entry->name.len, "at most 63 is allowed", err);
	if (memchr(entry->name.text, '\0', entry->name.len) == NULL)
		return true;
	return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
		"the name of tensor \"%s\" has a NUL in it",
		tg_gguf_shown(shown, &entry->name));
}

bool
tg_gguf_next_entry(struct tg_gguf_reader *r, struct tg_gguf_entry *entry,
	struct tg_err *err)
{
	uint64_t number;

	if (!take_text(r, &entry->name, err) || !check_name(entry, err) ||
		!take_number(r, &number, 4, err))
		return false;
	if (number > TG_GGUF_NDIM)
		return fail_entry(entry, "a number of dims of", (int64_t)number,
			"GGUF has at most 4", err);
	entry->ndim = (uint32_t)number;
	for (uint32_t i = 0; i < entry->ndim; i++) {
		if (!take_number(r, &number, 8, err))
			return false;
		entry->size[i] = (int64_t)number;
		if (entry->size[i] < 0)
			return fail_entry(entry, "a size of", entry->size[i],
				"none can be negative", err);
	}
	if (!take_number(r, &number, 4, err))
		return false;
	entry->type = (int32_t)number;
	return take_number(r, &entry->offset, 8, err);
}
