#ifndef TG_IO_TARGET_H
#define TG_IO_TARGET_H

#include <stdbool.h>
#include <sys/stat.h>

/* The file that a result becomes, or that it replaces. */

/*
 * tg_target_follow - the name that a path leads to when symbolic links are
 * followed; it need not exist. malloc'ed; NULL with errno set.
 */
char *tg_target_follow(const char *path);

/* True for a file that the shell put there: it must not be replaced. */
bool tg_target_is_standard_output(const struct stat *st);

/*
 * tg_target_keep_attributes - give the new file fd the owner and the mode of the
 * target, which it is about to replace; nothing where there is none.
 *
 * Returns false, with errno set, if others could do with the new file what they
 * could not do with the former one.
 */
bool tg_target_keep_attributes(const char *target, int fd);

#endif
