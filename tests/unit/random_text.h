#ifndef RANDOM_TEXT_H
#define RANDOM_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Begin a sequence; all that follows is drawn from it. */
void random_begin(uint64_t seed);

/* A number from 0 to n - 1. */
unsigned random_below(unsigned n);

/* What does not fit is left out. */
struct writer {
	unsigned char *text;
	size_t len, capacity;
	unsigned space; /* one in so many places; 0 none */
	unsigned kind;  /* of elements, see put_element */
};

void put(struct writer *w, const char *s);

/* White space, perhaps. */
void put_space(struct writer *w);

/* Kinds: 0 digits, 1 integers, 2 fractions, 3 both, 4 and others, 5 no numbers
 */
#define KINDS 6
void put_element(struct writer *w);

/*
 * Spoil a text in one place: a byte changes, goes or comes, two change places,
 * a part is said again or goes, something strange comes, the rest is cut off.
 */
void spoil(struct writer *w);

#endif
