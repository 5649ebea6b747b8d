#ifndef TG_FORMAT_JSON_ENCODED_H
#define TG_FORMAT_JSON_ENCODED_H

#include "format/format.h"
#include "format/json/document.h"

/*
 * True if the string that was found holds the bytes of a tensor: in an object
 * every string does, unless its dtype is one of strings; elsewhere if the user
 * says a dtype.
 */
bool tg_json_is_encoded(
	const struct tg_json_found *found, const struct tg_read *request);

/*
 * tg_json_encoded_tensor - make a tensor of that string: its elements are
 * binary, and its dtype is what the object or the request says. Without a shape
 * it has one dim.
 *
 * Errors: TG_EDATA, with the position where there is one; TG_ESYS without
 * memory.
 */
bool tg_json_encoded_tensor(struct tg_tensor *tensor,
	const struct tg_json *json, const struct tg_json_found *found,
	const struct tg_read *request, struct tg_err *err);

#endif
