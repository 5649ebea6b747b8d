#include "naive_json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct reader {
	struct naive_tensor *t;
	size_t pos;
	int leaf; /* how deep the elements are nested; -1: not known yet */
	bool negative, huge;
};

/* The byte at the current place, -1 at the end. */
static int
byte(const struct reader *r)
{
	return r->pos < r->t->len ? r->t->text[r->pos] : -1;
}

static bool
refuse(struct reader *r, size_t pos)
{
	r->t->bad = pos;
	return false;
}

static bool
is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static void
skip_space(struct reader *r)
{
	while (byte(r) == ' ' || byte(r) == '\t' || byte(r) == '\n' ||
		byte(r) == '\r')
		r->pos++;
}

static bool
skip_word(struct reader *r, const char *word)
{
	size_t n = strlen(word);

	if (r->t->len - r->pos < n || memcmp(r->t->text + r->pos, word, n) != 0)
		return false;
	r->pos += n;
	return true;
}

static bool
read_digits(struct reader *r)
{
	if (!is_digit(byte(r)))
		return refuse(r, r->pos);
	while (is_digit(byte(r)))
		r->pos++;
	return true;
}

static bool
read_number(struct reader *r)
{
	if (byte(r) == '-')
		r->pos++;
	if (byte(r) == '0') {
		r->pos++;
		if (is_digit(byte(r)))
			return refuse(r, r->pos);
	} else if (!read_digits(r)) {
		return false;
	}
	if (byte(r) == '.') {
		r->pos++;
		if (!read_digits(r))
			return false;
	}
	if (byte(r) != 'e' && byte(r) != 'E')
		return true;
	r->pos++;
	if (byte(r) == '+' || byte(r) == '-')
		r->pos++;
	return read_digits(r);
}

static bool
read_escape(struct reader *r)
{
	const size_t start = r->pos++;
	const int c = byte(r);

	r->pos++;
	if (c == 'u') {
		for (int i = 0; i < 4; i++, r->pos++)
			if (!is_digit(byte(r)) &&
				!(byte(r) >= 'a' && byte(r) <= 'f') &&
				!(byte(r) >= 'A' && byte(r) <= 'F'))
				return refuse(r, start);
		return true;
	}
	if (c <= 0 || strchr("\"\\/bfnrt", c) == NULL)
		return refuse(r, start);
	return true;
}

/* The code point is put together, and then it must need so many bytes. */
static bool
read_utf8(struct reader *r)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const size_t start = r->pos;
	const int c = byte(r);
	int n = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
	uint32_t code = (uint32_t)c & (0xFFu >> (n + 1));

	if (c < 0xC0 || c >= 0xF8)
		return refuse(r, start);
	r->pos++;
	for (int i = 1; i < n; i++, r->pos++) {
		if (byte(r) < 0x80 || byte(r) > 0xBF)
			return refuse(r, start);
		code = code << 6 | ((uint32_t)byte(r) & 0x3F);
	}
	if (code < least[n] || code > 0x10FFFF ||
		(code >= 0xD800 && code <= 0xDFFF))
		return refuse(r, start);
	return true;
}

static bool
read_string(struct reader *r)
{
	for (r->pos++; byte(r) != '"';) {
		if (byte(r) < 0x20)
			return refuse(r, r->pos);
		if (byte(r) == '\\') {
			if (!read_escape(r))
				return false;
		} else if (byte(r) >= 0x80) {
			if (!read_utf8(r))
				return false;
		} else {
			r->pos++;
		}
	}
	r->pos++;
	return true;
}

static bool read_value(struct reader *r, int depth);

static bool
read_key(struct reader *r)
{
	if (byte(r) != '"')
		return refuse(r, r->pos);
	if (!read_string(r))
		return false;
	skip_space(r);
	if (byte(r) != ':')
		return refuse(r, r->pos);
	r->pos++;
	skip_space(r);
	return true;
}

/* An array or an object in an element; tgather follows 1024 of them. */
static bool
read_members(struct reader *r, int depth, int closer)
{
	if (depth == 1024)
		return refuse(r, r->pos);
	r->pos++;
	skip_space(r);
	if (byte(r) == closer) {
		r->pos++;
		return true;
	}
	for (;;) {
		if (closer == '}' && !read_key(r))
			return false;
		if (!read_value(r, depth + 1))
			return false;
		skip_space(r);
		if (byte(r) == closer)
			break;
		if (byte(r) != ',')
			return refuse(r, r->pos);
		r->pos++;
		skip_space(r);
	}
	r->pos++;
	return true;
}

