#ifndef TG_FORMAT_NUMPY_HEADER_H
#define TG_FORMAT_NUMPY_HEADER_H

#include "tensor/tensor.h"

/* The first bytes of every NPY file. */
#define TG_NPY_MAGIC     "\x93NUMPY"
#define TG_NPY_MAGIC_LEN 6

/* NumPy reads no longer headers, unless it is told to trust the file. */
#define TG_NPY_HEADER_MAX 10000

/*
 * tg_npy_header_read - read the header of an NPY file.
 *
 *   tensor      receives dtype, descr, record and shape; the caller frees them,
 *               also after an error
 *   fortran     whether the elements are in Fortran order
 *   begin       where they begin, in bytes
 *   data, len   the file, which begins with the magic
 *
 * Errors: TG_EDATA, with the position where there is one; TG_ESYS without
 * memory.
 */
bool tg_npy_header_read(struct tg_tensor *tensor, bool *fortran, size_t *begin,
	const unsigned char *data, size_t len, struct tg_err *err);

#endif
