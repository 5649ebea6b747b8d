#ifndef TG_FORMAT_JSON_AHEAD_H
#define TG_FORMAT_JSON_AHEAD_H

#include "format/ahead.h"
#include "format/json/scan.h"

/*
 * tg_json_ahead_meet - the value at *p may be the index that will be read from
 * this text: validate it, and keep its scan. *p is then behind it. Nothing is
 * kept of what is no array of indices: how that is read, and what is wrong with
 * it, is left to the reading of the index.
 *
 * Errors: TG_EDATA with the position if the text is no JSON; TG_ESYS without
 * memory.
 */
bool tg_json_ahead_meet(struct tg_ahead *ahead, const struct tg_json *json,
	const unsigned char **p, struct tg_err *err);

/*
 * tg_json_ahead_take - take the scan that was kept of the index of that name.
 * False if there is none. All of the text has been validated if the reading of
 * INPUT has succeeded.
 *
 *   ahead   may be NULL
 *   name    may be NULL
 *   cast    as in struct tg_json_scan
 *
 * Ownership: the items of the scan become the caller's.
 */
bool tg_json_ahead_take(struct tg_json_scan *scan, struct tg_ahead *ahead,
	const struct tg_json *json, const char *name, bool cast);

#endif
