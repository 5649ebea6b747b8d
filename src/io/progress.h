#ifndef TG_IO_PROGRESS_H
#define TG_IO_PROGRESS_H

#include <stdint.h>

/* Whether a long job shows on standard error how far it is. */
enum tg_progress {
	TG_PROGRESS_AUTO, /* on a terminal, once a second has gone */
	TG_PROGRESS_ALWAYS,
	TG_PROGRESS_NEVER,
};

void tg_progress_choose(enum tg_progress mode);

/*
 * tg_progress_step - so many bytes of work are done, of so many: a line that
 * replaces the one before, ten times a second at most.
 *
 * By one thread at a time.
 */
void tg_progress_step(uint64_t done, uint64_t total);

/* The work is over, or something else is to be said: take the line away. */
void tg_progress_clear(void);

#endif
