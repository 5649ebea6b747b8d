#include "base/choices.h"

#include <stdio.h>
#include <string.h>

#include "base/nearest.h"

bool
tg_words_find(size_t *i, tg_words *words, const char *word)
{
	for (*i = 0; words(*i) != NULL; ++*i)
		if (strcmp(words(*i), word) == 0)
			return true;
	return false;
}

const char *
tg_words_list(char text[TG_WORDS_TEXT], tg_words *words)
{
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; words(i) != NULL && len < TG_WORDS_TEXT; i++)
		len += (size_t)snprintf(text + len, TG_WORDS_TEXT - len, "%s%s",
			i > 0 ? ", " : "", words(i));
	return text;
}

void
tg_words_help(struct tg_err *err, const char *word, tg_words *words,
	const char *plural)
{
	struct tg_nearest nearest = { .word = word };
	char text[TG_WORDS_TEXT];

	for (size_t i = 0; words(i) != NULL; i++)
		tg_nearest_offer(&nearest, words(i));
	if (nearest.best != NULL)
		tg_err_help(err, "did you mean %s?", nearest.best);
	else
		tg_err_help(err, "the %s are %s", plural,
			tg_words_list(text, words));
}
