/*
 * What of a text that comes is in no chunk: the rest of its tensor from the
 * first chunk on that was not as expected, and what stands behind the tensor.
 * The exact scanner goes on there in the middle of the text, so that what is
 * wrong is said as if all of it were there.
 */
#include "format/json/coming_rest.h"

#include <stdlib.h>
#include <string.h>

#include "base/threads.h"
#include "format/json/arrival.h"
#include "format/json/array.h"
#include "format/json/table.h"

/* Some bytes at the end of what has come may be the beginning of a word. */
#define CUT_WORD 10

/* Make room for len bytes and their padding. */
static bool
reserve(struct tg_json_rest *rest, size_t len)
{
	size_t capacity = rest->capacity;
	void *base;

	if (len + TG_PADDING <= capacity)
		return true;
	capacity = 2 * len + TG_PADDING;
	base = realloc(rest->bytes.base, capacity);
	if (base == NULL)
		return false;
	rest->bytes.base = base;
	rest->bytes.data = base;
	rest->capacity = capacity;
	return true;
}

static bool
add(struct tg_json_rest *rest, const void *text, size_t n)
{
	struct tg_bytes *bytes = &rest->bytes;
	unsigned char *to;

	if (!reserve(rest, bytes->len + n))
		return false;
	to = (unsigned char *)bytes->base + bytes->len;
	if (n > 0)
		memcpy(to, text, n);
	memset(to + n, 0, TG_PADDING);
	bytes->len += n;
	return true;
}

bool
tg_json_coming_keep(
	struct tg_json_coming *coming, const unsigned char *text, size_t n)
{
	return add(&coming->rest, text, n);
}

bool
tg_json_coming_begin_rest(
	struct tg_json_coming *coming, const unsigned char *text, size_t n)
{
	coming->has_rest = true;
	coming->rest.bytes.goes_on = true;
	coming->rest.bytes.lines_before = coming->lines;
	coming->rest.bytes.columns_before = coming->columns;
	return add(&coming->rest, text, n);
}

/* Read more of the source: about as much as there is. */
static bool
read_more(struct tg_json_coming *coming, struct tg_json_rest *rest,
	struct tg_err *err)
{
	struct tg_bytes *bytes = &rest->bytes;
	const size_t len = bytes->len +
		(bytes->len > TG_PIECE_MAX ? bytes->len : TG_PIECE_MAX);
	unsigned char *to;

	if (!reserve(rest, len))
		return tg_fail_memory(err, "the elements");
	to = (unsigned char *)bytes->base;
	while (bytes->len < len && !coming->end) {
		const ptrdiff_t n = tg_bytes_read_on(
			coming->bytes, to + bytes->len, len - bytes->len, err);

		coming->unreadable = n < 0;
		if (n < 0)
			return false;
		bytes->len += (size_t)n;
		coming->end = n == 0;
	}
	memset(to + bytes->len, 0, TG_PADDING);
	return true;
}

/* Set err->where to the place of an offset in some bytes. */
static void
locate(const struct tg_bytes *bytes, const char *name, size_t pos,
	struct tg_err *err)
{
	size_t line, column;

	tg_bytes_line_column(bytes, pos, &line, &column);
	tg_err_where_line(err, name, line, column);
}

bool
tg_json_coming_is_certain(const struct tg_json *json, const struct tg_err *err)
{
	return err->code != TG_EDATA ||
		(err->pos != TG_NOPOS && err->pos + CUT_WORD < json->len &&
			memchr("[{\"", json->text[err->pos], 3) == NULL);
}

bool
tg_json_coming_scan_rest(const struct tg_json_chunks *c,
	struct tg_json_scan *scan, bool whole, struct tg_err *err)
{
	struct tg_json_place place = {
		.ndim = c->ndim,
		.depth = c->n > 0 ? c->ndim - c->closed : 0,
	};

	memcpy(place.count, c->count, sizeof(place.count));
	memcpy(place.size, c->size, sizeof(place.size));
	place.size[c->ndim - 1] = c->length;
	if (c->ndim == 1) {
		place.depth = c->n > 0;
		place.count[0] = c->n;
		place.size[0] = -1;
	}
	if (c->n > 0 ? tg_json_scan_rest(scan, &place, err)
		     : tg_json_scan_serial(scan, err))
		return true;
	if (!whole && !tg_json_coming_is_certain(&scan->json, err))
		tg_err_clear(err);
	return false;
}

/* Scan the rest of the tensor, and read as much of it as that takes. */
static bool
scan_rest(
	struct tg_json_chunks *c, struct tg_json_scan *scan, struct tg_err *err)
{
	struct tg_json_coming *coming = c->coming;
	const struct tg_bytes *rest = &coming->rest.bytes;

