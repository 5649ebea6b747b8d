#ifndef TG_FORMAT_JSON_QUOTE_H
#define TG_FORMAT_JSON_QUOTE_H

#include "base/print.h"

/*
 * tg_json_print_string - print text as a string of JSON, with its quotes. What
 * RFC 8259 requires is escaped, and nothing else: bytes that are not valid UTF-8
 * stay as they are, so that a path does.
 */
void tg_json_print_string(struct tg_printed *to, const char *text);

/*
 * The same, but what base/hidden.h names is escaped, too, and a byte that is not
 * valid UTF-8 is the half surrogate of Python's surrogateescape: 0xFF is \udcff.
 * So the line is always valid JSON and plain text.
 */
void tg_json_print_harmless(struct tg_printed *to, const char *text);

#endif
