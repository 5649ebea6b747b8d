/*
 * Finds the file that holds a tensor of a model in several files: the index
 * beside them, *.safetensors.index.json or *.bin.index.json, maps the names of
 * tensors to files (weight_map, as huggingface_hub and transformers write it).
 * An index may come from anybody, so that it may only name files below its own
 * directory.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/json/members.h"
#include "base/harmless.h"
#include "base/system.h"
#include "format/names.h"
#include "format/safetensors/safetensors.h"

/* The search for a tensor in an index. */
struct search {
	struct tg_json json;
	const char *name; /* of the tensor, or NULL */
	struct tg_err *err;
	const unsigned char *map;  /* the weight_map; NULL: not yet found */
	const unsigned char *file; /* the value of name in it, likewise */
};

static bool
fail_in_index(const struct search *s, const unsigned char *p, const char *what)
{
	return tg_fail(
		s->err, TG_ESYNTAX, (size_t)(p - s->json.text), "%s", what);
}

static bool
skip_index_value(struct search *s, const unsigned char **p)
{
	unsigned classes = 0;

	return tg_json_skip(&s->json, p, &classes, s->err);
}

static bool
search_map(struct search *s, const unsigned char **p)
{
	struct tg_json_members items = { .json = &s->json, .p = *p };

	if (**p != '{')
		return fail_in_index(s, *p, "a weight_map is an object");
	s->map = *p;
	while (tg_json_members_next(&items, s->err)) {
		const unsigned char *value = items.p;

		if (!skip_index_value(s, &items.p))
			return false;
		if (*value != '"')
			return fail_in_index(s, value,
				"a weight_map names a file for each tensor");
		if (s->name == NULL || !tg_json_members_key_is(&items, s->name))
			continue;
		if (s->file != NULL)
			return fail_in_index(s, items.key,
				"a tensor of this name stands there twice");
		s->file = value;
	}
	*p = items.p;
	return s->err->code == TG_OK;
}

static bool
search_index(struct search *s)
{
	const unsigned char *p = tg_json_space(s->json.text);
	struct tg_json_members items = { .json = &s->json, .p = p };

	if (*p != '{')
		return tg_json_unexpected(&s->json, p,
			"the index of a model is an object", s->err);
	while (tg_json_members_next(&items, s->err)) {
		bool map = tg_json_members_key_is(&items, "weight_map");

		if (map && s->map != NULL)
			return fail_in_index(s, items.key,
				"a second weight_map stands here");
		if (map ? !search_map(s, &items.p)
			: !skip_index_value(s, &items.p))
			return false;
	}
	if (s->err->code != TG_OK)
		return false;
	p = tg_json_space(items.p);
	if ((size_t)(p - s->json.text) != s->json.len)
		return tg_json_unexpected(
			&s->json, p, "the text is complete before it", s->err);
	return s->map != NULL ||
		tg_fail(s->err, TG_ESYNTAX, TG_NOPOS,
			"the index of a model has no weight_map");
}

/* Fail, with the nearest name or the first names in the index, which is valid. */
static bool
fail_no_such_tensor(struct search *s)
{
	static const struct tg_names_limits limits = {
		.room = 999,
		.longest = TG_SAFETENSORS_SHOWN - sizeof("..."),
		.dots = true,
		.rest = TG_NAMES_LEFT_OUT,
	};
	struct tg_names names = { .wanted = s->name, .limits = &limits };
	struct tg_json_members items = { .json = &s->json, .p = s->map };
	char shown[TG_SAFETENSORS_SHOWN];

	if (s->name != NULL)
		tg_fail(s->err, TG_ENAME, TG_NOPOS,
			"the index names no tensor \"%s\"",
			tg_harmless(shown, sizeof(shown), s->name));
	else
		tg_fail(s->err, TG_ENAME, TG_NOPOS,
			"the index of a model names many tensors: name the "
			"one that is meant, as FILE:NAME");
	while (tg_json_members_next(&items, NULL)) {
		char *key = tg_json_string(items.key);

		items.p = tg_json_element_end(items.p, false);
		if (key == NULL) {
			tg_err_clear(s->err);
			return tg_fail_memory(s->err, "a name");
		}
		tg_names_offer(&names, key);
		free(key);
	}
	if (!tg_names_help_nearest(&names, s->err) && names.list[0] != '\0')
		tg_names_help_list(&names, "its first tensors are", s->err);
	return false;
}

