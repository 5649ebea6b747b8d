#ifndef TG_FORMAT_NUMPY_RECORD_DESCR_H
#define TG_FORMAT_NUMPY_RECORD_DESCR_H

#include "base/print.h"
#include "format/numpy/literal.h"
#include "tensor/tensor.h"

/*
 * tg_npy_record_parse - read the descr of a record, a list of fields such as
 * [('a', '<i4'), ('b', '<f8', (2,))].
 *
 *   tensor   receives dtype and record; dtype.descr stays NULL
 *   descr    receives the list as NumPy writes it, in the encoding of the
 *            header; the caller frees it and looks whether it failed
 *   l        at the list; behind it afterwards
 *
 * A field of V without a name is a gap between the others. A record whose field
 * is a record is refused.
 *
 * Errors: TG_EDATA with the position in the file, TG_ESYS without memory.
 */
bool tg_npy_record_parse(struct tg_tensor *tensor, struct tg_printed *descr,
	struct tg_literal *l);

#endif
