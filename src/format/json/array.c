/*
 * Reads a JSON array as a tensor, for all who read one. A large text is scanned
 * by several threads. If the text is small, or not what they expect, the exact
 * scanner reads it, which also words the errors.
 */
#include "format/json/array.h"

#include <stdlib.h>

#include "format/json/scan_parallel.h"

bool
tg_json_array_scan(struct tg_json_scan *scan, struct tg_err *err)
{
	if (!tg_json_scan_parallel(scan) && !tg_json_scan_serial(scan, err))
		return false;
	if (scan->integers && scan->classes & TG_CLASS_UINT64 &&
		scan->classes & TG_CLASS_NEGATIVE)
		return tg_fail(err, TG_EDATA, scan->begin,
			"there are both negative indices and some above int64");
	return true;
}

bool
tg_json_array_tensor(
	struct tg_tensor *tensor, struct tg_json_scan *scan, struct tg_err *err)
{
	static const enum tg_type integer[] = {
		[1] = TG_INT8, [2] = TG_INT16, [4] = TG_INT32, [8] = TG_INT64
	};

	tensor->text = malloc(sizeof(*tensor->text));
	if (tensor->text == NULL)
		return tg_fail_memory(err, "the elements");
	*tensor->text = (struct tg_text){
		.bytes = scan->json.text,
		.begin = scan->begin,
		.end = scan->end,
		.classes = scan->classes,
	};
	if (scan->integers)
		tensor->dtype = tg_dtype_of(scan->classes & TG_CLASS_UINT64
				? TG_UINT64
				: integer[scan->item_size]);
	else
		tensor->dtype = (struct tg_dtype){
			.type = TG_TEXT,
			.size = scan->item_size,
			.big_endian = TG_HOST_BIG_ENDIAN,
		};
	tensor->shape = scan->shape;
	tensor->data = tensor->owned = scan->items;
	tensor->base = scan->base;
	scan->items = NULL;
	tg_shape_strides(&tensor->shape, tensor->stride);
	return true;
}
