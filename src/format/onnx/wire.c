/*
 * Steps over the fields of a message of Protocol Buffers. Nothing is copied, and
 * what is stepped over is not read, so that a model of any size is listed at
 * once.
 */
#include "format/onnx/wire.h"

bool
tg_wire_varint(struct tg_wire *bytes, uint64_t *value)
{
	const unsigned char *p = bytes->p;

	*value = 0;
	for (int shift = 0; shift < 64 && p < bytes->end; shift += 7) {
		*value |= (uint64_t)(*p & 0x7F) << shift;
		if (*p++ < 0x80) {
			bytes->p = p;
			/* the tenth byte has one bit left */
			return shift < 63 || p[-1] <= 1;
		}
	}
	return false;
}

/* The bytes of a field's value, whose type was read. */
static bool
take_value(struct tg_wire *message, struct tg_wire_field *field)
{
	uint64_t len = 0;

	switch (field->type) {
	case TG_WIRE_VARINT:
		return tg_wire_varint(message, &field->value);
	case TG_WIRE_FIXED64:
		len = 8;
		break;
	case TG_WIRE_FIXED32:
		len = 4;
		break;
	case TG_WIRE_BYTES:
		if (!tg_wire_varint(message, &len))
			return false;
		break;
	default:
		return false;
	}
	if (len > (uint64_t)(message->end - message->p))
		return false;
	field->at = (struct tg_wire){ message->p, message->p + len };
	message->p += len;
	return true;
}

bool
tg_wire_next(struct tg_wire *message, struct tg_wire_field *field,
	struct tg_err *err)
{
	uint64_t key;

	if (message->p == message->end)
		return false;
	*field = (struct tg_wire_field){ 0 };
	if (tg_wire_varint(message, &key) && key >> 3 != 0 &&
		key <= UINT32_MAX) {
		field->number = (uint32_t)(key >> 3);
		field->type = (enum tg_wire_type)(key & 7);
		if (take_value(message, field))
			return true;
	}
	return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
		"this is no ONNX file, or it is cut short or damaged");
}
