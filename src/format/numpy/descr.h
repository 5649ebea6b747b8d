#ifndef TG_FORMAT_NUMPY_DESCR_H
#define TG_FORMAT_NUMPY_DESCR_H

#include "tensor/dtype.h"
#include "format/numpy/literal.h"

/*
 * tg_npy_descr_parse - the dtype that NumPy's descr stands for.
 *
 *   text, len   a type string such as <f4, or the list of a flat record's
 *               fields, which begins with [
 *
 * A dtype that has no name here becomes TG_OPAQUE; the caller then sets its
 * descr.
 *
 * Errors: TG_EDATA. Python objects are refused.
 */
bool tg_npy_descr_parse(struct tg_dtype *dtype, const char *text, size_t len,
	struct tg_err *err);

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
