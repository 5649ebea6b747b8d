/*
 * Reads the header of a safetensors file and checks every rule of the format:
 * no name twice, and tensors that fill the data without a gap or an overlap
 * (README and safetensors/src/tensor.rs). A file that breaks a rule is refused
 * even if the wanted tensor is whole, as other readers refuse it.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/harmless.h"
#include "format/json/members.h"
#include "format/safetensors/safetensors.h"

/* How many bytes the length before a header takes. */
#define PREFIX 8

/* serde_json's limit, which is the parser that most readers use. */
#define NESTING_MAX 128

/* A header while it is read. */
struct header_reader {
	struct tg_json json;
	struct tg_safetensors *file; /* receives the entries */
	size_t capacity;             /* entries that file has room for */
	struct tg_err *err;
};

/*
 * Step over a string of valid JSON, and refuse escapes that give no usable text:
 * half of a surrogate pair, and in a key a NUL, where a C string ends.
 */
static bool
check_header_string(const struct header_reader *r, const unsigned char **at)
{
	const unsigned char *p = *at + 1, *nul = NULL;
	unsigned c;

	for (; *p != '"'; p++) {
		if (*p != '\\')
			continue;
		if (p[1] != 'u') {
			p++;
			continue;
		}
		c = tg_json_escape_value(p);
		if (c == 0)
			nul = p;
		if (c >= 0xD800 && c <= 0xDBFF && p[6] == '\\' && p[7] == 'u' &&
			tg_json_escape_value(p + 6) >> 10 == 0xDC00 >> 10)
			p += 6;
		else if (c >= 0xD800 && c <= 0xDFFF)
			return tg_fail(r->err, TG_ESYNTAX,
				(size_t)(p - r->json.text),
				"half of a surrogate pair is no character");
		p += 5;
	}
	*at = p + 1;
	if (nul != NULL && *tg_json_space(*at) == ':')
		return tg_fail(r->err, TG_ESYNTAX, (size_t)(nul - r->json.text),
			"a key must not have a NUL in it");
	return true;
}

/*
 * Refuse in a valid value what tg_json_skip accepts but RFC 8259 does not: NaN,
 * Infinity, deep nesting, and the strings above.
 */
static bool
check_strict_json(const struct header_reader *r, const unsigned char *p,
	const unsigned char *end)
{
	int depth = 0;

	while (p < end) {
		if (*p == '"') {
			if (!check_header_string(r, &p))
				return false;
			continue;
		}
		depth += (*p == '{' || *p == '[') - (*p == '}' || *p == ']');
		if (depth > NESTING_MAX)
			return tg_fail(r->err, TG_ESYNTAX,
				(size_t)(p - r->json.text),
				"nested more than %d deep", NESTING_MAX);
		/* capital N and I are in no other token but strings */
		if (*p == 'N' || *p == 'I')
			return tg_fail(r->err, TG_ESYNTAX,
				(size_t)(p - r->json.text),
				"NaN and Infinity are not JSON");
		p++;
	}
	return true;
}

/*
 * A key with its escapes resolved, as a string in the header's own memory: it is
 * written over the key there, which takes at least as many bytes. All escapes
 * have been checked.
 */
static char *
cut_key(const struct header_reader *r, const unsigned char *key)
{
	unsigned char *p = r->file->text + (key - r->json.text);

	tg_json_unescape((char *)p + 1, p);
	return (char *)p + 1;
}

/* Append an entry with that name; NULL without memory. */
static struct tg_safetensors_entry *
add_entry(struct header_reader *r, const char *name)
{
	struct tg_safetensors *file = r->file;
	struct tg_safetensors_entry *grown;

	if (file->n == r->capacity) {
		r->capacity += r->capacity / 2 + 64;
		grown = realloc(file->entry, r->capacity * sizeof(*grown));
		if (grown == NULL) {
			tg_fail_memory(r->err, "the header");
			return NULL;
		}
		file->entry = grown;
	}
	grown = &file->entry[file->n++];
	*grown = (struct tg_safetensors_entry){ .name = name };
	return grown;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Order by place; at the same place empty tensors first, as in the header. */
static int
by_place(const void *a, const void *b)
{
	const struct tg_safetensors_entry *x = a, *y = b;

	if (x->begin != y->begin)
		return x->begin < y->begin ? -1 : 1;
	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	return x->value < y->value ? -1 : x->value > y->value;
}

/* Names that must differ. All zero owns nothing. */
struct names {
	const char **name; /* malloc'ed; the names are borrowed */
	size_t n, capacity;
};

static bool
add_name(struct names *names, const char *name, struct tg_err *err)
{
	const char **grown;

	if (names->n == names->capacity) {
		names->capacity += names->capacity / 2 + 64;
		grown = realloc(
			names->name, names->capacity * sizeof(*names->name));
		if (grown == NULL)
			return tg_fail_memory(err, "the header");
		names->name = grown;
	}
	names->name[names->n++] = name;
	return true;
}

/* Check that no name stands there twice: among sorted ones two were together. */
static bool
check_names_differ(struct names *names, const char *what, struct tg_err *err)
{
	char shown[TG_SAFETENSORS_SHOWN];

	if (names->n < 2)
		return true;
	qsort(names->name, names->n, sizeof(*names->name), by_name);
	for (size_t i = 1; i < names->n; i++)
		if (strcmp(names->name[i - 1], names->name[i]) == 0)
			return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
				"%s \"%s\" stands there twice", what,
				tg_harmless(
					shown, sizeof(shown), names->name[i]));
	return true;
}

