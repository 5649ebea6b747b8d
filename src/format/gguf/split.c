/*
 * A model in several files, as gguf-split of llama.cpp makes them: each is a GGUF
 * file of its own, NAME-00001-of-00003.gguf, and any of them stands for all.
 */
#include "format/gguf/split.h"

#include <stdlib.h>

#include "base/harmless.h"
#include "format/gguf/gguf.h"

/* NNNNN-of-MMMMM.gguf, behind a minus. */
#define DIGITS 5
#define ENDING "-of-00000.gguf"

/* The DIGITS digits at p; -1 if there are others. */
static int
digits_at(const char *p)
{
	int value = 0;

	for (int i = 0; i < DIGITS; i++) {
		if (p[i] < '0' || p[i] > '9')
			return -1;
		value = 10 * value + p[i] - '0';
	}
	return value;
}

/* Where the number of a part begins in its path; NULL if it has none. */
static char *
number_in(char *path)
{
	const size_t len = strlen(path), end = DIGITS + sizeof(ENDING) - 1;

	return len > end + 1 && path[len - end - 1] == '-' ? path + len - end
							   : NULL;
}

int
tg_gguf_parts(const char *path, int *part)
{
	const char *p = number_in((char *)path);
	int n;

	if (p == NULL || memcmp(p + DIGITS, "-of-", 4) != 0 ||
		strcmp(p + 2 * DIGITS + 4, ".gguf") != 0)
		return 0;
	*part = digits_at(p);
	n = digits_at(p + DIGITS + 4);
	return n > 1 && *part >= 0 ? n : 0;
}

bool
tg_gguf_are_of_one(const char *path, const char *other)
{
	int part;
	const int n = tg_gguf_parts(path, &part);

	return n > 0 && tg_gguf_parts(other, &part) == n &&
		strlen(path) == strlen(other) &&
		memcmp(path, other, (size_t)(number_in((char *)path) - path)) ==
		0;
}

void
tg_gguf_name_part(char *path, int part)
{
	char *p = number_in(path);

	for (int k = DIGITS; k-- > 0; part /= 10)
		p[k] = (char)('0' + part % 10);
}

/* What is looked for in the parts of a model. */
struct search {
	struct tg_names names; /* all there are, for an error */
	int nread;             /* parts that could be read */
	int lacks;             /* the first one that could not; 0: none */
};

/* True if the bytes of a part have the tensor. */
static bool
search_bytes(struct search *search, const struct tg_bytes *bytes)
{
	char name[TG_GGUF_NAME + 1];
	struct tg_gguf file = { 0 };
	bool found = false;

	if (tg_gguf_open(&file, bytes, NULL)) {
		search->nread++;
		for (size_t i = 0; !found && i < file.n; i++) {
			tg_gguf_name(name, &file.entry[i]);
			found = strcmp(name, search->names.wanted) == 0;
			tg_names_offer(&search->names, name);
		}
	}
	tg_gguf_close(&file);
	return found;
}

/* True if the file of that path has the tensor. */
static bool
search_part(struct search *search, const char *path)
{
	const struct tg_arrival arrival = { 0 };
	struct tg_bytes bytes = { 0 };
	bool found = false;

	if (!tg_bytes_is_special(path) &&
		tg_bytes_open(&bytes, path, &arrival, NULL))
		found = search_bytes(search, &bytes);
	tg_bytes_free(&bytes);
	return found;
}

/* Search all parts; path is that of any of them, and becomes the one's. */
static bool
search_parts(struct search *search, char *path, int n)
{
	for (int i = 1; i <= n; i++) {
		const int before = search->nread;

		tg_gguf_name_part(path, i);
		if (search_part(search, path))
			return true;
		if (search->nread == before && search->lacks == 0)
			search->lacks = i;
	}
	return false;
}

/* path: of any part, to be changed. */
static bool
fail_absent(const struct search *search, char *path, int n, struct tg_err *err)
{
	char shown[TG_GGUF_SHOWN], lacking[TG_ERR_PLACE];

	tg_fail(err, TG_ENAME, TG_NOPOS,
		"no part of the model holds a tensor \"%s\"",
		tg_harmless(shown, sizeof(shown), search->names.wanted));
	if (search->lacks > 0) {
		tg_gguf_name_part(path, search->lacks);
		tg_err_help(err,
			"only %d of %d parts can be read, and not %s%s",
			search->nread, n,
			tg_harmless(lacking, sizeof(lacking), path),
			search->nread < n - 1 ? ", for one" : "");
	} else if (!tg_names_help_nearest(&search->names, err) &&
		search->names.n > 0)
		tg_names_help_list(&search->names, "its tensors are", err);
	return false;
}

bool
tg_gguf_redirect(char **path, const struct tg_bytes *bytes,
	const char *path_of_part, const char *name, struct tg_err *err)
{
	int own = 0;
	const int n = path_of_part != NULL && name != NULL
		? tg_gguf_parts(path_of_part, &own)
		: 0;
	struct search search = {
		.names = { .wanted = name, .limits = &tg_gguf_names },
	};
	char *part;

	*path = NULL;
	if (n == 0 || search_bytes(&search, bytes))
		return true;
	/* what is no part fails by what it is */
	if (search.nread == 0)
		return true;
	search = (struct search){
		.names = { .wanted = name, .limits = &tg_gguf_names },
	};
	part = strdup(path_of_part);
	if (part == NULL)
		return tg_fail_memory(err, "a name");
	if (search_parts(&search, part, n)) {
		*path = part;
		return true;
	}
	fail_absent(&search, part, n, err);
	free(part);
	return false;
}
