#ifndef TG_IO_TEMPORARY_H
#define TG_IO_TEMPORARY_H

#include <stdbool.h>

/*
 * Files with a temporary name beside the file that they will become, the
 * target: DIR/.NAME.XXXXXX. No signal that a process can catch leaves one
 * behind. There is one at a time. Errors: errno says what is wrong.
 */

/*
 * tg_temporary_open - make such a file, to be written.
 *
 *   *name   receives its name, malloc'ed, or NULL after an error. Give it to
 *           tg_temporary_rename or tg_temporary_remove
 *
 * Returns the descriptor, or -1.
 */
int tg_temporary_open(char **name, const char *target);

/*
 * tg_temporary_name - give a file that has a name a temporary one as well, a hard
 * link beside it. Who takes that name knows which file it is, whatever becomes of
 * the other name.
 *
 * Returns the name, malloc'ed, or NULL after an error. Give it to
 * tg_temporary_rename or tg_temporary_remove.
 */
char *tg_temporary_name(const char *path);

/*
 * tg_temporary_rename - let the file take the place of the target, and free its
 * name. After an error both are as they were. Call it while signals are held,
 * see io/signals.h.
 */
bool tg_temporary_rename(char *name, const char *target);

/* Remove the file and free its name; nothing if name is NULL. */
void tg_temporary_remove(char *name);

/*
 * tg_temporary_link - let a file without a name take the place of the target,
 * by a temporary name. After an error the target is as it was. Call it while
 * signals are held, see io/signals.h.
 *
 *   link   what /proc has for the file
 */
bool tg_temporary_link(const char *link, const char *target);

#endif
