/*
 * Writes the keys of dicts as parts of the names that people read and type. A
 * key may be nearly anything that Python can compare; it is written as Python
 * writes it, so that who knows the one can find the other.
 */
#include "format/torch/key.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "tensor/number.h"

/* The deepest nesting of tuples in a key that is written. */
#define NESTING 8

void
tg_pt_name_cut(struct tg_pt_name *name, size_t len)
{
	name->text[len] = '\0';
	name->len = len;
	name->full = false;
}

static void
add_bytes(struct tg_pt_name *name, const char *text, size_t len)
{
	const size_t room = name->room > 0 ? name->room : TG_PT_NAME;

	if (name->full || len >= room - name->len) {
		name->full = true;
		return;
	}
	memcpy(name->text + name->len, text, len);
	name->len += len;
	name->text[name->len] = '\0';
}

void
tg_pt_name_byte(struct tg_pt_name *name, char c)
{
	add_bytes(name, &c, 1);
}

__attribute__((format(printf, 2, 3))) static void
add_format(struct tg_pt_name *name, const char *fmt, ...)
{
	char text[64];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	add_bytes(name, text, strlen(text));
}

static const char *
text_of(const struct tg_pickle *pickle, const struct tg_pickle_value *v)
{
	return (const char *)pickle->data + v->text.at;
}

/* Add one character of a string, of n bytes; 0 for a byte that is none. */
static void
add_escaped(struct tg_pt_name *name, const char *text, size_t n, char quote)
{
	const unsigned char c = (unsigned char)*text;

	if (c == (unsigned char)quote || c == '\\')
		add_format(name, "\\%c", c);
	else if (c == '\n')
		add_format(name, "\\n");
	else if (c == '\r')
		add_format(name, "\\r");
	else if (c == '\t')
		add_format(name, "\\t");
	else if (n == 0 || c < ' ' || c == 0x7F)
		add_format(name, "\\x%02x", c);
	else
		add_bytes(name, text, n);
}

/* What a string is of. */
enum string {
	TEXT,
	BYTES,
	LATIN1, /* bytes, each of which is a character of a text */
};

/* Add a string in quotes, as Python does. */
static void
add_quoted(struct tg_pt_name *name, const char *text, size_t len,
	enum string string)
{
	const bool double_quotes = memchr(text, '\'', len) != NULL &&
		memchr(text, '"', len) == NULL;
	const char quote = double_quotes ? '"' : '\'';
	uint32_t c;
	size_t n;

	tg_pt_name_byte(name, quote);
	for (size_t i = 0; i < len && !name->full; i += n > 0 ? n : 1) {
		n = tg_utf8_decode(&c, text + i, len - i);
		if (string == BYTES && n > 1)
			n = 0;
		if (string == LATIN1 && c > 0x7F && c <= 0xFF)
			add_format(name, "\\x%02x", (unsigned)c);
		else
			add_escaped(name, text + i, n, quote);
	}
	tg_pt_name_byte(name, quote);
}

static void
add_float(struct tg_pt_name *name, double number)
{
	char text[TG_NUMBER_MAX + 1];
	size_t len;

	if (!isfinite(number)) {
		add_format(name, "%s%s", number < 0 ? "-" : "",
			isnan(number) ? "nan" : "inf");
		return;
	}
	len = tg_number_print_f64(text, number);
	text[len] = '\0';
	add_bytes(name, text, len);
	if (strpbrk(text, ".e") == NULL)
		add_format(name, ".0");
}

/* Add an int of any length, in hexadecimal, of which Python knows the value. */
static void
add_long(struct tg_pt_name *name, const unsigned char *p, size_t len)
{
	const bool negative = len > 0 && p[len - 1] >= 0x80;
	unsigned borrow = 1;
	size_t zeros = 0;

	/* the lowest bytes that are zero stay so when the sign changes */
	while (zeros < len && p[zeros] == 0)
		zeros++;
	add_format(name, "%s0x", negative ? "-" : "");
	for (size_t i = len; i > 0 && !name->full; i--) {
		borrow = i - 1 <= zeros;
		add_format(name, "%02x",
			negative ? (unsigned char)(~p[i - 1] + borrow)
				 : p[i - 1]);
	}
}

static void add_value(struct tg_pt_name *name, const struct tg_pickle *pickle,
	uint32_t value, int depth);