/* True if a path is relative and has no "..", so that it leads nowhere above. */
static bool
stays_inside(const char *path)
{
	if (*path == '/' || *path == '\0')
		return false;
	for (const char *p = path; p != NULL; p = strchr(p, '/')) {
		p += *p == '/';
		if (p[0] == '.' && p[1] == '.' && (p[2] == '/' || p[2] == '\0'))
			return false;
	}
	return true;
}

/* Make the path of the file: it is relative to the directory of the index. */
static bool
join_path(char **path, const struct search *s, const char *path_of_index)
{
	const char *slash = strrchr(path_of_index, '/');
	int dir = slash != NULL ? (int)(slash - path_of_index) + 1 : 0;
	char *file;
	size_t size;

	if (tg_json_has_nul(s->file))
		return fail_in_index(
			s, s->file, "no file has a NUL in its name");
	file = tg_json_string(s->file);
	if (file == NULL)
		return tg_fail_memory(s->err, "a name");
	if (!stays_inside(file)) {
		free(file);
		return fail_in_index(s, s->file,
			"this file is not in the directory of the index");
	}
	size = (size_t)dir + strlen(file) + 1;
	*path = malloc(size);
	if (*path != NULL)
		snprintf(*path, size, "%.*s%s", dir, path_of_index, file);
	else
		tg_fail_memory(s->err, "a name");
	free(file);
	return *path != NULL;
}

/* True if that text stands before end in the path. */
static bool
ends_before(const char *path, const char *end, const char *text)
{
	const size_t len = strlen(text);

	return (size_t)(end - path) >= len && memcmp(end - len, text, len) == 0;
}

bool
tg_safetensors_is_index(const char *path)
{
	static const char ending[] = ".json", index[] = ".index";
	static const char gzip[] = ".gz";
	const char *slash = strrchr(path, '/'), *end = path + strlen(path);
	const char *variant;

	if (ends_before(path, end, gzip))
		end -= strlen(gzip);
	if (!ends_before(path, end, ending))
		return false;
	end -= strlen(ending);
	if (!ends_before(path, end, index)) {
		/* the variant of a model stands before .json: .index.fp16.json */
		variant = tg_last_byte(path, '.', (size_t)(end - path));
		if (variant == NULL || !ends_before(path, variant, index) ||
			(slash != NULL && variant < slash))
			return false;
		end = variant;
	}
	end -= strlen(index);
	return ends_before(path, end, ".safetensors") ||
		ends_before(path, end, ".bin");
}

bool
tg_safetensors_redirect(char **path, const struct tg_bytes *bytes,
	const char *path_of_index, const char *name, struct tg_err *err)
{
	struct search s = {
		.json = { bytes->data, bytes->len, bytes },
		.name = name,
		.err = err,
	};

	*path = NULL;
	if (!tg_safetensors_is_index(path_of_index))
		return true;
	if (!search_index(&s))
		return false;
	if (s.file == NULL)
		return fail_no_such_tensor(&s);
	if (!join_path(path, &s, path_of_index))
		return false;
	if (!tg_bytes_is_special(*path))
		return true;
	free(*path);
	*path = NULL;
	return fail_in_index(&s, s.file, "this is no regular file");
}

bool
tg_safetensors_index_each(const struct tg_bytes *bytes,
	const char *path_of_index, tg_safetensors_told *told, void *context,
	struct tg_err *err)
{
	struct search s = {
		.json = { bytes->data, bytes->len, bytes },
		.err = err,
	};
	struct tg_json_members items = { .json = &s.json };
	bool ok = true;

	if (!search_index(&s))
		return false;
	items.p = s.map;
	while (ok && tg_json_members_next(&items, NULL)) {
		char *name = tg_json_string(items.key), *path = NULL;

		s.file = items.p;
		items.p = tg_json_element_end(items.p, false);
		if (name == NULL)
			ok = tg_fail_memory(err, "a name");
		else
			ok = (join_path(&path, &s, path_of_index) ||
				     err->code == TG_EDATA) &&
				told(context, name, path, err);
		free(path);
		free(name);
	}
	return ok;
}
