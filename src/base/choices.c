/*
 * Looks words up among those that an option or a name may be, and lists them for
 * help and messages. Every table of words hands itself over as one function, so
 * that what is accepted and what is listed cannot differ.
 */
#include "base/choices.h"

#include <string.h>

#include "base/nearest.h"

bool
tg_choices_find(size_t *i, tg_choices *words, const char *word)
{
	for (*i = 0; words(*i) != NULL; ++*i)
		if (strcmp(words(*i), word) == 0)
			return true;
	return false;
}

const char *
tg_choices_list(char text[TG_CHOICES_TEXT], tg_choices *words)
{
	text[0] = '\0';
	for (size_t i = 0; words(i) != NULL; i++)
		if (!tg_list_append(text, TG_CHOICES_TEXT, words(i)))
			break;
	return text;
}

const char *
tg_choices_nearest(tg_choices *words, const char *word)
{
	struct tg_nearest nearest = { .word = word };

	for (size_t i = 0; words(i) != NULL; i++)
		tg_nearest_offer(&nearest, words(i));
	return nearest.best;
}

void
tg_choices_help(struct tg_err *err, const char *word, tg_choices *words,
	const char *plural)
{
	const char *nearest = tg_choices_nearest(words, word);
	char text[TG_CHOICES_TEXT];

	if (nearest != NULL)
		tg_err_help(err, "did you mean %s?", nearest);
	else
		tg_err_help(err, "the %s are %s", plural,
			tg_choices_list(text, words));
}

bool
tg_list_append(char *list, size_t size, const char *item)
{
	const size_t len = strlen(list), n = strlen(item);
	const char *comma = len > 0 ? ", " : "";

	if (n + strlen(comma) >= size - len)
		return false;
	strcpy(list + len, comma);
	strcat(list + len, item);
	return true;
}
