/*
 * Looks for --errors on a command line that may be wrong, so that whoever asks
 * for errors as JSON gets all of them so.
 */
#include "cli/errors_option.h"

#include <stdlib.h>
#include <string.h>

#include "base/error_form.h"
#include "cli/find_option.h"

/* The option that an argument names, and its value if it has one behind a =. */
static const struct tg_option *
find_long_option(const char *argument, const char **value)
{
	const struct tg_option *row = NULL;
	const size_t n = strcspn(argument, "=");
	char word[80];

	*value = argument[n] == '=' ? argument + n + 1 : NULL;
	if (n >= sizeof(word))
		return NULL;
	memcpy(word, argument, n);
	word[n] = '\0';
	return tg_option_find(&row, word, NULL) ? row : NULL;
}

/* The option whose value is the argument behind these letters, if there is one:
 * the last of "-qd". */
static const struct tg_option *
find_last_letter(const char *letters)
{
	for (; *letters != '\0'; letters++) {
		const struct tg_option *row = tg_option_of_letter(*letters);

		if (row == NULL)
			return NULL;
		if (row->value != NULL)
			return letters[1] == '\0' ? row : NULL;
	}
	return NULL;
}

/* Read the next argument, and the value that belongs to it. */
static const struct tg_option *
next_option(char ***argv, const char **value)
{
	const char *argument = *(*argv)++;
	const struct tg_option *row;

	*value = NULL;
	if (argument[0] != '-')
		return NULL;
	/* a long option with a dash too few is refused, but it is meant */
	if (argument[1] == '-')
		row = find_long_option(argument + 2, value);
	else if (tg_option_name_begins(argument + 1) != NULL)
		row = find_long_option(argument + 1, value);
	else
		row = find_last_letter(argument + 1);
	if (row != NULL && row->value != NULL && !row->value->optional &&
		*value == NULL && **argv != NULL)
		*value = *(*argv)++;
	return row;
}

void
tg_errors_option_apply(char **argv)
{
	const char *value = getenv("TGATHER_ERRORS");
	enum tg_error_form form = TG_ERRORS_TEXT;

	if (value != NULL)
		tg_error_form_parse(&form, value, NULL);
	while (*argv != NULL && strcmp(*argv, "--") != 0) {
		const struct tg_option *row = next_option(&argv, &value);

		if (row != NULL && row->set == tg_set_errors && value != NULL)
			tg_error_form_parse(&form, value, NULL);
	}
	tg_error_form_set(form);
}
