#ifndef TG_BASE_NEAREST_H
#define TG_BASE_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The nearest of many names to a misspelt one. Start from all zero but word,
 * offer the candidates one by one; best is then the nearest, or NULL when
 * none is near enough to be meant (more than a third of the word differs).
 *
 * Distance: Damerau-Levenshtein with adjacent transpositions, case ignored.
 * Ownership: borrows word and the candidate that is kept.
 */
struct tg_nearest {
	const char *word;
	const char *best;
	size_t distance;
	bool tied; /* another candidate is as near as the best */
};

/* Keep the candidate if it is nearer than those before. Cost: O(n m) for words
 * of n and m letters. */
void tg_nearest_offer(struct tg_nearest *nearest, const char *candidate);

#endif
