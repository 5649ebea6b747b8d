#ifndef TG_FORMAT_NUMPY_NPY_H
#define TG_FORMAT_NUMPY_NPY_H

#include "format/format.h"
#include "io/buffer.h"
#include "tensor/tensor.h"

/*
 * NumPy's array format, versions 1.0, 2.0 and 3.0: numpy/lib/format.py and the
 * NumPy enhancement proposal 1.
 */

/* True if the bytes start as every NPY file does. */
bool tg_npy_recognise(const unsigned char *data, size_t len);

/*
 * tg_npy_read - a tensor that points into the bytes of an NPY file; in
 * Fortran order by its strides.
 *
 *   data, len   the whole file, which may go on behind the array
 *
 * Errors: TG_EDATA, with the position for a bad header. Pickled objects are
 * refused. Ownership: tensor borrows data, and owns its descr.
 */
bool tg_npy_read(struct tg_tensor *tensor, const unsigned char *data,
	size_t len, struct tg_err *err);

/*
 * tg_npy_pick - of an array of records, take the field of that name; a title
 * names it, too.
 *
 * Errors: TG_EDATA for an array that has no such field; TG_ESYS without memory.
 */
bool tg_npy_pick(
	struct tg_tensor *tensor, const char *name, struct tg_err *err);

/*
 * tg_npy_length - how many bytes an NPY file takes, by what its header says.
 *
 *   data, len   the start of the file; the header must be in it
 *
 * Errors: as tg_npy_read; TG_EDATA when the header goes on behind len.
 */
bool tg_npy_length(size_t *length, const unsigned char *data, size_t len,
	struct tg_err *err);

/*
 * The function needed of a tg_format: as much as NumPy reads from a pipe, which
 * is what the header says, and nothing that may follow, such as a second array.
 */
size_t tg_npy_needed(struct tg_watch *watch, const struct tg_bytes *bytes,
	struct tg_err *err);

/*
 * tg_npy_header - append the header of an array in C order, byte for byte as
 * np.save writes it.
 *
 * Errors: TG_EDATA for a dtype NPY has no name for; TG_ESYS without memory.
 */
bool tg_npy_header(struct tg_buffer *out, const struct tg_dtype *dtype,
	const struct tg_shape *shape, struct tg_err *err);

#endif
