/*
 * Writes JSON into memory that is there already. Errors are written with it,
 * also where the error is that there is no memory, or a signal.
 */
#include "base/fixed_json.h"

#include <string.h>

#include "base/hidden.h"
#include "base/utf8.h"

static const char digits[] = "0123456789abcdef";

static void
put(struct tg_fixed_json *to, const char *text, size_t n)
{
	if (n > to->size - to->len)
		return;
	memcpy(to->text + to->len, text, n);
	to->len += n;
}

/* A value or a name comes: set a comma if one stands before it. */
static void
separate(struct tg_fixed_json *to)
{
	if (to->len > 0 && strchr("{[:\n", to->text[to->len - 1]) == NULL)
		put(to, ",", 1);
}

void
tg_fixed_json_open(struct tg_fixed_json *to, char bracket)
{
	separate(to);
	put(to, &bracket, 1);
}

void
tg_fixed_json_close(struct tg_fixed_json *to, char bracket)
{
	put(to, &bracket, 1);
}

void
tg_fixed_json_key(struct tg_fixed_json *to, const char *name)
{
	tg_fixed_json_string(to, name, strlen(name));
	put(to, ":", 1);
}

/* Write the character at text, of at most len bytes; returns how many it has. */
static size_t
put_character(struct tg_fixed_json *to, const char *text, size_t len)
{
	char escape[6] = "\\u";
	uint32_t c;
	const size_t n = tg_utf8_decode(&c, text, len);

	if (n == 0)
		c |= 0xDC00;
	if (n == 0 || tg_is_hidden(c)) {
		for (int i = 0; i < 4; i++)
			escape[2 + i] = digits[c >> (12 - 4 * i) & 15];
		put(to, escape, sizeof(escape));
		return n > 0 ? n : 1;
	}
	if (c == '"' || c == '\\')
		put(to, "\\", 1);
	put(to, text, n);
	return n;
}

void
tg_fixed_json_string(struct tg_fixed_json *to, const char *text, size_t n)
{
	size_t taken;

	separate(to);
	put(to, "\"", 1);
	for (; n > 0; text += taken, n -= taken)
		taken = put_character(to, text, n);
	put(to, "\"", 1);
}

void
tg_fixed_json_integer(struct tg_fixed_json *to, int64_t value)
{
	char text[20];
	size_t at = sizeof(text);
	uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;

	separate(to);
	do
		text[--at] = digits[rest % 10];
	while ((rest /= 10) > 0);
	if (value < 0)
		text[--at] = '-';
	put(to, text + at, sizeof(text) - at);
}

void
tg_fixed_json_null(struct tg_fixed_json *to)
{
	separate(to);
	put(to, "null", 4);
}

void
tg_fixed_json_text(struct tg_fixed_json *to, const char *key, const char *text)
{
	tg_fixed_json_key(to, key);
	tg_fixed_json_string(to, text, strlen(text));
}

void
tg_fixed_json_empty(struct tg_fixed_json *to, const char *key)
{
	tg_fixed_json_key(to, key);
	tg_fixed_json_open(to, '[');
	tg_fixed_json_close(to, ']');
}

void
tg_fixed_json_end_line(struct tg_fixed_json *to)
{
	put(to, "\n", 1);
}
