/*
 * Iterates over the members of an object or the elements of an array in a JSON
 * text, for what reads a document rather than numbers: finding a tensor,
 * listing tensors, the headers of safetensors. Nothing is built in memory.
 * Only keys with escapes are given to cJSON, which resolves them.
 */
#include "format/json/members.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

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

char *
tg_json_string(const unsigned char *p)
{
	size_t len = (size_t)(tg_json_element_end(p, false) - p);
	cJSON *string = cJSON_ParseWithLength((const char *)p, len);
	char *text = NULL;

	/* cJSON refuses a lone surrogate: then the text as it is written */
	if (cJSON_IsString(string))
		text = strdup(cJSON_GetStringValue(string));
	else
		text = strndup((const char *)p + 1, len - 2);
	cJSON_Delete(string);
	return text;
}

/* A key with a NUL equals no name, since a C string ends at its NUL. */
static bool
key_has_nul(const unsigned char *p, const unsigned char *end)
{
	for (; p < end; p++) {
		if (*p != '\\')
			continue;
		if (memcmp(p, "\\u0000", 6) == 0)
			return true;
		p++;
	}
	return false;
}

bool
tg_json_members_key_is(const struct tg_json_members *items, const char *name)
{
	const unsigned char *p = items->key;
	size_t len = (size_t)(tg_json_element_end(p, false) - p) - 2;
	char *text;
	bool same;

	if (memchr(p + 1, '\\', len) == NULL)
		return strlen(name) == len && memcmp(p + 1, name, len) == 0;
	if (key_has_nul(p + 1, p + 1 + len))
		return false;
	text = tg_json_string(p);
	same = text != NULL && strcmp(text, name) == 0;
	free(text);
	return same;
}
