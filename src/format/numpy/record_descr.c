/*
 * Reads the descr of a record: the list of its fields, as numpy.lib.format's
 * descr_to_dtype does. The list is also printed anew, since a result of records
 * has one, too, and NumPy reads several spellings but writes one.
 */
#include "format/numpy/record_descr.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/harmless.h"
#include "base/utf8.h"
#include "format/numpy/descr.h"
#include "tensor/record.h"

/* No record has so many bytes. */
#define SIZE_LIMIT ((uint64_t)1 << 30)

/* A message shows at most so many bytes of a field's name. */
#define NAME_SHOWN 64

/* A record that is being read. */
struct parse {
	struct tg_literal *l;
	struct tg_record *record;
	struct tg_printed *descr;
	char *next, *end;    /* room behind the fields, for their texts */
	const char **labels; /* names and titles, to see that they differ */
	size_t n_labels;
	uint64_t size; /* of all fields up to now, in bytes */
};

/* A string in the header. */
struct span {
	const char *text;
	size_t len;
};

static int
hex_digit(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	if (isxdigit((unsigned char)c))
		return tolower((unsigned char)c) - 'a' + 10;
	return -1;
}

/* Append a character as UTF-8; false if it is none, a zero, or has no room. */
static bool
put_character(struct parse *p, uint32_t c)
{
	if (c == 0 || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF) ||
		p->end - p->next < TG_UTF8_MAX)
		return false;
	p->next += tg_utf8_encode(p->next, c);
	return true;
}

/* Append the character of the escape at *text, behind its backslash. */
static bool
put_escape(struct parse *p, const char **text, const char *end)
{
	static const char from[] = "\\'\"abfnrtv", to[] = "\\'\"\a\b\f\n\r\t\v";
	const char kind = *(*text)++, *at = strchr(from, kind);
	const int digits = kind == 'x' ? 2 : kind == 'u' ? 4 : 8;
	uint32_t c = 0;

	if (kind != '\0' && at != NULL)
		return put_character(p, (uint32_t)to[at - from]);
	/* Python keeps the backslash of what is no escape: written by hand */
	if (memchr("xuU", kind, 3) == NULL || end - *text < digits)
		return false;
	for (int i = 0; i < digits; i++) {
		const int digit = hex_digit(*(*text)++);

		if (digit < 0)
			return false;
		c = c << 4 | (uint32_t)digit;
	}
	return put_character(p, c);
}

/* Append what a string stands for, with a zero byte, and point to it. */
static bool
decode(struct parse *p, const struct span *span, const char **decoded)
{
	const char *text = span->text, *end = text + span->len;

	*decoded = p->next;
	while (text < end) {
		const unsigned char c = (unsigned char)*text++;
		bool ok = true;

		if (c == '\\' && text < end)
			ok = put_escape(p, &text, end);
		else if (c >= 0x80 && p->l->latin1)
			ok = put_character(p, c);
		else if (p->end - p->next > 1)
			*p->next++ = (char)c;
		else
			ok = false;
		if (!ok)
			return tg_literal_bad(p->l,
				"a field's name has an escape that is not "
				"read");
	}
	*p->next++ = '\0';
	p->labels[p->n_labels++] = *decoded;
	return true;
}

/* Print a string as it stands there, in the quotes that Python would take. */
static void
print_string(struct parse *p, const struct span *span)
{
	const bool single = memchr(span->text, '\'', span->len) == NULL ||
		span->text[-1] == '\'';
	const char quote = single ? '\'' : '"';

	tg_print_char(p->descr, quote);
	tg_print_bytes(p->descr, span->text, span->len);
	tg_print_char(p->descr, quote);
}

static bool
is_open(const struct tg_literal *l, char c)
{
	return l->p < l->end && *l->p == c;
}

