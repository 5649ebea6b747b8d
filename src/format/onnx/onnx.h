#ifndef TG_FORMAT_ONNX_ONNX_H
#define TG_FORMAT_ONNX_ONNX_H

#include "format/format.h"
#include "format/onnx/wire.h"

/*
 * ONNX: a model, whose graph has tensors with names, the initializers; or one
 * tensor alone, usually called .pb. The numbers of fields are those of
 * https://github.com/onnx/onnx, onnx/onnx.proto.
 */

/* Fields of TensorProto that have elements as numbers of the wire format. */
enum {
	TG_ONNX_FLOATS = 4,
	TG_ONNX_INT32S = 5, /* and all that is shorter, and bool */
	TG_ONNX_INT64S = 7,
	TG_ONNX_DOUBLES = 10,
	TG_ONNX_UINT64S = 11, /* and uint32 */
};

/* Text in a file; it ends with no zero byte. */
struct tg_onnx_text {
	const unsigned char *p; /* NULL: there is none */
	size_t len;
};

/* A TensorProto: what it says about its elements, and where they are. */
struct tg_onnx_tensor {
	struct tg_wire message; /* all of it */
	struct tg_onnx_text name;
	struct tg_shape shape;
	int64_t type; /* of TensorProto.DataType */
	bool external;
	struct tg_onnx_text raw; /* the elements, little-endian */
	struct tg_onnx_text location, offset, length; /* of external ones */
	bool typed[16]; /* which repeated fields it has values in */
};

/*
 * tg_onnx_parse - read a TensorProto. The elements are not touched.
 *
 * Errors: TG_EDATA.
 */
bool tg_onnx_parse(struct tg_onnx_tensor *proto, struct tg_wire message,
	struct tg_err *err);

/*
 * tg_onnx_describe - set dtype, shape and strides of a tensor.
 *
 *   *len   becomes the number of bytes of its elements
 *
 * Errors: TG_EDATA for a type that is not read, for a shape that has more bytes
 * than can be counted, and where the elements are not there or take others.
 */
bool tg_onnx_describe(struct tg_tensor *tensor, uint64_t *len,
	const struct tg_onnx_tensor *proto, struct tg_err *err);

/*
 * tg_onnx_map - describe a tensor, and set its data, which is in the file, in
 * the one beside it, or owned.
 *
 *   beside   what the file that proto->location names holds; NULL: nothing
 *
 * Errors: TG_EDATA if the elements are not those that the shape asks for,
 * TG_ESYS without memory.
 */
bool tg_onnx_map(struct tg_tensor *tensor, const struct tg_onnx_tensor *proto,
	const struct tg_bytes *beside, struct tg_err *err);

/*
 * tg_onnx_decode - the elements of a tensor that are written as numbers of the
 * wire format, in the field that its type has for them.
 *
 *   field   its number
 *   len     of all elements in bytes
 *
 * Errors: TG_EDATA if there are more or fewer, or one does not fit the type;
 * TG_ESYS without memory. tensor owns the elements then.
 */
bool tg_onnx_decode(struct tg_tensor *tensor,
	const struct tg_onnx_tensor *proto, unsigned field, uint64_t len,
	struct tg_err *err);

/* True if a text of the file is a string. */
static inline bool
tg_onnx_text_is(const struct tg_onnx_text *text, const char *string)
{
	return text->p != NULL && text->len == strlen(string) &&
		memcmp(text->p, string, text->len) == 0;
}

#endif
