#ifndef TG_FORMAT_AHEAD_H
#define TG_FORMAT_AHEAD_H

#include <stdbool.h>

/*
 * An index that will be read from the same bytes as INPUT. A format that meets
 * it while it reads INPUT may keep what it has read, so that the index need not
 * be looked for again.
 *
 *   name   of the index in the file; borrowed
 *   cast   as in struct tg_read, for the index
 *   met    so many members of that name, as far as the document was walked
 *   kept   what only the format knows; NULL: nothing
 *   drop   frees kept; set together with it
 */
struct tg_ahead {
	const char *name;
	bool cast;
	int met;
	void *kept;
	void (*drop)(void *kept);
};

/* Free what is kept, if anything is. */
void tg_ahead_drop(struct tg_ahead *ahead);

#endif
