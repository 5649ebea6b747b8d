/*
 * Lets INDEX hold names in place of numbers: the words of an embedding, the
 * columns of a table. The names are sorted once, and looked up by halving, which
 * no choice of names makes slow.
 */
#include "job/keys.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/nearest.h"
#include "base/utf8.h"
#include "format/json/members.h"
#include "format/text/field.h"
#include "tensor/based.h"
#include "tensor/value.h"

/* At most so many bytes of a name are shown in a message. */
#define SHOWN 40

/* So many names that are unknown are told. */
#define TOLD 5

/* Print a string of JSON without its quotes and escapes. */
static void
print_string(struct tg_printed *to, const unsigned char *p)
{
	char bytes[TG_JSON_CHARACTER];

	for (p++; *p != '"';) {
		const unsigned char *from = p;
		const size_t n = tg_json_character(&p, bytes);

		/* half of a surrogate pair stays the escape that it is */
		if (n > 0)
			tg_print_bytes(to, bytes, n);
		else
			tg_print_bytes(
				to, (const char *)from, (size_t)(p - from));
	}
}

/* Print the content of a field of a table, of len bytes. */
static void
print_field(struct tg_printed *to, const unsigned char *p, size_t len,
	enum tg_text_syntax syntax)
{
	const size_t before = to->len;

	/* the field itself makes room: its content is never longer */
	tg_print_bytes(to, (const char *)p, len);
	if (to->failed || len == 0)
		return;
	to->len = before +
		tg_field_content(
			(unsigned char *)to->text + before, p, p + len, syntax);
	if (syntax == TG_SYNTAX_LINES && to->len > before &&
		to->text[to->len - 1] == '\r')
		to->len--;
}

/* Print the text of an element of a tensor that was read from a text. */
static void
print_text(struct tg_printed *to, const struct tg_tensor *tensor,
	const unsigned char *element)
{
	const enum tg_text_syntax syntax = tensor->text->syntax;
	const unsigned char *p = tg_tensor_text(tensor, element);

	if (syntax != TG_SYNTAX_JSON)
		print_field(
			to, p, (size_t)(tg_field_end(p, syntax) - p), syntax);
	else if (*p == '"')
		print_string(to, p);
	else
		tg_print_bytes(to, (const char *)p,
			(size_t)(tg_json_element_end(p, false) - p));
}

/* Print a binary element: a string itself, all else as JSON has it. */
static void
print_value(struct tg_printed *to, const struct tg_dtype *dtype,
	const unsigned char *element)
{
	/* a string is looked at a few bytes beyond its end */
	char *text = calloc(1, tg_value_room(dtype) + TG_PADDING);
	size_t n = 0;

	if (text != NULL)
		n = tg_value_print(text, dtype, element, TG_NAN_KEEP);
	else
		to->failed = true;
	if (n > 0 && text[0] == '"')
		print_string(to, (const unsigned char *)text);
	else if (n > 0)
		tg_print_bytes(to, text, n);
	free(text);
}

/* Print the name that element k of a tensor is, without anything around it. */
static void
print_name(struct tg_printed *to, const struct tg_tensor *tensor, int64_t k)
{
	const unsigned char *element = tg_tensor_element(tensor, k);

	if (tensor->dtype.type == TG_TEXT)
		print_text(to, tensor, element);
	else
		print_value(to, &tensor->dtype, element);
}

/* Require elements that have a text, each with an address. */
static bool
require_names(struct tg_operand *operand, struct tg_err *err)
{
	struct tg_tensor *tensor = &operand->tensor;

	if (tensor->dtype.type == TG_TEXT || tg_value_has_text(&tensor->dtype))
		return tg_tensor_widen(tensor, err);
	tg_fail(err, TG_EDATA, TG_NOPOS, "elements of %s are no names",
		tg_dtype_name(&tensor->dtype));
	tg_operand_locate(operand, err);
	return false;
}

static int
compare_texts(const char *a, size_t a_len, const char *b, size_t b_len)
{
	const int order = a_len > 0 && b_len > 0
		? memcmp(a, b, a_len < b_len ? a_len : b_len)
		: 0;

	return order != 0 ? order : (a_len > b_len) - (a_len < b_len);
}

/* Keys in the order of their bytes, equal ones in that of their numbers. */
static int
compare_keys(const void *a, const void *b)
{
	const struct tg_key *x = a, *y = b;
	const int order = compare_texts(x->text, x->len, y->text, y->len);

	return order != 0 ? order
			  : (x->number > y->number) - (x->number < y->number);
}

static bool
reserve_keys(struct tg_keys *keys, int64_t n, struct tg_err *err)
{
	const size_t most = SIZE_MAX / sizeof(*keys->sorted) - 1;

	if ((uint64_t)n < most)
		keys->sorted = malloc(((size_t)n + 1) * sizeof(*keys->sorted));
	return keys->sorted != NULL || tg_fail_memory(err, "the names");
}