static bool
read_value(struct reader *r, int depth)
{
	if (byte(r) == '[')
		return read_members(r, depth, ']');
	if (byte(r) == '{')
		return read_members(r, depth, '}');
	if (byte(r) == '"')
		return read_string(r);
	if (skip_word(r, "true") || skip_word(r, "false") ||
		skip_word(r, "null") || skip_word(r, "NaN") ||
		skip_word(r, "Infinity") || skip_word(r, "-Infinity"))
		return true;
	if (byte(r) == '-' || is_digit(byte(r)))
		return read_number(r);
	return refuse(r, r->pos);
}

/* The value of an element of an index, an integer up to uint64. */
static bool
read_index(struct reader *r, struct naive_item *item)
{
	const size_t n = item->end - item->at;
	char text[32], *end;
	uint64_t above;

	if (n >= sizeof(text))
		return false;
	memcpy(text, r->t->text + item->at, n);
	text[n] = '\0';
	errno = 0;
	item->value = strtoll(text, &end, 10);
	if (end == text || *end != '\0')
		return false;
	r->negative = r->negative || text[0] == '-';
	if (errno == 0)
		return true;
	errno = 0;
	above = strtoull(text, &end, 10);
	r->huge = r->huge || above > INT64_MAX;
	return text[0] != '-' && errno == 0;
}

static bool
read_element(struct reader *r, int depth)
{
	struct naive_tensor *t = r->t;
	struct naive_item item = { .at = r->pos };

	if (r->leaf < 0)
		r->leaf = depth;
	if (!read_value(r, 0))
		return false;
	item.end = r->pos;
	if (depth != r->leaf || (t->index && !read_index(r, &item)))
		return refuse(r, item.at);
	if (t->n == t->capacity) {
		t->capacity = t->capacity * 2 + 64;
		t->item = realloc(t->item, t->capacity * sizeof(item));
		if (t->item == NULL)
			abort();
	}
	t->item[t->n++] = item;
	return true;
}

/* A value of the tensor, inside so many rows. */
static bool
read_row(struct reader *r, int depth)
{
	int64_t *size = &r->t->size[depth], count = 0;

	if (byte(r) != '[')
		return read_element(r, depth);
	if (depth == r->leaf || depth == NAIVE_NDIM)
		return refuse(r, r->pos);
	r->pos++;
	skip_space(r);
	if (byte(r) == ']' && r->leaf < 0)
		r->leaf = depth + 1;
	while (count > 0 || byte(r) != ']') {
		if (!read_row(r, depth + 1))
			return false;
		count++;
		skip_space(r);
		if (byte(r) == ']')
			break;
		if (byte(r) != ',')
			return refuse(r, r->pos);
		r->pos++;
		skip_space(r);
	}
	if (*size < 0)
		*size = count;
	if (*size != count)
		return refuse(r, r->pos);
	r->pos++;
	return true;
}

static bool
read_text(struct reader *r)
{
	struct naive_tensor *t = r->t;
	size_t start;

	skip_word(r, "\xEF\xBB\xBF");
	skip_space(r);
	start = r->pos;
	t->object = byte(r) == '{';
	if (t->object ? !read_value(r, 0) : !read_row(r, 0))
		return false;
	t->ndim = r->leaf;
	if (r->negative && r->huge)
		return refuse(r, start); /* no type holds both */
	skip_space(r);
	return r->pos == t->len || refuse(r, r->pos);
}

void
naive_read(struct naive_tensor *t)
{
	struct reader r = { .t = t, .leaf = -1 };

	t->n = 0;
	for (int i = 0; i < NAIVE_NDIM; i++)
		t->size[i] = -1;
	t->ok = read_text(&r);
}

void
naive_line_column(
	const struct naive_tensor *t, size_t pos, size_t *line, size_t *column)
{
	size_t i =
		t->len >= 3 && memcmp(t->text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

	*line = *column = 1;
	for (; i < pos; i++) {
		if (t->text[i] == '\n') {
			++*line;
			*column = 1;
		} else if (t->text[i] < 0x80 || t->text[i] > 0xBF) {
			++*column;
		}
	}
}
