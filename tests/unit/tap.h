#ifndef TAP_H
#define TAP_H

#include <stdbool.h>

/*
 * What the programs here say of their cases, in TAP, as tests/lib.sh does it
 * for scripts. CASE=NAME in the environment asks for the case of that name;
 * the others are not counted, and need not be run.
 */
bool tap_asked(const char *name);

/* Print the verdict on a case. */
void tap_ok(bool ok, const char *name);

/* Print how many cases there were; returns main's status. */
int tap_end(void);

#endif
