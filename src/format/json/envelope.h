#ifndef TG_FORMAT_JSON_ENVELOPE_H
#define TG_FORMAT_JSON_ENVELOPE_H

#include "format/format.h"
#include "format/json/document.h"

/*
 * tg_json_tensor - make a tensor of what was found in a document, with the shape
 * and the dtype that an envelope and the request say.
 *
 *   found   without items the tensor gets no data
 *
 * Errors: TG_EDATA, with the position in the text where there is one; TG_ESYS
 * without memory.
 * Ownership: the tensor takes the items of found, and borrows the text.
 */
bool tg_json_tensor(struct tg_tensor *tensor, const struct tg_json *json,
	struct tg_json_found *found, const struct tg_read *request,
	struct tg_err *err);

#endif
