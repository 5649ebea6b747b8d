#ifndef TG_BASE_CHOICES_H
#define TG_BASE_CHOICES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/*
 * The words that something may be: the i-th one, counted from 0, or NULL past
 * the last. Parsing, help and completion ask the same list.
 */
typedef const char *tg_choices(size_t i);

/* Room for any of the lists that there are. */
#define TG_CHOICES_TEXT 256

/* Set *i to the place of word; false if it is none of the words. */
bool tg_choices_find(size_t *i, tg_choices *words, const char *word);

/* "raise, wrap, clip"; returns text. */
const char *tg_choices_list(char text[TG_CHOICES_TEXT], tg_choices *words);

/* The choice that a misspelt word most likely means, or NULL: see nearest.h. */
const char *tg_choices_nearest(tg_choices *words, const char *word);

/* Add to an error about word the nearest of the words, or else all of them:
 * "the formats are ..." for the plural "formats". */
void tg_choices_help(struct tg_err *err, const char *word, tg_choices *words,
	const char *plural);

/*
 * tg_list_append - add an item to a list in words, behind a comma if it is not
 * the first. An item is never cut.
 *
 *   list   the list so far, with a zero byte; empty at the start
 *   size   of list in bytes
 *
 * Returns false, and leaves the list as it is, if there is no room.
 */
bool tg_list_append(char *list, size_t size, const char *item);

#endif
