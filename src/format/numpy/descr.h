#ifndef TG_FORMAT_NUMPY_DESCR_H
#define TG_FORMAT_NUMPY_DESCR_H

#include "tensor/dtype.h"

/* Room for a type string that tg_npy_descr_parse gives, a zero byte included. */
#define TG_NPY_DESCR 64

/*
 * tg_npy_descr_parse - the dtype that a type string of NumPy stands for.
 *
 *   spelling    receives the type string that NumPy writes for it, without
 *               quotes: <f4 for float32. One that NumPy does not know stays as
 *               it is
 *   text, len   any of NumPy's spellings, such as <f4, f, float32 or
 *               datetime64[ns], as NumPy reads them on 64-bit Linux
 *
 * A letter with a size that NumPy does not know is TG_OPAQUE, as are all dtypes
 * that have no name here. The size of strings and of V may be 0. dtype->descr
 * stays NULL.
 *
 * Errors: TG_EDATA, without a position. Python objects are refused.
 */
bool tg_npy_descr_parse(struct tg_dtype *dtype, char spelling[TG_NPY_DESCR],
	const char *text, size_t len, struct tg_err *err);

/*
 * tg_npy_descr_print - print a descr as np.save writes it, quotes included; for
 * an opaque dtype as it was read.
 *
 *   room   bytes of text, a zero byte included
 *
 * Errors: TG_EDATA when NPY has none for it, or it does not fit into room.
 */
bool tg_npy_descr_print(char *text, size_t room, const struct tg_dtype *dtype,
	struct tg_err *err);

#endif