/* The text of the next key was printed behind those before it. */
static void
add_key(struct tg_keys *keys, size_t before)
{
	keys->sorted[keys->n] = (struct tg_key){
		.len = keys->texts.len - before,
		.number = (int64_t)keys->n,
	};
	keys->n++;
}

/* All keys are there: let them point to their texts, and sort them. */
static bool
sort_keys(struct tg_keys *keys, struct tg_err *err)
{
	const char *text = keys->texts.text;

	if (keys->texts.failed)
		return tg_fail_memory(err, "the names");
	for (size_t i = 0; i < keys->n; i++) {
		keys->sorted[i].text = text;
		text += keys->sorted[i].len;
	}
	qsort(keys->sorted, keys->n, sizeof(*keys->sorted), compare_keys);
	return true;
}

bool
tg_keys_open(struct tg_keys *keys, const struct tg_operand_spec *spec,
	struct tg_err *err)
{
	keys->file.names = TG_NAMES;
	return tg_operand_open(&keys->file, spec, NULL, err);
}

bool
tg_keys_of_file(struct tg_keys *keys, struct tg_err *err)
{
	struct tg_operand *file = &keys->file;
	const struct tg_tensor *tensor = &file->tensor;
	char shape[TG_SHAPE_TEXT];

	if (keys->sorted != NULL)
		return true;
	if (!tg_operand_load(file, file->spec, NULL, err) ||
		!require_names(file, err))
		return false;
	keys->source = file->bytes->name;
	if (tensor->shape.ndim != 1) {
		tg_fail(err, TG_EDATA, TG_NOPOS,
			"names of positions are a list, which has one "
			"dimension: this has shape %s",
			tg_shape_text(shape, &tensor->shape));
		tg_operand_locate(file, err);
		return false;
	}
	if (!reserve_keys(keys, tensor->shape.size[0], err))
		return false;
	for (int64_t k = 0; k < tensor->shape.size[0]; k++) {
		const size_t before = keys->texts.len;

		print_name(&keys->texts, tensor, k);
		add_key(keys, before);
	}
	return sort_keys(keys, err);
}

bool
tg_keys_of_header(struct tg_keys *keys, const char *source,
	const struct tg_tensor *table, struct tg_err *err)
{
	const enum tg_text_syntax syntax = table->text->syntax;
	const unsigned char *p = table->text->header;
	int64_t n = table->shape.size[table->shape.ndim - 1];

	if (keys->sorted != NULL)
		return true;
	keys->source = source;
	if (!reserve_keys(keys, n, err))
		return false;
	do {
		const size_t before = keys->texts.len;
		const unsigned char *end = tg_field_end(p, syntax);

		print_field(&keys->texts, p, (size_t)(end - p), syntax);
		add_key(keys, before);
		p = end;
	} while (--n > 0 && tg_field_next(&p, syntax));
	return sort_keys(keys, err);
}