/* Read a field's name, or a pair of title and name. */
static bool
parse_names(struct parse *p, struct tg_field *field)
{
	struct tg_literal *l = p->l;
	struct span title, name;
	const bool pair = tg_literal_next(l, '(');

	if (pair) {
		if (!tg_literal_string(l, &title.text, &title.len) ||
			!decode(p, &title, &field->title))
			return false;
		if (!tg_literal_next(l, ','))
			return tg_literal_bad(l, "a field's name belongs here");
		tg_print_char(p->descr, '(');
		print_string(p, &title);
		tg_print_text(p->descr, ", ");
	}
	if (!tg_literal_string(l, &name.text, &name.len) ||
		!decode(p, &name, &field->name))
		return false;
	if (pair && !tg_literal_next(l, ')'))
		return tg_literal_bad(l, "a ) belongs here");
	print_string(p, &name);
	if (pair)
		tg_print_char(p->descr, ')');
	return tg_literal_next(l, ',') ||
		tg_literal_bad(l, "a comma belongs here");
}

/* Say in which field there is something that is not read. Returns false. */
static bool
refuse_field(
	const struct parse *p, const struct tg_field *field, const char *what)
{
	char name[NAME_SHOWN];

	return tg_fail(p->l->err, TG_ELACK, TG_NOPOS,
		"field \"%s\" %s, which is not read",
		tg_harmless(name, sizeof(name), field->name), what);
}

/* Read a field's type, whose text is kept for types that are known by it. */
static bool
parse_type(struct parse *p, struct tg_field *field)
{
	struct tg_literal *l = p->l;
	char type[TG_NPY_DESCR];
	struct span span;
	size_t len;

	tg_literal_space(l);
	if (is_open(l, '['))
		return refuse_field(p, field, "is a record itself");
	if (is_open(l, '('))
		return refuse_field(p, field, "has a type in parentheses");
	if (!tg_literal_string(l, &span.text, &span.len))
		return false;
	if (!tg_npy_descr_parse(
		    &field->dtype, type, span.text, span.len, l->err))
		return false;
	tg_print(p->descr, ", '%s'", type);
	if (field->dtype.type < TG_BYTES)
		return true;
	len = strlen(type) + 1;
	if ((size_t)(p->end - p->next) < len)
		return tg_literal_bad(l, "a record is too large");
	field->dtype.descr = memcpy(p->next, type, len);
	p->next += len;
	return true;
}

/* Read the shape of a field, if it is an array. */
static bool
parse_shape(struct parse *p, struct tg_field *field)
{
	char text[TG_SHAPE_TEXT];
	const struct tg_shape *shape = &field->shape;

	tg_literal_space(p->l);
	if (is_open(p->l, ')'))
		return true;
	if (!tg_literal_tuple(p->l, &field->shape))
		return false;
	if (shape->ndim == 0) { /* an element, as NumPy takes it */
		tg_literal_next(p->l, ',');
		return true;
	}
	tg_shape_list(text, shape->size, shape->ndim, "(), ");
	if (shape->ndim == 1)
		strcpy(text + strlen(text) - 1, ",)");
	tg_print(p->descr, ", %s", text);
	tg_literal_next(p->l, ',');
	return true;
}

/* Add the bytes of a field to the record. */
static bool
add_size(struct parse *p, struct tg_field *field)
{
	uint64_t bytes;
	int64_t n;

	if (!tg_shape_numel(&field->shape, &n) ||
		__builtin_mul_overflow(
			(uint64_t)n, (uint64_t)field->dtype.size, &bytes) ||
		bytes >= SIZE_LIMIT)
		return tg_literal_bad(p->l, "a field is too large");
	if (field->dtype.size == 0 && field->shape.ndim > 0)
		return tg_literal_bad(
			p->l, "an array of elements without bytes");
	field->offset = (size_t)p->size;
	p->size += bytes;
	if (p->size >= SIZE_LIMIT)
		return tg_literal_bad(p->l, "a record is too large");
	return true;
}

