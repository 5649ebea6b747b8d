/*
 * Whether a result can be written as vectors: it is rows of values, and the
 * values have the only dtype that the format has.
 */
#include "format/vectors/vectors.h"

#include <inttypes.h>

#include "format/binary.h"

bool
tg_vectors_prepare(struct tg_encoder *encoder, const struct tg_vectors *kind,
	int64_t most, struct tg_err *err)
{
	const struct tg_shape *shape = &encoder->shape;
	char text[TG_SHAPE_TEXT];

	if (!tg_binary_prepare_only(encoder, kind->name, kind->type, err))
		return false;
	if (shape->ndim != 2) {
		tg_fail(err, TG_ESHAPE, TG_NOPOS,
			"%s files hold rows: the result, of shape %s, has not "
			"two dims",
			kind->name, tg_shape_text(text, shape));
		tg_err_help(err, "give it two: --output-shape ROWS,VALUES");
		return false;
	}
	for (int i = 0; i < 2; i++)
		if (shape->size[i] > most)
			return tg_fail(err, TG_ESHAPE, TG_NOPOS,
				"%s files have at most %" PRId64
				" %s, and the result has shape %s",
				kind->name, most,
				i == 0 ? "rows" : "values in a row",
				tg_shape_text(text, shape));
	return true;
}
