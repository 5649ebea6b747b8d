#ifndef TG_FORMAT_FIXED_HEAD_H
#define TG_FORMAT_FIXED_HEAD_H

#include "io/bytes.h"
#include "tensor/dtype.h"
#include "tensor/shape.h"

/* What a head says of the elements, which are raw data behind it. */
struct tg_fixed_head {
	struct tg_shape shape;
	struct tg_dtype dtype;
	int64_t offset;
	bool fortran; /* the first subscript runs fastest */
	bool beside;  /* the elements are in another file, NAME.img */
	bool scaled;  /* the head says how to compute with them */
};

/* True if the bytes begin as a NIfTI image does, of version 1 or 2. */
bool tg_fixed_head_is_nifti(const struct tg_bytes *bytes);

/* True if the bytes begin as a FITS file does. */
bool tg_fixed_head_is_fits(const struct tg_bytes *bytes);

/*
 * tg_fixed_head_read - what the head of a NIfTI image, or of the first image of a
 * FITS file, says.
 *
 * Returns false if it is no such head, or is none whose elements can be read as
 * raw data: they are of another type, there are none, or the bytes are fewer.
 */
bool tg_fixed_head_read(
	struct tg_fixed_head *head, const struct tg_bytes *bytes);

#endif
