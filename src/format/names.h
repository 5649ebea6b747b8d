#ifndef TG_FORMAT_NAMES_H
#define TG_FORMAT_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/*
 * The names of the tensors in a file, for the error that a wrong name is:
 *
 *	struct tg_names names = { .wanted = name };
 *
 *	for (each name there is)
 *		tg_names_offer(&names, name);
 *	return tg_names_fail(&names, "array", err);
 *
 * All zero but wanted, which is NULL where no name was given.
 */
struct tg_names {
	const char *wanted;
	size_t n;
	size_t shown;      /* of them, in the text */
	char text[1024];   /* those, with commas */
	char nearest[128]; /* to the wanted one; empty when none is */
	size_t distance;
};

void tg_names_offer(struct tg_names *names, const char *name);

/*
 * Fail with TG_EDATA: that there is none of the wanted name, or several to
 * choose from; with the nearest, and the first ones there are. what is a tensor
 * called?
 */
bool tg_names_fail(
	const struct tg_names *names, const char *what, struct tg_err *err);

#endif
