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

/* False at the end, and on an error. */
bool tg_json_members_next(struct tg_json_members *items, struct tg_err *err);

/*
 * The string at p, a quote in a validated text, with its escapes resolved.
 * It is malloc'ed; NULL without memory. A \u0000 ends it.
 */
char *tg_json_string(const unsigned char *p);

/* True if the current key is name. */
bool tg_json_members_key_is(
	const struct tg_json_members *items, const char *name);

#endif
