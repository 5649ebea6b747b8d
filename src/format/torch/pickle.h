#ifndef TG_FORMAT_TORCH_PICKLE_H
#define TG_FORMAT_TORCH_PICKLE_H

#include "base/error.h"
#include "format/torch/pickle_value.h"

/*
 * tg_pickle_read - read Python's pickle, of len bytes, without running it: a
 * fixed list of opcodes makes a tree of values, in which a call is a value that
 * says what would have been called. See Lib/pickletools.py in Python for what
 * the opcodes mean.
 *
 *   most   bytes of memory that all of its values may take; a byte of a pickle
 *          that is meant takes up to 8, as in a list of pairs of
 *          integers
 *
 * Errors: TG_EDATA for what is no pickle, has an opcode that is not on the
 * list, or takes more memory; TG_ESYS without memory.
 * Ownership: borrows data; the caller frees it with tg_pickle_free.
 * Cost: linear in time and memory. Values may refer to one another in circles.
 */
bool tg_pickle_read(struct tg_pickle *pickle, const unsigned char *data,
	size_t len, size_t most, struct tg_err *err);

#endif
