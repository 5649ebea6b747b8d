/*
 * Reads a JSON array as a tensor, for all who read one. A long text is scanned
 * by vector code, and a large one by several threads. If the text is short, or
 * not what they expect, the exact scanner reads it, which also words the errors.
 */
#include "format/json/array.h"

#include <stdlib.h>

#include "base/threads.h"
#include "format/json/scan_parallel.h"

/* An array that ends within so many bytes is short, however long the text. */
#define SHORT 32768

/*
 * True if the array is not worth what is faster, since that reads whole pieces:
 * a text may have a great many short arrays. Of one that is no JSON it says
 * either.
 */
static bool
is_short(const struct tg_json_scan *scan)
{
	const size_t piece = (size_t)tg_threads_piece();
	const size_t most = piece < SHORT ? piece : SHORT;
	const size_t len = scan->json.len - scan->begin;
	const unsigned char *p = scan->json.text + scan->begin;
	const unsigned char *end = p + (len < most ? len : most);
	int depth = 0;

	for (; p < end; p++) {
		if (*p == '"')
			for (p++; p < end && *p != '"'; p++)
				p += *p == '\\';
		else if (*p == '[')
			depth++;
		else if (*p == ']' && --depth == 0)
			return true;
	}
	return false;
}

bool
tg_json_check_signs(unsigned classes, size_t begin, struct tg_err *err)
{
	return !(classes & TG_CLASS_UINT64) || !(classes & TG_CLASS_NEGATIVE) ||
		tg_fail(err, TG_ETYPE, begin,
			"there are both negative indices and some above int64");
}

bool
tg_json_array_scan(struct tg_json_scan *scan, struct tg_err *err)
{
	if ((is_short(scan) || !tg_json_scan_parallel(scan)) &&
		!tg_json_scan_serial(scan, err))
		return false;
	return !scan->integers ||
		tg_json_check_signs(scan->classes, scan->begin, err);
}

struct tg_dtype
tg_json_integer_dtype(const struct tg_json_scan *scan)
{
	static const enum tg_type integer[] = {
		[1] = TG_INT8, [2] = TG_INT16, [4] = TG_INT32, [8] = TG_INT64
	};

	return tg_dtype_of(scan->classes & TG_CLASS_UINT64
			? TG_UINT64
			: integer[scan->item_size]);
}

bool
tg_json_array_tensor(
	struct tg_tensor *tensor, struct tg_json_scan *scan, struct tg_err *err)
{
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
		tensor->dtype = tg_json_integer_dtype(scan);
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
