#ifndef TAP_H
#define TAP_H

#include <stdbool.h>

/*
 * What the programs here say of their cases, in TAP, as tests/lib.sh does it
 * for scripts. CASE=NAME in the environment asks for the case of that name;
 * the others are not counted, and need not be run.
 */
bool tap_asked(const char *name);

/* True in a build with sanitizers, which need memory of their own. */
#if defined(__SANITIZE_ADDRESS__)
#define TAP_SANITIZED true
#elif defined(__has_feature)
#define TAP_SANITIZED __has_feature(address_sanitizer)
#else
#define TAP_SANITIZED false
#endif

/* Print the verdict on a case. */
void tap_ok(bool ok, const char *name);

/* Print how many cases there were; returns main's status. */
int tap_end(void);

#endif
