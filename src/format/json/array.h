#ifndef TG_FORMAT_JSON_ARRAY_H
#define TG_FORMAT_JSON_ARRAY_H

#include "format/json/scan.h"
#include "tensor/tensor.h"

/*
 * tg_json_array_scan - scan a tensor in a JSON text, by as many threads as are
 * worth it.
 *
 *   scan   json, begin and integers are set, all else is zero and is filled in
 *
 * Errors: TG_EDATA with the position; scan->unfit tells whether the text is
 * valid JSON so far. TG_ESYS without memory.
 *
 * Ownership: items is malloc'ed and the caller's, also after an error.
 */
bool tg_json_array_scan(struct tg_json_scan *scan, struct tg_err *err);

/*
 * Whether one dtype has all integers of these classes, in the array that begins
 * there. Errors: TG_EDATA.
 */
bool tg_json_check_signs(unsigned classes, size_t begin, struct tg_err *err);

/* The dtype of the integers that were scanned. */
struct tg_dtype tg_json_integer_dtype(const struct tg_json_scan *scan);

/*
 * tg_json_array_tensor - make a tensor of what was scanned.
 *
 * Errors: TG_ESYS without memory.
 *
 * Ownership: the tensor takes over scan->items, but not after an error. It
 * borrows the text.
 */
bool tg_json_array_tensor(struct tg_tensor *tensor, struct tg_json_scan *scan,
	struct tg_err *err);

#endif