static bool
check_tensor_names(const struct tg_safetensors *file, struct tg_err *err)
{
	struct names names = { 0 };
	bool ok = true;

	for (size_t i = 0; ok && i < file->n; i++)
		ok = add_name(&names, file->entry[i].name, err);
	ok = ok && check_names_differ(&names, "tensor", err);
	free(names.name);
	return ok;
}

/* Fail: tensor i does not begin at at, where the one before it ends. */
__attribute__((cold)) static bool
fail_wrong_place(const struct tg_safetensors *file, size_t i, uint64_t at,
	struct tg_err *err)
{
	const struct tg_safetensors_entry *entry = &file->entry[i];
	char shown[TG_SAFETENSORS_SHOWN], before[TG_SAFETENSORS_SHOWN];

	tg_harmless(shown, sizeof(shown), entry->name);
	if (entry->begin > at)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"data_offsets [%" PRIu64 ",%" PRIu64
			"], before tensor \"%s\", belong to no tensor",
			at, entry->begin, shown);
	return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
		"tensors \"%s\" and \"%s\" overlap in the data",
		tg_harmless(before, sizeof(before), entry[-1].name), shown);
}

/* Sort the entries by place; most files have them in that order. */
static void
sort_by_place(struct tg_safetensors *file)
{
	size_t i = 1;

	while (i < file->n &&
		by_place(&file->entry[i - 1], &file->entry[i]) < 0)
		i++;
	if (i < file->n)
		qsort(file->entry, file->n, sizeof(*file->entry), by_place);
}

/* Sort the entries by place, and check that they fill the data exactly. */
static bool
check_places(struct tg_safetensors *file, struct tg_err *err)
{
	const struct tg_safetensors_entry *entry = file->entry;
	uint64_t at = 0;

	sort_by_place(file);
	for (size_t i = 0; i < file->n; i++) {
		if (entry[i].begin != at)
			return fail_wrong_place(file, i, at, err);
		at = entry[i].end;
	}
	if (at == file->len)
		return true;
	return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
		"the tensors take %" PRIu64
		" bytes of data, and the file has %zu",
		at, file->len);
}

/* Check __metadata__, which maps strings to strings; nothing else is read. */
static bool
check_metadata_object(const struct header_reader *r, const unsigned char *p)
{
	struct tg_json_members items = { .json = &r->json, .p = p };
	struct names keys = { 0 };
	bool ok = *p == '{';

	while (ok && tg_json_members_next(&items, r->err)) {
		const char *key = cut_key(r, items.key);

		ok = *items.p == '"';
		if (!add_name(&keys, key, r->err))
			break;
		items.p = tg_json_element_end(items.p, false);
	}
	if (!ok)
		tg_fail(r->err, TG_ESYNTAX, TG_NOPOS,
			TG_SAFETENSORS_METADATA " does not map strings to "
						"strings");
	ok = r->err->code == TG_OK &&
		check_names_differ(&keys,
			"in " TG_SAFETENSORS_METADATA " the key", r->err);
	free(keys.name);
	return ok;
}

