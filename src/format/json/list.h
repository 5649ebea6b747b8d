#ifndef TG_FORMAT_JSON_LIST_H
#define TG_FORMAT_JSON_LIST_H

#include "format/format.h"

/*
 * The function each of a tg_format: the arrays of an object that are tensors,
 * by name; or the one tensor that the document is. See format.h.
 */
bool tg_json_each(const struct tg_bytes *bytes,
	const struct tg_visitor *visitor, struct tg_err *err);

#endif
