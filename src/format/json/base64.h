#ifndef TG_FORMAT_JSON_BASE64_H
#define TG_FORMAT_JSON_BASE64_H

#include "format/json/token.h"

/*
 * tg_json_base64 - the bytes that a string stands for in base64 (RFC 4648).
 *
 *   p       the quote that opens the string in a validated text
 *   *data   malloc'ed, the caller's
 *   *len    bytes of data
 *
 * Both alphabets are read, that of URLs too; white space is passed over; the
 * padding at the end may be left out. "b64:" may stand before.
 *
 * Errors: TG_EDATA with the position of the first character that is wrong;
 * TG_ESYS without memory.
 */
bool tg_json_base64(unsigned char **data, size_t *len,
	const struct tg_json *json, const unsigned char *p, struct tg_err *err);

#endif
