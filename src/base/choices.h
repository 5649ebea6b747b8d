#ifndef TG_WORDS_H
#define TG_WORDS_H

#include <stddef.h>

#include "base/error.h"

/*
 * The words that something may be: the i-th one, counted from 0, or NULL past
 * the last. Parsing, help and completion ask the same list.
 */
typedef const char *tg_words(size_t i);

/* Room for any of the lists that there are. */
#define TG_WORDS_TEXT 256

/* Set *i to the place of word; false if it is none of the words. */
bool tg_words_find(size_t *i, tg_words *words, const char *word);

/* "raise, wrap, clip"; returns text. */
const char *tg_words_list(char text[TG_WORDS_TEXT], tg_words *words);

/* Add to an error about word the nearest of the words, or else all of them:
 * "the formats are ..." for the plural "formats". */
void tg_words_help(struct tg_err *err, const char *word, tg_words *words,
	const char *plural);

#endif