/* Add the items of a container in brackets. */
static void
add_items(struct tg_pt_name *name, const struct tg_pickle *pickle,
	uint32_t value, const char *brackets, int depth)
{
	const struct tg_pickle_value *v = &pickle->values[value];

	tg_pt_name_byte(name, brackets[0]);
	for (uint32_t i = v->first; i != 0 && !name->full;
		i = pickle->items[i].next) {
		if (v->kind == TG_PICKLE_DICT) {
			add_value(
				name, pickle, pickle->items[i].key, depth + 1);
			tg_pt_name_byte(name, ':');
		}
		add_value(name, pickle, pickle->items[i].value, depth + 1);
		/* as in Python, a tuple of one item has a comma */
		if (i != v->last ||
			(i == v->first && v->kind == TG_PICKLE_TUPLE))
			tg_pt_name_byte(name, ',');
	}
	tg_pt_name_byte(name, brackets[1]);
}

static void
add_global(struct tg_pt_name *name, const struct tg_pickle *pickle,
	const struct tg_pickle_value *v)
{
	const struct tg_pickle_value *module =
		&pickle->values[v->global.module];
	const struct tg_pickle_value *what = &pickle->values[v->global.name];

	add_bytes(name, text_of(pickle, module), module->text.len);
	tg_pt_name_byte(name, '.');
	add_bytes(name, text_of(pickle, what), what->text.len);
}

static void
add_call(struct tg_pt_name *name, const struct tg_pickle *pickle,
	const struct tg_pickle_value *v, int depth)
{
	uint32_t text = 0;

	/* bytes in protocol 2 */
	if (tg_pickle_is_global(pickle, v->call.callee, "_codecs", "encode") &&
		tg_pickle_item_at(pickle, v->call.arguments, 0, &text) &&
		pickle->values[text].kind == TG_PICKLE_TEXT) {
		v = &pickle->values[text];
		tg_pt_name_byte(name, 'b');
		add_quoted(name, text_of(pickle, v), v->text.len, LATIN1);
		return;
	}
	add_value(name, pickle, v->call.callee, depth + 1);
	add_value(name, pickle, v->call.arguments, depth + 1);
}

static void
add_value(struct tg_pt_name *name, const struct tg_pickle *pickle,
	uint32_t value, int depth)
{
	const struct tg_pickle_value *v = &pickle->values[value];

	if (depth > NESTING) {
		add_format(name, "...");
		return;
	}
	switch (v->kind) {
	case TG_PICKLE_NONE:
		add_format(name, "None");
		break;
	case TG_PICKLE_FALSE:
		add_format(name, "False");
		break;
	case TG_PICKLE_TRUE:
		add_format(name, "True");
		break;
	case TG_PICKLE_INT:
		add_format(name, "%lld", (long long)v->integer);
		break;
	case TG_PICKLE_LONG:
		add_long(name, pickle->data + v->text.at, v->text.len);
		break;
	case TG_PICKLE_FLOAT:
		add_float(name, v->number);
		break;
	case TG_PICKLE_BYTES:
		tg_pt_name_byte(name, 'b');
		add_quoted(name, text_of(pickle, v), v->text.len, BYTES);
		break;
	case TG_PICKLE_TEXT:
		add_quoted(name, text_of(pickle, v), v->text.len, TEXT);
		break;
	case TG_PICKLE_LIST:
		add_items(name, pickle, value, "[]", depth);
		break;
	case TG_PICKLE_TUPLE:
		add_items(name, pickle, value, "()", depth);
		break;
	case TG_PICKLE_DICT:
		add_items(name, pickle, value, "{}", depth);
		break;
	case TG_PICKLE_GLOBAL:
		add_global(name, pickle, v);
		break;
	case TG_PICKLE_CALL:
		add_call(name, pickle, v, depth);
		break;
	case TG_PICKLE_PERSISTENT:
		add_value(name, pickle, v->id, depth + 1);
		break;
	}
}

void
tg_pt_name_item(struct tg_pt_name *name, const struct tg_pickle *pickle,
	uint32_t container, uint32_t item, enum tg_pt_style style)
{
	const enum tg_pickle_kind kind = pickle->values[container].kind;
	const uint32_t key = pickle->items[item].key;
	const struct tg_pickle_value *v;

	if (kind == TG_PICKLE_LIST || kind == TG_PICKLE_TUPLE) {
		add_format(name, "%" PRIu32, key);
		return;
	}
	v = &pickle->values[key];
	if (style == TG_PT_PLAIN && v->kind == TG_PICKLE_TEXT)
		add_bytes(name, text_of(pickle, v), v->text.len);
	else
		add_value(name, pickle, key, 0);
}

bool
tg_pt_name_needs_quotes(const struct tg_pickle *pickle, uint32_t key)
{
	const struct tg_pickle_value *v = &pickle->values[key];
	const unsigned char *text = pickle->data + v->text.at;
	size_t n;

	if (v->kind != TG_PICKLE_TEXT)
		return false;
	for (size_t i = 0; i < v->text.len; i += n) {
		n = tg_utf8_length(text + i, v->text.len - i);
		if (n == 0 || text[i] == '\0')
			return true;
	}
	return false;
}
