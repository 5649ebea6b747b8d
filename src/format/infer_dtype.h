#ifndef TG_FORMAT_INFER_DTYPE_H
#define TG_FORMAT_INFER_DTYPE_H

#include "tensor/tensor.h"
#include "base/error.h"

/*
 * tg_infer_dtype - the binary dtype that all elements of a JSON tensor share,
 * for a file that must name one.
 *
 *   dtype   int64 when all elements are integers, uint64 when one is above
 *           int64; float64 when any has a fraction, or when there are no
 *           elements; bool when all are booleans. Little-endian
 *   input   of dtype TG_TEXT. Its fill value counts as an element, unless no
 *           dtype holds it together with the others
 *
 * Errors: TG_EDATA when no dtype holds all elements exactly.
 */
bool tg_infer_dtype(struct tg_dtype *dtype, const struct tg_tensor *input,
	struct tg_err *err);

/*
 * tg_fail_said_dtype - fail because the dtype that a text says plays a part, and
 * is not understood.
 *
 *   text    the whole JSON text
 *   p       the value in it that says a dtype
 *   index   the tensor is used as an index
 *
 * Errors: always, TG_EDATA with the position; TG_ESYS without memory.
 */
bool tg_fail_said_dtype(const unsigned char *text, const unsigned char *p,
	bool index, struct tg_err *err);

#endif
