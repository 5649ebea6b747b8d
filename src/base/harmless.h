#ifndef TG_BASE_HARMLESS_H
#define TG_BASE_HARMLESS_H

#include <stddef.h>
#include <stdio.h>

/*
 * Text from outside (a name in a file, an argument) that is safe to print on a
 * terminal and stays in one line: what base/hidden.h names, and bytes that are
 * not valid UTF-8, are written as \xNN, byte by byte. All other text is printed
 * as it is.
 */

/*
 * tg_harmless_length - the length in bytes of the character at the start of a
 * text of len bytes, at least one, if it is harmless as it is; 0 if its first
 * byte has to be written as an escape.
 */
size_t tg_harmless_length(const char *text, size_t len);

/*
 * tg_harmless - make a text harmless, and cut it if it is long.
 *
 *   to     receives the text and a zero byte
 *   size   of to in bytes, at least 4. Up to size - 4 bytes are kept; a text
 *          that needs more is cut between two characters, or two escapes, and
 *          ends with "..."
 *
 * Returns to. Safe to call from a signal handler.
 */
const char *tg_harmless(char *to, size_t size, const char *text);

/* Print len bytes of a text, harmless and whole. */
void tg_harmless_print(FILE *to, const char *text, size_t len);

#endif