/* Read a member of the header; its value has been validated as JSON. */
static bool
read_header_member(struct header_reader *r, const unsigned char *key,
	const unsigned char *value, size_t len, bool *metadata)
{
	const char *name = cut_key(r, key);
	struct tg_safetensors_entry *entry;

	if (strcmp(name, TG_SAFETENSORS_METADATA) == 0) {
		if (*metadata)
			return tg_fail(r->err, TG_ESYNTAX, TG_NOPOS,
				TG_SAFETENSORS_METADATA " stands there twice");
		*metadata = true;
		return check_metadata_object(r, value);
	}
	entry = add_entry(r, name);
	if (entry == NULL)
		return false;
	entry->value = (size_t)(value - r->json.text);
	entry->len = len;
	return tg_safetensors_place(r->file, entry, r->err);
}

/* Read the header. The position of an error counts from its first byte. */
static bool
read_header_object(struct header_reader *r)
{
	const unsigned char *text = r->json.text, *p = tg_json_space(text);
	struct tg_json_members items = { .json = &r->json };
	unsigned classes = 0;
	bool metadata = false;

	if (*p != '{')
		return tg_json_unexpected(
			&r->json, p, "a { belongs here", r->err);
	items.p = p;
	while (tg_json_members_next(&items, r->err)) {
		const unsigned char *key = items.key, *value = items.p;

		if (!check_strict_json(r, key, value) ||
			!tg_json_skip(&r->json, &items.p, &classes, r->err) ||
			!check_strict_json(r, value, items.p) ||
			!read_header_member(r, key, value,
				(size_t)(items.p - value), &metadata))
			return false;
	}
	if (r->err->code != TG_OK)
		return false;
	p = tg_json_space(items.p);
	return p == text + r->json.len ||
		tg_json_unexpected(&r->json, p,
			"only white space may follow the object", r->err);
}

static uint64_t
header_length(const unsigned char *p)
{
	uint64_t length = 0;

	for (int i = PREFIX - 1; i >= 0; i--)
		length = length << 8 | p[i];
	return length;
}

bool
tg_safetensors_recognise(const struct tg_bytes *bytes)
{
	const unsigned char *p = bytes->data + PREFIX;
	uint64_t length;

	if (bytes->len < PREFIX)
		return false;
	length = header_length(bytes->data);
	if (length > TG_SAFETENSORS_HEADER_MAX || length > bytes->len - PREFIX)
		return false;
	/* zero bytes follow the file, so that white space has an end */
	p = tg_json_space(p);
	return p + 1 < bytes->data + PREFIX + length && *p == '{' &&
		(p[1] == '"' || p[1] == '}' || tg_json_space(p + 1) > p + 1);
}

/* Copy the header, and put the zero bytes behind it that token.h asks for. */
static bool
copy_header(struct header_reader *r, const struct tg_bytes *bytes)
{
	struct tg_safetensors *file = r->file;
	uint64_t length;

	if (bytes->len < PREFIX)
		return tg_fail(r->err, TG_ESYNTAX, TG_NOPOS,
			"a safetensors file begins with a length of %d bytes, "
			"this one has %zu",
			PREFIX, bytes->len);
	length = header_length(bytes->data);
	if (length > TG_SAFETENSORS_HEADER_MAX)
		return tg_fail(r->err, TG_ESYNTAX, TG_NOPOS,
			"the header should have %" PRIu64
			" bytes, and at most %d are allowed",
			length, TG_SAFETENSORS_HEADER_MAX);
	if (length > bytes->len - PREFIX)
		return tg_fail(r->err, TG_ESYNTAX, TG_NOPOS,
			"the header should have %" PRIu64
			" bytes, and there are %zu",
			length, bytes->len - PREFIX);
	file->data = bytes->data + PREFIX + length;
	file->len = bytes->len - PREFIX - (size_t)length;
	file->text = calloc(1, (size_t)length + TG_PADDING);
	if (file->text == NULL)
		return tg_fail_memory(r->err, "the header");
	memcpy(file->text, bytes->data + PREFIX, (size_t)length);
	r->json.text = file->text;
	r->json.len = (size_t)length;
	return true;
}

bool
tg_safetensors_open(struct tg_safetensors *file, const struct tg_bytes *bytes,
	struct tg_err *err)
{
	struct header_reader r = { .file = file, .err = err };

	if (!copy_header(&r, bytes))
		return false;
	if (read_header_object(&r))
		return check_tensor_names(file, err) && check_places(file, err);
	/* a byte is named, since the header has no lines as a rule */
	if (err->pos != TG_NOPOS)
		tg_safetensors_about(err,
			"header, byte %zu of the file: ", PREFIX + err->pos);
	err->pos = TG_NOPOS;
	return false;
}

void
tg_safetensors_close(struct tg_safetensors *file)
{
	free(file->entry);
	free(file->text);
	memset(file, 0, sizeof(*file));
}