/* The first key of that text, or NULL. */
static const struct tg_key *
find_key(const struct tg_keys *keys, const struct tg_printed *name)
{
	size_t low = 0, high = keys->n;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const struct tg_key *key = &keys->sorted[middle];

		if (compare_texts(key->text, key->len, name->text, name->len) <
			0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < keys->n &&
			compare_texts(keys->sorted[low].text,
				keys->sorted[low].len, name->text,
				name->len) == 0
		? &keys->sorted[low]
		: NULL;
}

static bool
stands_twice(const struct tg_keys *keys, const struct tg_key *key)
{
	return key + 1 < keys->sorted + keys->n &&
		compare_texts(key->text, key->len, key[1].text, key[1].len) ==
		0;
}

/* How much of a name is shown. */
static int
shown(const struct tg_printed *name)
{
	return name->len == 0 ? 0
			      : (int)tg_utf8_cut(name->text, name->len, SHOWN);
}

/* The key that is nearest to a name, malloc'ed; NULL if none is near. */
static char *
nearest_key(const struct tg_keys *keys, const struct tg_printed *name)
{
	struct tg_nearest nearest = { .word = name->text };
	char *best = NULL;

	if (name->len == 0 || name->len > SHOWN)
		return NULL;
	for (size_t i = 0; i < keys->n; i++) {
		char text[2 * SHOWN + 1];
		const struct tg_key *key = &keys->sorted[i];

		if (key->len > 2 * SHOWN || key->len == 0)
			continue;
		memcpy(text, key->text, key->len);
		text[key->len] = '\0';
		tg_nearest_offer(&nearest, text);
		if (nearest.best == text) {
			free(best);
			best = strdup(text);
			nearest.best = best;
			if (best == NULL)
				return NULL;
		}
	}
	return best;
}

/* Where INDEX is being resolved, and what was found to be wrong with it. */
struct resolution {
	const struct tg_keys *keys;
	const struct tg_operand *index;
	struct tg_printed name; /* of the element that is looked up */
	int64_t nunknown;
	struct tg_err *err;
};

/* Tell of element k, whose name is unknown: of the first one in the message. */
static void
tell_unknown(struct resolution *r, int64_t k)
{
	char subscripts[TG_SHAPE_TEXT], place[TG_ERR_PLACE];
	char *nearest;

	if (r->nunknown++ >= TOLD)
		return;
	nearest = nearest_key(r->keys, &r->name);
	tg_shape_coordinates(subscripts, &r->index->tensor.shape, k);
	if (r->nunknown == 1) {
		tg_fail(r->err, TG_EDATA, TG_NOPOS,
			"index %s is \"%.*s\", which is not in %s", subscripts,
			shown(&r->name), r->name.len > 0 ? r->name.text : "",
			r->keys->source);
		r->err->element = k + 1;
		tg_operand_locate(r->index, r->err);
		if (nearest != NULL)
			tg_err_help(r->err, "did you mean \"%s\"?", nearest);
	} else {
		tg_operand_place(place, r->index, TG_NOPOS, k + 1);
		tg_err_detail(r->err, "  %s: %s is \"%.*s\"%s%s%s", place,
			subscripts, shown(&r->name),
			r->name.len > 0 ? r->name.text : "",
			nearest != NULL ? ", near \"" : "",
			nearest != NULL ? nearest : "",
			nearest != NULL ? "\"" : "");
	}
	free(nearest);
}

static bool
fail_stands_twice(
	const struct resolution *r, const struct tg_key *key, int64_t k)
{
	char subscripts[TG_SHAPE_TEXT];

	tg_shape_coordinates(subscripts, &r->index->tensor.shape, k);
	tg_fail(r->err, TG_EDATA, TG_NOPOS,
		"index %s is \"%.*s\", which is in %s twice: positions %" PRId64
		" and %" PRId64,
		subscripts, shown(&r->name),
		r->name.len > 0 ? r->name.text : "", r->keys->source,
		key->number, key[1].number);
	r->err->element = k + 1;
	tg_operand_locate(r->index, r->err);
	return false;
}

/* Look up the n elements. */
static bool
resolve_elements(struct resolution *r, int64_t *number, int64_t n, bool fill)
{
	for (int64_t k = 0; k < n; k++) {
		const struct tg_key *key;

		r->name.len = 0;
		print_name(&r->name, &r->index->tensor, k);
		if (r->name.failed)
			return tg_fail_memory(r->err, "a name");
		key = find_key(r->keys, &r->name);
		if (key == NULL && !fill)
			tell_unknown(r, k);
		else if (key == NULL)
			number[k] = INT64_MIN;
		else if (stands_twice(r->keys, key) && r->nunknown == 0)
			return fail_stands_twice(r, key, k);
		else
			number[k] = key->number;
	}
	if (r->nunknown == 0)
		return true;
	if (r->nunknown > TOLD)
		tg_err_detail(
			r->err, "  and %" PRId64 " more", r->nunknown - TOLD);
	tg_err_help(r->err, "to put a value there: --fill VALUE");
	return false;
}

bool
tg_keys_resolve(const struct tg_keys *keys, struct tg_operand *index, bool fill,
	struct tg_err *err)
{
	struct resolution r = { .keys = keys, .index = index, .err = err };
	struct tg_tensor *tensor = &index->tensor;
	int64_t *number = NULL, n;
	bool ok;

	if (!require_names(index, err))
		return false;
	if (tg_shape_numel(&tensor->shape, &n) &&
		(uint64_t)n < SIZE_MAX / sizeof(*number))
		number = malloc((size_t)n * sizeof(*number) + 1);
	ok = (number != NULL || tg_fail_memory(err, "the index")) &&
		resolve_elements(&r, number, n, fill);
	tg_printed_free(&r.name);
	if (!ok) {
		free(number);
		return false;
	}
	free(tensor->owned);
	tensor->data = tensor->owned = (void *)number;
	tensor->dtype = tg_dtype_of(TG_INT64);
	tensor->dtype.big_endian = TG_HOST_BIG_ENDIAN;
	tg_shape_strides(&tensor->shape, tensor->stride);
	index->names = TG_NO_NAMES;
	return true;
}

void
tg_keys_free(struct tg_keys *keys)
{
	tg_operand_free(&keys->file);
	tg_printed_free(&keys->texts);
	free(keys->sorted);
	*keys = (struct tg_keys){ 0 };
}
