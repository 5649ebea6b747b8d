#ifndef TG_IO_BENEATH_H
#define TG_IO_BENEATH_H

#include "base/error.h"

/*
 * tg_open_beneath - open a file for reading that another file names. Whoever made
 * that one must not make us read any file but those that lie in its directory,
 * or in directories in there.
 *
 *   base       path of the file that names it
 *   location   the name, from the directory of base on
 *
 * Returns a descriptor of a regular file, or -1. Errors: TG_EDATA for a location
 * that is absolute, that has "..", or that leads over a symbolic link or
 * to something else than a regular file: this is about base, and says the
 * location. TG_ESYS if it cannot be opened.
 */
int tg_open_beneath(const char *base, const char *location, struct tg_err *err);

#endif
