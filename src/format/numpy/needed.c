/*
 * How long an NPY file is, told from its header, for a source that may have no
 * end.
 */
#include "format/numpy/npy.h"

#include "format/numpy/header.h"

/* No header that is read ends behind so many bytes. */
#define END_MOST (TG_NPY_MAGIC_LEN + 2 + 4 + TG_NPY_HEADER_MAX)

size_t
tg_npy_needed(struct tg_watch *watch, const struct tg_bytes *bytes,
	struct tg_err *err)
{
	size_t length;

	(void)watch;
	if (bytes->len < TG_NPY_MAGIC_LEN)
		return SIZE_MAX;
	if (!tg_npy_recognise(bytes->data, bytes->len))
		return 0;
	if (tg_npy_length(&length, bytes->data, bytes->len, err))
		return length;
	tg_err_clear(err);
	return bytes->len < END_MOST ? SIZE_MAX : 0;
}
