#ifndef TG_IO_PROGRESS_H
#define TG_IO_PROGRESS_H

#include <stdint.h>

/* Whether a long job shows on standard error how far it is. */
enum tg_progress {
	TG_PROGRESS_AUTO, /* on a terminal, once a second has gone */
	TG_PROGRESS_ALWAYS,
	TG_PROGRESS_NEVER,
};

/* Choose for the whole process. */
void tg_progress_choose(enum tg_progress mode);

/*
 * tg_progress_step - show that done of total bytes are worked through. The line
 * replaces the one before, ten times a second at most.
 *
 * By one thread at a time.
 */
void tg_progress_step(uint64_t done, uint64_t total);

/* Take the line away: the work is over, or something else will be printed. */
void tg_progress_clear(void);

#endif