/* Keep a field's name as JSON prints it. */
static bool
add_key(struct parse *p, struct tg_field *field)
{
	const struct tg_dtype name = {
		.type = TG_BYTES,
		.size = (unsigned)strlen(field->name),
	};

	if ((size_t)(p->end - p->next) <= tg_value_room(&name))
		return tg_literal_bad(p->l, "a record is too large");
	field->key = p->next;
	p->next += tg_value_print(p->next, &name, field->name, TG_NAN_KEEP);
	*p->next++ = ':';
	field->key_len = (size_t)(p->next - field->key);
	return true;
}

static bool
parse_field(struct parse *p)
{
	struct tg_field *field = &p->record->fields[p->record->n];

	if (!tg_literal_next(p->l, '('))
		return tg_literal_bad(p->l, "a field belongs here");
	tg_print_text(p->descr, p->descr->len > 1 ? ", (" : "(");
	if (!parse_names(p, field) || !parse_type(p, field) ||
		(tg_literal_next(p->l, ',') && !parse_shape(p, field)))
		return false;
	if (!tg_literal_next(p->l, ')'))
		return tg_literal_bad(p->l, "a field is not closed");
	tg_print_char(p->descr, ')');
	if (!add_size(p, field))
		return false;
	if (field->name[0] == '\0' && field->title == NULL &&
		field->dtype.type == TG_OPAQUE &&
		field->dtype.descr[1] == 'V') {
		p->n_labels--; /* a gap has no name */
		*field = (struct tg_field){ 0 };
		return true;
	}
	p->record->n++;
	return add_key(p, field);
}

static int
compare_labels(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool
check_labels(struct parse *p)
{
	qsort(p->labels, p->n_labels, sizeof(p->labels[0]), compare_labels);
	for (size_t i = 1; i < p->n_labels; i++)
		if (strcmp(p->labels[i - 1], p->labels[i]) == 0)
			return tg_literal_bad(
				p->l, "two fields have one name or title");
	return true;
}

static bool
parse_fields(struct parse *p)
{
	tg_literal_next(p->l, '[');
	tg_print_char(p->descr, '[');
	while (!tg_literal_next(p->l, ']')) {
		if (!parse_field(p))
			return false;
		if (!tg_literal_next(p->l, ',') && !is_open(p->l, ']'))
			return tg_literal_bad(
				p->l, "a comma or ] belongs here");
	}
	tg_print_char(p->descr, ']');
	if (p->size == 0)
		return tg_literal_bad(p->l, "a record has no bytes");
	if (!check_labels(p))
		return false;
	if (!tg_record_measure(p->record))
		return tg_literal_bad(p->l, "a record is too large");
	return true;
}

/*
 * Each field takes a parenthesis. Its texts take so many bytes for each byte of
 * the header: two for names in UTF-8, two for types, and six of JSON for each
 * byte of a name.
 */
#define TEXT_FACTOR 20

bool
tg_npy_record_parse(struct tg_tensor *tensor, struct tg_printed *descr,
	struct tg_literal *l)
{
	const size_t left = (size_t)(l->end - l->p);
	struct parse p = { .l = l, .descr = descr };
	size_t n = 1, fields;
	bool ok = false;

	for (const char *c = l->p; c < l->end; c++)
		n += *c == '(';
	fields = sizeof(*p.record) + n * sizeof(p.record->fields[0]);
	p.record = calloc(1, fields + TEXT_FACTOR * left);
	p.labels = malloc(2 * n * sizeof(p.labels[0]));
	if (p.record == NULL || p.labels == NULL) {
		tg_fail_memory(l->err, "a record");
	} else {
		p.next = (char *)p.record + fields;
		p.end = p.next + TEXT_FACTOR * left;
		ok = parse_fields(&p);
	}
	free(p.labels);
	if (!ok) {
		free(p.record);
		return false;
	}
	tensor->record = p.record;
	tensor->dtype = (struct tg_dtype){
		.type = TG_OPAQUE,
		.size = (unsigned)p.size,
		.record = p.record,
	};
	return true;
}
