/*
 * Elements that a TensorProto has as numbers of the wire format: one by one or
 * several together, floats as they are in memory, integers of 7 bits a byte.
 * Small constants are written like this.
 */
#include "format/onnx/onnx.h"

#include <inttypes.h>

/* The numbers of one field of a message, whose parts may be anywhere in it. */
struct numbers {
	struct tg_wire message;
	struct tg_wire part; /* the numbers that come next */
	unsigned field;
	size_t width; /* bytes of a number, 0 of a varint */
};

/* Go to the next part that has numbers. */
static bool
next_part(struct numbers *numbers)
{
	const enum tg_wire_type alone = numbers->field == TG_ONNX_FLOATS
		? TG_WIRE_FIXED32
		: numbers->field == TG_ONNX_DOUBLES ? TG_WIRE_FIXED64
						    : TG_WIRE_VARINT;
	const unsigned char *before;
	struct tg_wire_field field;
	struct tg_err *none = NULL;
	struct tg_wire key;
	uint64_t value;

	while (numbers->part.p == numbers->part.end) {
		before = numbers->message.p;
		if (!tg_wire_next(&numbers->message, &field, none))
			return false;
		/* a value of another type is none of the field's */
		if (field.number != numbers->field ||
			(field.type != alone && field.type != TG_WIRE_BYTES))
			continue;
		numbers->part = field.at;
		if (field.type != TG_WIRE_VARINT)
			continue;
		/* the varint stands behind its key */
		key = (struct tg_wire){ before, numbers->message.p };
		if (tg_wire_varint(&key, &value))
			numbers->part = key;
	}
	return true;
}

/*
 * Read the next number: *value, or of a float its bytes at *from. False at the
 * end, and if what follows is no number: then *bad becomes true.
 */
static bool
next_number(struct numbers *numbers, uint64_t *value,
	const unsigned char **from, bool *bad)
{
	struct tg_wire *part = &numbers->part;

	if (!next_part(numbers))
		return false;
	if (numbers->width == 0) {
		*bad = !tg_wire_varint(part, value);
		return !*bad;
	}
	*bad = (size_t)(part->end - part->p) < numbers->width;
	*from = part->p;
	if (!*bad)
		part->p += numbers->width;
	return !*bad;
}

/* Put an integer into an element; false if it does not fit its dtype. */
static bool
put_integer(unsigned char *to, const struct tg_dtype *dtype, unsigned field,
	uint64_t value)
{
	const unsigned bits = 8 * dtype->size;
	const int64_t narrow = (int32_t)(uint32_t)value;
	bool fits = true;

	if (field == TG_ONNX_INT32S) {
		/* an int32, of which a negative one has ten bytes */
		value = (uint64_t)narrow;
		if (dtype->type == TG_BOOL)
			fits = value <= 1;
		else if (dtype->type == TG_INT8 || dtype->type == TG_INT16)
			fits = narrow >= -(INT64_C(1) << (bits - 1)) &&
				narrow < INT64_C(1) << (bits - 1);
		else if (dtype->type != TG_INT32)
			fits = value < UINT64_C(1) << bits;
	} else if (dtype->type == TG_UINT32) {
		fits = value <= UINT32_MAX;
	}
	for (unsigned i = 0; i < dtype->size; i++)
		to[i] = (unsigned char)(value >> 8 * i);
	return fits;
}

static bool
fail_count(const struct tg_tensor *tensor, uint64_t n, bool more,
	struct tg_err *err)
{
	char text[TG_SHAPE_TEXT];

	return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
		"shape %s of %s takes %" PRIu64
		" numbers, the file gives it %s",
		tg_shape_text(text, &tensor->shape),
		tg_dtype_name(&tensor->dtype), n, more ? "more" : "fewer");
}

/* Copy the n numbers of all elements. */
static bool
copy_numbers(struct tg_tensor *tensor, struct numbers *numbers, size_t n,
	struct tg_err *err)
{
	const struct tg_dtype *dtype = &tensor->dtype;
	const size_t width = numbers->width > 0 ? numbers->width : dtype->size;
	unsigned char *to = tensor->owned;
	const unsigned char *from = NULL;
	uint64_t value = 0;
	bool bad = false;
	size_t i = 0;

	for (; next_number(numbers, &value, &from, &bad); i++, to += width) {
		if (i == n)
			return fail_count(tensor, n, true, err);
		if (numbers->width > 0)
			memcpy(to, from, width);
		else if (!put_integer(to, dtype, numbers->field, value))
			return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
				"element %zu is %" PRId64
				", which does not fit %s",
				i, (int64_t)value, tg_dtype_name(dtype));
	}
	if (bad)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"element %zu is cut short", i);
	return i == n || fail_count(tensor, n, false, err);
}

bool
tg_onnx_decode(struct tg_tensor *tensor, const struct tg_onnx_tensor *proto,
	unsigned field, uint64_t len, struct tg_err *err)
{
	struct numbers numbers = {
		.message = proto->message,
		.field = field,
		.width = field == TG_ONNX_FLOATS   ? 4
			: field == TG_ONNX_DOUBLES ? 8
						   : 0,
	};
	const uint64_t n =
		len / (numbers.width > 0 ? numbers.width : tensor->dtype.size);

	/* each number takes a byte or more: memory is for what is there */
	if (n > (uint64_t)(proto->message.end - proto->message.p))
		return fail_count(tensor, n, false, err);
	if (len < SIZE_MAX)
		tensor->owned = malloc(len > 0 ? (size_t)len : 1);
	if (tensor->owned == NULL)
		return tg_fail_memory(err, "the elements of a tensor");
	tensor->data = tensor->owned;
	return copy_numbers(tensor, &numbers, (size_t)n, err);
}
