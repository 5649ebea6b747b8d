#ifndef BOMBS_H
#define BOMBS_H

/* Write all bombs into a directory, unless it is there. */
void fault_bombs_create(const char *directory);

#endif
