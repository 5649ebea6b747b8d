#ifndef TG_BASE_FIXED_JSON_H
#define TG_BASE_FIXED_JSON_H

#include <stddef.h>
#include <stdint.h>

/*
 * JSON that is written into memory which is there already: it needs no memory
 * when there is none left, and a signal handler may write it. Commas are set
 * where they belong. What has no room is left out, so that size has to be enough.
 */
struct tg_fixed_json {
	char *text;
	size_t size;
	size_t len;
};

/* Begin and end an object or an array: '{' and '}', '[' and ']'. */
void tg_fixed_json_open(struct tg_fixed_json *to, char bracket);
void tg_fixed_json_close(struct tg_fixed_json *to, char bracket);

/* The name of the member that comes next. */
void tg_fixed_json_key(struct tg_fixed_json *to, const char *name);

/*
 * tg_fixed_json_string - write n bytes as a string. What base/hidden.h names is
 * escaped, and a byte that is not valid UTF-8 is the half surrogate of Python's
 * surrogateescape, as in the lines of --info: 0xFF is \udcff.
 */
void tg_fixed_json_string(struct tg_fixed_json *to, const char *text, size_t n);

void tg_fixed_json_integer(struct tg_fixed_json *to, int64_t value);
void tg_fixed_json_null(struct tg_fixed_json *to);

/* A member that is a string, and one that is an empty array. */
void tg_fixed_json_text(
	struct tg_fixed_json *to, const char *key, const char *text);
void tg_fixed_json_empty(struct tg_fixed_json *to, const char *key);

/* End the line. */
void tg_fixed_json_end_line(struct tg_fixed_json *to);

#endif
