/*
 * The list of names that stand for the positions along a dim, such as the words
 * of an embedding or the columns of a table. They are sorted once, and found by
 * halving, which no choice of names makes slow.
 */
#include "job/keys.h"

#include <stdlib.h>

#include "format/text/field.h"
#include "job/name_text.h"

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
	/* nothing was printed if all names are empty */
	const char *text = keys->texts.text != NULL ? keys->texts.text : "";

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
		!tg_name_require(file, err))
		return false;
	keys->source = file->bytes->name;
	if (tensor->shape.ndim != 1) {
		tg_fail(err, TG_ESHAPE, TG_NOPOS,
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

		tg_name_print(&keys->texts, tensor, k);
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

		tg_name_print_field(&keys->texts, p, (size_t)(end - p), syntax);
		add_key(keys, before);
		p = end;
	} while (--n > 0 && tg_field_next(&p, syntax));
	return sort_keys(keys, err);
}

const struct tg_key *
tg_keys_find(const struct tg_keys *keys, const struct tg_printed *name)
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

bool
tg_keys_has_twice(const struct tg_keys *keys, const struct tg_key *key)
{
	return key + 1 < keys->sorted + keys->n &&
		compare_texts(key->text, key->len, key[1].text, key[1].len) ==
		0;
}

void
tg_keys_free(struct tg_keys *keys)
{
	tg_operand_free(&keys->file);
	tg_printed_free(&keys->texts);
	free(keys->sorted);
	*keys = (struct tg_keys){ 0 };
}
