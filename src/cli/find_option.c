/*
 * Finds the option that a word on the command line names: options may be given
 * by any unique beginning, and a misspelt one is answered with the nearest.
 */
#include "cli/find_option.h"

#include <stdio.h>
#include <string.h>

#include "base/choices.h"

/* The i-th of all names of options, the second names of some included. */
static const char *
option_name(size_t i)
{
	for (size_t k = 0; k < tg_option_count; k++) {
		const struct tg_option *row = &tg_option_table[k];

		if (row->name != NULL && i-- == 0)
			return row->name;
		if (row->alias != NULL && i-- == 0)
			return row->alias;
	}
	return NULL;
}

const struct tg_option *
tg_option_named(const char *name)
{
	const struct tg_option *row = tg_option_table;

	while (row->name == NULL ||
		(strcmp(row->name, name) != 0 &&
			(row->alias == NULL || strcmp(row->alias, name) != 0)))
		row++;
	return row;
}

void
tg_option_help_format(struct tg_err *err)
{
	tg_err_help(err,
		"--output-format says what the result is written as, "
		"--input-format and --index-format what a file is");
}

/* Refuse a word that is no option; *meant is the one that may be meant. */
static bool
fail_unknown_option(
	const struct tg_option **meant, const char *word, struct tg_err *err)
{
	const char *nearest = strcmp(word, "dimension") == 0
		? "dim"
		: tg_choices_nearest(option_name, word);

	tg_fail(err, TG_EUSAGE, TG_NOPOS, "unknown option --%s", word);
	if (strcmp(word, "format") == 0) {
		tg_option_help_format(err);
		return false;
	}
	if (nearest == NULL)
		return false;
	tg_err_help(err, "did you mean --%s?", nearest);
	*meant = tg_option_named(nearest);
	return false;
}

/* True if the name starts with the word; *exact becomes true if it is the word. */
static bool
name_fits(const char *name, const char *word, bool *exact)
{
	size_t n = strlen(word);

	if (name == NULL || strncmp(name, word, n) != 0)
		return false;
	*exact = *exact || name[n] == '\0';
	return true;
}

/*
 * A word may be short for several options: list them. If one of them begins all
 * the others, as --output does, it is the one that may be meant.
 */
static bool
fail_ambiguous(
	const struct tg_option **meant, const char *word, struct tg_err *err)
{
	char list[400] = "", item[80];
	const char *name, *first = NULL;
	bool begins_all = true;

	for (size_t i = 0; (name = option_name(i)) != NULL; i++) {
		bool exact = false;

		if (!name_fits(name, word, &exact))
			continue;
		snprintf(item, sizeof(item), "--%s", name);
		tg_list_append(list, sizeof(list), item);
		if (first == NULL || strlen(name) < strlen(first))
			first = name;
	}
	for (size_t i = 0; (name = option_name(i)) != NULL; i++) {
		bool exact = false;

		if (name_fits(name, word, &exact) &&
			!name_fits(name, first, &exact))
			begins_all = false;
	}
	if (begins_all)
		*meant = tg_option_named(first);
	tg_fail(err, TG_EUSAGE, TG_NOPOS, "--%s could be several options",
		word);
	tg_err_help(err, "it begins %s", list);
	return false;
}

/* Find the option that a word names, or is a beginning of that no other has. If
 * there is none *found is the one that may be meant, or NULL. */
bool
tg_option_find(
	const struct tg_option **found, const char *word, struct tg_err *err)
{
	int fits = 0;

	for (size_t i = 0; i < tg_option_count; i++) {
		const struct tg_option *row = &tg_option_table[i];
		bool exact = false, name = name_fits(row->name, word, &exact);
		bool alias = name_fits(row->alias, word, &exact);

		if (name || alias) {
			*found = row;
			fits++;
		}
		if (exact)
			return true;
	}
	if (fits == 1)
		return true;
	*found = NULL;
	return fits == 0 ? fail_unknown_option(found, word, err)
			 : fail_ambiguous(found, word, err);
}

const struct tg_option *
tg_option_of_letter(char letter)
{
	for (size_t i = 0; i < tg_option_count; i++)
		if (tg_option_table[i].letter == letter)
			return &tg_option_table[i];
	return NULL;
}

/*
 * "-dim": an option with a dash too few. As letters it would be -d with the
 * value "im"; -op and -output would even be names of files for -o, so it is
 * refused whatever its letters mean. Returns the name, or NULL.
 */
const char *
tg_option_name_begins(const char *text)
{
	const size_t len = strcspn(text, "=");
	const char *name;

	for (size_t i = 0; (name = option_name(i)) != NULL; i++)
		if (strlen(name) == len && memcmp(name, text, len) == 0)
			return name;
	return NULL;
}
