#ifndef TG_CLI_MEANT_ARRAY_H
#define TG_CLI_MEANT_ARRAY_H

#include <stdbool.h>

#include "base/print.h"

/*
 * tg_meant_array - write an array as JSON that was copied from Python: printed
 * by NumPy, "[[1 2] [3 4]]", or with the function that makes it, "tensor([1,
 * 2])".
 *
 *   json   all zero; the caller frees it, whatever is returned
 *
 * Returns false if the text is no such array, or is JSON already, or without
 * memory. Cost: a pass over the text.
 */
bool tg_meant_array(struct tg_printed *json, const char *text);

#endif
