/*
 * What a pickle consists of: values that refer to one another by numbers, and
 * questions about them. pickle.c makes the values; tree.c and tensor.c look for
 * tensors among them.
 */
#include "format/torch/pickle_value.h"

#include <stdlib.h>
#include <string.h>

void
tg_pickle_free(struct tg_pickle *pickle)
{
	free(pickle->values);
	free(pickle->items);
	memset(pickle, 0, sizeof(*pickle));
}

bool
tg_pickle_is_text(
	const struct tg_pickle *pickle, uint32_t value, const char *text)
{
	const struct tg_pickle_value *v = &pickle->values[value];

	return v->kind == TG_PICKLE_TEXT && v->text.len == strlen(text) &&
		memcmp(pickle->data + v->text.at, text, v->text.len) == 0;
}

bool
tg_pickle_is_global(const struct tg_pickle *pickle, uint32_t value,
	const char *module, const char *name)
{
	const struct tg_pickle_value *v = &pickle->values[value];

	return v->kind == TG_PICKLE_GLOBAL &&
		tg_pickle_is_text(pickle, v->global.module, module) &&
		tg_pickle_is_text(pickle, v->global.name, name);
}

bool
tg_pickle_item_at(const struct tg_pickle *pickle, uint32_t value, unsigned i,
	uint32_t *item)
{
	const struct tg_pickle_value *v = &pickle->values[value];
	uint32_t at = v->first;

	if (v->kind != TG_PICKLE_TUPLE && v->kind != TG_PICKLE_LIST)
		return false;
	while (at != 0 && pickle->items[at].key < i)
		at = pickle->items[at].next;
	if (at == 0 || pickle->items[at].key != i)
		return false;
	*item = pickle->items[at].value;
	return true;
}
