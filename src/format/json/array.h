#ifndef TG_FORMAT_JSON_ARRAY_H
#define TG_FORMAT_JSON_ARRAY_H

#include "format/json/scan.h"
#include "tensor/tensor.h"

/*
 * tg_json_array_scan - read the tensor that a scan begins with, by as many
 * threads as are worth it.
 *
 *   scan   json, begin and integers are set; all else is zero
 *
 * Errors: TG_EDATA with the position; unfit tells whether the text is valid so
 * far. TG_ESYS without memory.
 * Ownership: items is malloc'ed and the caller's, also after an error.
 */
bool tg_json_array_scan(struct tg_json_scan *scan, struct tg_err *err);

/*
 * tg_json_array_tensor - a tensor of what was scanned. It takes over the items
 * and borrows the text.
 *
 * Errors: TG_ESYS without memory; the items are then still the scan's.
 */
bool tg_json_array_tensor(struct tg_tensor *tensor, struct tg_json_scan *scan,
	struct tg_err *err);

#endif
