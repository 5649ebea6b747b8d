#ifndef TG_FORMAT_JSON_SAID_H
#define TG_FORMAT_JSON_SAID_H

#include "format/json/document.h"
#include "tensor/dtype.h"
#include "tensor/shape.h"

/* The dtype that the object around a tensor says. */
struct tg_json_dtype {
	const unsigned char *value; /* in the text; NULL: it says none */
	bool known;
	struct tg_dtype dtype; /* if it is known */
};

/*
 * tg_json_said_dtype - find out the dtype.
 *
 *   bytes   the elements are bytes: a member type counts, if it is a dtype
 *
 * A name that is not understood is no error: it may play no part.
 *
 * Errors: TG_ESYS without memory.
 */
bool tg_json_said_dtype(struct tg_json_dtype *said,
	const struct tg_json_found *found, bool bytes, struct tg_err *err);

/*
 * tg_json_said_shape - read the shape that the object around a tensor says.
 * *is_said is false if it says none. Sizes are exact, in any spelling.
 *
 * Errors: TG_EDATA with the position; TG_ESYS without memory.
 */
bool tg_json_said_shape(struct tg_shape *shape, bool *is_said,
	const struct tg_json *json, const struct tg_json_found *found,
	struct tg_err *err);

/*
 * Require that the elements of a shape lie in C order, and that bytes are
 * little-endian and not compressed, as far as the object says anything of it.
 *
 * Errors: TG_EDATA with the position.
 */
bool tg_json_check_layout(const struct tg_json *json,
	const struct tg_json_found *found, const struct tg_shape *shape,
	bool bytes, struct tg_err *err);

/*
 * Add to an error how to read the tensor without what the object says of it.
 * Returns false.
 */
bool tg_json_help_alone(const struct tg_json_found *found, struct tg_err *err);

#endif
