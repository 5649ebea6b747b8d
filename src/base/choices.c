#include "base/choices.h"

#include <stdio.h>
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
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; words(i) != NULL && len < TG_CHOICES_TEXT; i++)
		len += (size_t)snprintf(text + len, TG_CHOICES_TEXT - len,
			"%s%s", i > 0 ? ", " : "", words(i));
	return text;
}

void
tg_choices_help(struct tg_err *err, const char *word, tg_choices *words,
	const char *plural)
{
	struct tg_nearest nearest = { .word = word };
	char text[TG_CHOICES_TEXT];

	for (size_t i = 0; words(i) != NULL; i++)
		tg_nearest_offer(&nearest, words(i));
	if (nearest.best != NULL)
		tg_err_help(err, "did you mean %s?", nearest.best);
	else
		tg_err_help(err, "the %s are %s", plural,
			tg_choices_list(text, words));
}
