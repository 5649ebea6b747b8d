#ifndef TG_FORMAT_ONNX_WIRE_H
#define TG_FORMAT_ONNX_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/*
 * The wire format of Protocol Buffers, as far as it is needed to step over a
 * message in place (https://protobuf.dev/programming-guides/encoding). A library
 * would make objects of a whole model, which may have gigabytes, and tell
 * nothing about where in the file its elements are.
 */

/* How the value of a field is written. */
enum tg_wire_type {
	TG_WIRE_VARINT = 0,
	TG_WIRE_FIXED64 = 1,
	TG_WIRE_BYTES = 2, /* text, a message, or several values together */
	TG_WIRE_FIXED32 = 5,
};

/* A message, or what is left of it. */
struct tg_wire {
	const unsigned char *p;
	const unsigned char *end;
};

struct tg_wire_field {
	uint32_t number;
	enum tg_wire_type type;
	uint64_t value;    /* of a varint */
	struct tg_wire at; /* its bytes, of all types but varints */
};

/*
 * tg_wire_next - read the next field of a message.
 *
 * Returns false at its end, and if it is no message: then err says so, with
 * TG_EDATA and a position of TG_NOPOS.
 */
bool tg_wire_next(struct tg_wire *message, struct tg_wire_field *field,
	struct tg_err *err);

/* Read a varint. False, and nothing is read, if there is none in the bytes. */
bool tg_wire_varint(struct tg_wire *bytes, uint64_t *value);

#endif
