#ifndef TG_FORMAT_HARMLESS_H
#define TG_FORMAT_HARMLESS_H

#include <stddef.h>

/*
 * tg_harmless - a name from a file or an argument, safe to print on a terminal
 * and in one line: control characters, and bytes that are not valid UTF-8, are
 * written as \xNN.
 *
 *   to     receives the text and a zero byte
 *   size   of to in bytes, at least 4. A text that needs more than size - 4
 *          bytes is cut between two characters and ends with "..."
 *
 * Returns to.
 */
const char *tg_harmless(char *to, size_t size, const char *text);

/*
 * tg_utf8_cut - how many bytes of a text to keep so that they are most at most,
 * and do not end inside a character. Invalid bytes count as characters.
 */
size_t tg_utf8_cut(const char *text, size_t len, size_t most);

#endif
