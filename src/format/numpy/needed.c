/*
 * How long an NPY file is, told from its header, for a source that may have no
 * end.
 */
#include "format/numpy/npy.h"

/* Some bytes that are not enough to recognise the file. */
#define FEW 6

/* No header that is read ends behind so many bytes. */
#define HEADER_MOST 10012

size_t
tg_npy_needed(struct tg_watch *watch, const struct tg_bytes *bytes,
	struct tg_err *err)
{
	size_t length;

	(void)watch;
	if (bytes->len < FEW)
		return SIZE_MAX;
	if (!tg_npy_recognise(bytes->data, bytes->len))
		return 0;
	if (tg_npy_length(&length, bytes->data, bytes->len, err))
		return length;
	tg_err_clear(err);
	return bytes->len < HEADER_MOST ? SIZE_MAX : 0;
}
