/*
 * Reads what a TensorProto says: name, shape, type, and in which of its many
 * ways it has its elements. Of a field that stands there twice the last one
 * counts, as everywhere in Protocol Buffers.
 */
#include "format/onnx/onnx.h"

#include <inttypes.h>

/* Other fields of TensorProto. */
enum {
	DIMS = 1,
	DATA_TYPE = 2,
	SEGMENT = 3,
	NAME = 8,
	RAW_DATA = 9,
	EXTERNAL_DATA = 13,
	DATA_LOCATION = 14,
};

static bool
add_dim(struct tg_shape *shape, uint64_t size, struct tg_err *err)
{
	if (size > INT64_MAX)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"size %d of its shape is %" PRId64, shape->ndim,
			(int64_t)size);
	if (shape->ndim == TG_MAX_NDIM)
		return tg_fail(err, TG_ELACK, TG_NOPOS,
			"its shape has more than %d dimensions", TG_MAX_NDIM);
	shape->size[shape->ndim++] = (int64_t)size;
	return true;
}

/* Sizes stand there one by one, or several together. */
static bool
add_dims(
	struct tg_shape *shape, struct tg_wire_field *field, struct tg_err *err)
{
	uint64_t size;

	if (field->type == TG_WIRE_VARINT)
		return add_dim(shape, field->value, err);
	if (field->type != TG_WIRE_BYTES)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"the sizes of its shape are no integers");
	while (field->at.p < field->at.end)
		if (!tg_wire_varint(&field->at, &size))
			return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
				"the sizes of its shape are cut short");
		else if (!add_dim(shape, size, err))
			return false;
	return true;
}

static struct tg_onnx_text
text_of(const struct tg_wire_field *field)
{
	if (field->type != TG_WIRE_BYTES)
		return (struct tg_onnx_text){ 0 };
	return (struct tg_onnx_text){ field->at.p,
		(size_t)(field->at.end - field->at.p) };
}

/* A key and a value, which tell where external elements are. */
static bool
read_external(
	struct tg_onnx_tensor *proto, struct tg_wire entry, struct tg_err *err)
{
	struct tg_onnx_text key = { 0 }, value = { 0 };
	struct tg_wire_field field;

	while (tg_wire_next(&entry, &field, err))
		if (field.number == 1)
			key = text_of(&field);
		else if (field.number == 2)
			value = text_of(&field);
	if (tg_onnx_text_is(&key, "location"))
		proto->location = value;
	else if (tg_onnx_text_is(&key, "offset"))
		proto->offset = value;
	else if (tg_onnx_text_is(&key, "length"))
		proto->length = value;
	return err->code == TG_OK;
}

static bool
read_field(struct tg_onnx_tensor *proto, struct tg_wire_field *field,
	struct tg_err *err)
{
	switch (field->number) {
	case DIMS:
		return add_dims(&proto->shape, field, err);
	case DATA_TYPE:
		proto->type = (int64_t)field->value;
		return true;
	case SEGMENT:
		return tg_fail(err, TG_ELACK, TG_NOPOS,
			"it is a segment of a tensor, or a sequence of several "
			"ones, and these are not read");
	case NAME:
		proto->name = text_of(field);
		return proto->name.len == 0 ||
			memchr(proto->name.p, '\0', proto->name.len) == NULL ||
			tg_fail(err, TG_ESYNTAX, TG_NOPOS,
				"the tensor's name has a NUL in it");
	case RAW_DATA:
		proto->raw = text_of(field);
		return true;
	case EXTERNAL_DATA:
		return read_external(proto, field->at, err);
	case DATA_LOCATION:
		proto->external = field->value == 1;
		return true;
	default:
		if (field->number >= TG_ONNX_FLOATS &&
			field->number <= TG_ONNX_UINT64S)
			proto->typed[field->number] = true;
		return true;
	}
}

bool
tg_onnx_parse(struct tg_onnx_tensor *proto, struct tg_wire message,
	struct tg_err *err)
{
	struct tg_wire_field field;

	*proto = (struct tg_onnx_tensor){ .message = message };
	while (tg_wire_next(&message, &field, err))
		if (!read_field(proto, &field, err))
			return false;
	return err->code == TG_OK;
}
