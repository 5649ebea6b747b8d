#ifndef TG_FORMAT_JSON_MEMBERS_H
#define TG_FORMAT_JSON_MEMBERS_H

#include "format/json/token.h"

/*
 * The values of an object or an array, one after the other:
 *
 *	struct tg_json_members items = { .json = json, .p = p };
 *
 *	while (tg_json_members_next(&items, err)) {
 *		... items.p is at a value: move it behind ...
 *	}
 *	if (err->code != TG_OK)
 *		return false;
 *	p = items.p;
 *
 * All structure is validated; values are the caller's to validate.
 */
struct tg_json_members {
	const struct tg_json *json;
	const unsigned char *p;   /* at first at the [ or {, at last behind */
	const unsigned char *key; /* the quote of a member's key, or NULL */
	size_t index;             /* of a value, from 0 */
	unsigned char closer;     /* 0 before the first value */
};

/*
 * Go to the next value. False at the end, where p is behind the closing bracket,
 * and on an error: TG_EDATA with the position. Where err is NULL, nothing tells
 * the two apart.
 */
bool tg_json_members_next(struct tg_json_members *items, struct tg_err *err);

/*
 * Read the value at p of a validated text, which is to be an integer from 0 on
 * that fits: 2.0 and 2e0 are integers, too. False if it is none.
 */
bool tg_json_count(int64_t *count, const unsigned char *p);

/* The value of the four digits of an escape \u0000; p is at its backslash. */
uint32_t tg_json_escape_value(const unsigned char *p);

/* Room for the bytes of one character. */
#define TG_JSON_CHARACTER 4

/*
 * The bytes of the character at *p, a byte or an escape of a validated string,
 * behind which *p is then. Returns how many they are; 0 for half of a surrogate
 * pair.
 */
size_t tg_json_character(
	const unsigned char **p, char bytes[TG_JSON_CHARACTER]);

/*
 * Write the string at p, the quote that opens it in a validated text, with its
 * escapes resolved; to has room for as many bytes as it takes at p, and may be
 * the place behind that quote. False, with nothing to be used there, for an
 * escape that is no Unicode text: half of a surrogate pair.
 */
bool tg_json_unescape(char *to, const unsigned char *p);

/*
 * The text of the string at p, the quote that opens it in a validated text,
 * with its escapes resolved. It is malloc'ed, and the caller's; NULL without
 * memory. It ends at the first \u0000. Where tg_json_unescape fails it is the
 * string as it is written.
 */
char *tg_json_string(const unsigned char *p);

/*
 * Compare two strings of a validated text by what they stand for: below, at or
 * above 0, as memcmp. It is 0 if one name reads both.
 */
int tg_json_string_order(const unsigned char *a, const unsigned char *b);

/* True if the string at p, of a validated text, has a \u0000 in it. */
bool tg_json_has_nul(const unsigned char *p);

/* True if the current value is a member of that name. */
bool tg_json_members_key_is(
	const struct tg_json_members *items, const char *name);

#endif
