#ifndef FILES_H
#define FILES_H

#include <stdbool.h>

/* What is in a file that a job replaces. */
#define FORMER "the former file\n"

/* Make a directory, and all that jobs read in it. */
void fault_files_create(const char *directory);

/* Is this the name of a file that is there before a job begins? */
bool fault_is_input(const char *name);

/* Is it what a rank leaves for others, and not on its way? */
bool fault_is_of_ranks(const char *name);

/* Does this file hold what it held before? */
bool fault_is_former(const char *directory, const char *name);

#endif