	for (;;) {
		*scan = (struct tg_json_scan){
			.json = { rest->data, rest->len, NULL },
			.integers = c->integers,
		};
		if (c->scan_rest(c, scan, coming->end, err))
			break;
		free(scan->items);
		scan->items = NULL;
		if (err->code != TG_OK && err->pos != TG_NOPOS)
			locate(rest, rest->name, err->pos, err);
		if (err->code != TG_OK ||
			!read_more(coming, &coming->rest, err))
			return false;
	}
	c->ended = true;
	c->classes |= scan->classes;
	c->n += (int64_t)scan->n;
	c->ndim = scan->shape.ndim;
	memcpy(c->size, scan->shape.size, sizeof(c->size));
	c->length = c->ndim > 0 ? scan->shape.size[c->ndim - 1] : 0;
	return true;
}

/* What stands for the array in the document. */
static const char array[] = "[]";

/*
 * Make a document of what was before the array, a short array in its place, and
 * what is behind it in the rest. All is read that comes,
 * as long as it may be JSON.
 */
static bool
make_document(const struct tg_json_chunks *c, struct tg_err *err)
{
	struct tg_json_coming *coming = c->coming;
	const size_t at = coming->behind;
	struct tg_json_rest *document = &coming->document;
	const struct tg_bytes *rest = &coming->rest.bytes;
	struct tg_watch watch = { 0 };

	document->bytes.name = rest->name;
	if (!add(document, c->json.text, c->begin) ||
		!add(document, array, sizeof(array) - 1) ||
		!add(document, rest->data + at, rest->len - at))
		return tg_fail_memory(err, "the text");
	while (!tg_json_goes_wrong(&watch, &document->bytes, err)) {
		if (coming->end)
			break;
		if (!read_more(coming, document, err))
			return false;
	}
	tg_err_clear(err);
	return true;
}

/* Say where in the text an error in the document is. */
static bool
locate_in_document(const struct tg_json_chunks *c, struct tg_err *err)
{
	const struct tg_json_coming *coming = c->coming;
	const size_t behind = c->begin + sizeof(array) - 1;
	struct tg_bytes tail = coming->document.bytes;

	if (err->code != TG_EDATA || err->pos == TG_NOPOS)
		return false;
	if (err->pos < behind) {
		locate(coming->bytes, tail.name, err->pos, err);
		return false;
	}
	tail.goes_on = true;
	tail.data += behind;
	tail.len -= behind;
	tg_bytes_line_column(&coming->rest.bytes, coming->behind,
		&tail.lines_before, &tail.columns_before);
	tail.lines_before--;
	tail.columns_before--;
	locate(&tail, tail.name, err->pos - behind, err);
	return false;
}

static struct tg_json
json_of_document(const struct tg_json_chunks *c)
{
	const struct tg_bytes *bytes = &c->coming->document.bytes;

	return (struct tg_json){ bytes->data, bytes->len, NULL };
}

/* Require that all around the tensor is as it would have to be in a file. */
static bool
check_around(const struct tg_json_chunks *c, const struct tg_read *request,
	struct tg_err *err)
{
	struct tg_json_span span = { c->begin, c->begin + sizeof(array) - 1 };
	struct tg_json json;

	if (!make_document(c, err))
		return false;
	json = json_of_document(c);
	if (tg_json_document_around(
		    &json, request, &span, &c->coming->around, err))
		return true;
	if (err->code == TG_EDATA)
		tg_json_help_table(&json, c->integers, err);
	return locate_in_document(c, err);
}

bool
tg_json_coming_check_ahead(const struct tg_json_chunks *c,
	const struct tg_read *request, struct tg_err *err)
{
	const struct tg_json json = json_of_document(c);
	struct tg_json_found found = { 0 };
	struct tg_read index = { .index = true };
	bool ok;

	if (request->ahead == NULL || request->ahead->met < 2)
		return true;
	index.name = request->ahead->name;
	index.cast = found.cast = request->ahead->cast;
	ok = tg_json_document(&json, &index, &found, err);
	free(found.scan.items);
	return ok || locate_in_document(c, err);
}

/* A table ends where its text does. */
static void
end_table(struct tg_json_chunks *c)
{
	c->ended = true;
	c->size[0] = c->count[0];
}

bool
tg_json_coming_finish(struct tg_json_chunks *c, const struct tg_read *request,
	struct tg_err *err)
{
	struct tg_json_coming *coming = c->coming;
	struct tg_json_scan *scan = &coming->elements;
	const bool table = c->syntax != TG_SYNTAX_JSON;
	bool has_rest = coming->has_rest || coming->nleft > 0;

	if ((!coming->has_rest &&
		    !tg_json_coming_begin_rest(coming, NULL, 0)) ||
		!add(&coming->rest, coming->left + coming->skip, coming->nleft))
		coming->failed = true;
	if (coming->failed)
		return tg_fail_memory(err, "the elements");
	coming->first = c->n;
	if (table && !has_rest && coming->end)
		end_table(c);
	if (!c->ended && !scan_rest(c, scan, err))
		return false;
	if (c->integers && !table &&
		!tg_json_check_signs(c->classes, c->begin, err)) {
		locate(coming->bytes, coming->bytes->name, c->begin, err);
		return false;
	}
	coming->behind = scan->end;
	if (!table && !check_around(c, request, err))
		return false;
	coming->rest_is_due = true;
	return true;
}
