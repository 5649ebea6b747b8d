/*
 * Measures how far a word is from another, so that a misspelt option, name or
 * type can be answered with the one that was most likely meant.
 */
#include "base/nearest.h"

#include <ctype.h>
#include <string.h>

/* Longer words are never near to any: the table below stays small. */
#define WORD_MAX 64

static size_t
min2(size_t a, size_t b)
{
	return a < b ? a : b;
}

static int
to_lower(char c)
{
	return tolower((unsigned char)c);
}

/*
 * The edit distance of two words: the fewest letters to insert, remove, replace
 * or swap with the next one. Of the usual table, with a row for each letter of a,
 * three rows are kept: row[2] is the current one, row[1] and row[0] are those of
 * the letter before and of the one before that.
 */
static size_t
distance(const char *a, size_t n, const char *b, size_t m)
{
	size_t row[3][WORD_MAX + 1];

	for (size_t j = 0; j <= m; j++)
		row[1][j] = j;
	for (size_t i = 1; i <= n; i++) {
		row[2][0] = i;
		for (size_t j = 1; j <= m; j++) {
			int x = to_lower(a[i - 1]), y = to_lower(b[j - 1]);
			size_t d = row[1][j - 1] + (x != y);

			d = min2(d, min2(row[1][j], row[2][j - 1]) + 1);
			if (i > 1 && j > 1 && x == to_lower(b[j - 2]) &&
				y == to_lower(a[i - 2]))
				d = min2(d, row[0][j - 2] + 1);
			row[2][j] = d;
		}
		memcpy(row[0], row[1], sizeof(row[0]));
		memcpy(row[1], row[2], sizeof(row[1]));
	}
	return row[1][m];
}

void
tg_nearest_offer(struct tg_nearest *nearest, const char *candidate)
{
	size_t n = strlen(nearest->word), m = strlen(candidate), d;

	if (n > WORD_MAX || m > WORD_MAX)
		return;
	d = distance(nearest->word, n, candidate, m);
	/* a third of the longer word may differ, and of two letters one */
	if (d > (n > m ? n : m) / 3 + (n <= 2))
		return;
	nearest->tied = nearest->best != NULL &&
		(d == nearest->distance ||
			(nearest->tied && d > nearest->distance));
	if (nearest->best == NULL || d < nearest->distance) {
		nearest->best = candidate;
		nearest->distance = d;
	}
}
