/*
 * Iterates over the members of an object or the elements of an array in a JSON
 * text, for what reads a document rather than numbers: finding a tensor,
 * listing tensors, the headers of safetensors. Nothing is built in memory, and
 * keys are compared without it, so that no answer depends on how much there is.
 */
#include "format/json/members.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "tensor/value.h"

bool
tg_json_members_next(struct tg_json_members *items, struct tg_err *err)
{
	const unsigned char *p = items->p;
	bool object;

	if (items->closer == 0) {
		items->closer = (unsigned char)(*p + 2);
		p = tg_json_space(p + 1);
		if (*p == items->closer) {
			items->p = p + 1;
			return false;
		}
	} else {
		p = tg_json_space(p);
		if (*p == items->closer) {
			items->p = p + 1;
			return false;
		}
		if (*p != ',')
			return tg_json_unexpected(items->json, p,
				items->closer == ']'
					? "a comma or ] belongs here"
					: "a comma or } belongs here",
				err);
		p = tg_json_space(p + 1);
		items->index++;
	}
	object = items->closer == '}';
	items->key = object ? p : NULL;
	if (object && !tg_json_skip_key(items->json, &p, err))
		return false;
	items->p = p;
	return true;
}

bool
tg_json_count(int64_t *count, const unsigned char *p)
{
	struct tg_dtype int64 = tg_dtype_of(TG_INT64);
	int64_t value;

	int64.big_endian = TG_HOST_BIG_ENDIAN;
	if (!tg_json_is_digit(*p) && *p != '-')
		return false;
	if (!tg_value_parse(&value, &int64, (const char *)p,
		    (size_t)(tg_json_element_end(p, false) - p), NULL) ||
		value < 0)
		return false;
	*count = value;
	return true;
}

uint32_t
tg_json_escape_value(const unsigned char *p)
{
	uint32_t value = 0;

	for (int i = 2; i < 6; i++)
		value = value << 4 |
			((p[i] & 15u) + (tg_json_is_digit(p[i]) ? 0 : 9));
	return value;
}

size_t
tg_json_character(const unsigned char **p, char to[TG_JSON_CHARACTER])
{
	static const char letters[] = "b\bf\fn\nr\rt\t";
	const unsigned char *at = *p;
	uint32_t c, low;
	const char *letter;

	*p += *at == '\\' ? 2 : 1;
	if (*at != '\\' || at[1] != 'u') {
		letter = *at == '\\' ? strchr(letters, at[1]) : NULL;
		*to = letter != NULL ? letter[1] : (char)(*p)[-1];
		return 1;
	}
	*p = at + 6;
	c = tg_json_escape_value(at);
	if (c < 0xD800 || c > 0xDFFF)
		return tg_utf8_encode(to, c);
	if (c > 0xDBFF || at[6] != '\\' || at[7] != 'u')
		return 0;
	low = tg_json_escape_value(at + 6);
	if (low < 0xDC00 || low > 0xDFFF)
		return 0;
	*p = at + 12;
	return tg_utf8_encode(
		to, 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00));
}

bool
tg_json_unescape(char *to, const unsigned char *p)
{
	char bytes[TG_JSON_CHARACTER];

	for (p++; *p != '"';) {
		const size_t n = tg_json_character(&p, bytes);

		if (n == 0)
			return false;
		memcpy(to, bytes, n);
		to += n;
	}
	*to = '\0';
	return true;
}

char *
tg_json_string(const unsigned char *p)
{
	const size_t len = (size_t)(tg_json_element_end(p, false) - p) - 2;
	char *text = malloc(len + 1);

	if (text != NULL && !tg_json_unescape(text, p)) {
		memcpy(text, p + 1, len);
		text[len] = '\0';
	}
	return text;
}

bool
tg_json_has_nul(const unsigned char *p)
{
	char bytes[TG_JSON_CHARACTER];

	for (p++; *p != '"';)
		if (tg_json_character(&p, bytes) == 1 && bytes[0] == '\0')
			return true;
	return false;
}

/* True if no escape of the string at p is half of a surrogate pair. */
static bool
is_unicode(const unsigned char *p)
{
	char bytes[TG_JSON_CHARACTER];

	for (p++; *p != '"';)
		if (tg_json_character(&p, bytes) == 0)
			return false;
	return true;
}

/* The bytes of a string, one after the other. */
struct reader {
	const unsigned char *p;
	bool text; /* escapes are resolved */
	char bytes[TG_JSON_CHARACTER];
	size_t at, n; /* in bytes */
};

/* The next byte, 0 to 255; -1 at the end. */
static int
next_byte(struct reader *r)
{
	if (r->at < r->n)
		return (unsigned char)r->bytes[r->at++];
	if (*r->p == '"')
		return -1;
	if (!r->text && *r->p != '\\')
		return *r->p++;
	if (!r->text) { /* as it is written: a backslash and what follows */
		r->bytes[0] = (char)r->p[1];
		r->p += 2;
		r->at = 0;
		r->n = 1;
		return '\\';
	}
	r->n = tg_json_character(&r->p, r->bytes);
	r->at = 1;
	return (unsigned char)r->bytes[0];
}

int
tg_json_string_order(const unsigned char *a, const unsigned char *b)
{
	struct reader x = { .p = a + 1, .text = is_unicode(a) };
	struct reader y = { .p = b + 1, .text = is_unicode(b) };

	for (;;) {
		const int c = next_byte(&x), d = next_byte(&y);

		if (c != d)
			return c - d;
		if (c < 0)
			return 0;
	}
}

/*
 * True if the string at p stands for name. One with a NUL stands for no name,
 * since a C string ends at its NUL.
 */
static bool
stands_for(const unsigned char *p, const char *name)
{
	char bytes[TG_JSON_CHARACTER];

	for (p++; *p != '"';) {
		const size_t n = tg_json_character(&p, bytes);

		if (bytes[0] == '\0' || strncmp(name, bytes, n) != 0)
			return false;
		name += n;
	}
	return *name == '\0';
}

bool
tg_json_members_key_is(const struct tg_json_members *items, const char *name)
{
	const unsigned char *p = items->key;
	const size_t len = (size_t)(tg_json_element_end(p, false) - p) - 2;

	if (memchr(p + 1, '\\', len) == NULL || !is_unicode(p))
		return strlen(name) == len && memcmp(p + 1, name, len) == 0;
	return stands_for(p, name);
}
