#ifndef TG_TENSOR_DTYPE_H
#define TG_TENSOR_DTYPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/choices.h"

enum tg_type {
	TG_BOOL,
	TG_INT8,
	TG_INT16,
	TG_INT32,
	TG_INT64,
	TG_UINT8,
	TG_UINT16,
	TG_UINT32,
	TG_UINT64,
	TG_FLOAT16,
	TG_BFLOAT16,
	TG_FLOAT32,
	TG_FLOAT64,
	TG_COMPLEX64,
	TG_COMPLEX128,
	TG_FLOAT8_E4M3FN,
	TG_FLOAT8_E5M2,
	TG_BYTES,   /* NumPy's S: a string of size bytes, zeros behind it */
	TG_UNICODE, /* NumPy's U: a string of code points, 4 bytes each */
	TG_OPAQUE,  /* size bytes that mean nothing here: V, M8, records */
	TG_TEXT,    /* offsets into a JSON text, see tensor.h */
};

/*
 * The type of an element. A gather moves size bytes and asks nothing else;
 * the rest matters where text and binary meet, and in an index.
 */
struct tg_dtype {
	enum tg_type type;
	unsigned size;     /* bytes an element takes */
	bool big_endian;   /* order of those bytes; false for one byte */
	const char *descr; /* of NumPy's types that have none of the names
			      above, as it writes them; borrowed, or NULL */
};

/* What the machine itself uses. */
#define TG_HOST_BIG_ENDIAN (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)

/*
 * The dtype of that type in the machine's own byte order; not for TG_TEXT, nor
 * for those whose size is not settled by the type.
 */
struct tg_dtype tg_dtype_of(enum tg_type type);

/* "bool", "int8" ...: the names of those that are not given by a descr. */
tg_choices tg_dtype_choice;

/*
 * tg_dtype_parse - read a name: NumPy's (int32, <i4, >f8, |b1), short ones
 * (i32, bf16), safetensors' (I32, BF16), KServe's (FP32), PyTorch's
 * (torch.int32). Without an order mark the bytes are little-endian.
 *
 * Errors: TG_EUSAGE for a name that is unknown (with the nearest one) or
 * ambiguous (float, int, f); the caller changes the code where the name came
 * from a file.
 */
bool tg_dtype_parse(
	struct tg_dtype *dtype, const char *name, struct tg_err *err);

/*
 * "float32", with ">" before it when it is big-endian: parses back. A type
 * with a descr is called by it, "<U5", "|V2", which does not.
 */
const char *tg_dtype_name(const struct tg_dtype *dtype);

/* What safetensors calls it, "F32"; NULL where that has no such type. */
const char *tg_dtype_tag(const struct tg_dtype *dtype);

/* The little-endian dtype that safetensors calls so; false if there is none. */
bool tg_dtype_of_tag(struct tg_dtype *dtype, const char *tag);

bool tg_dtype_is_integer(const struct tg_dtype *dtype);
bool tg_dtype_is_complex(const struct tg_dtype *dtype);

/*
 * True if the two name the same type, strings only at the same size; byte
 * order is not compared.
 */
bool tg_dtype_same_type(const struct tg_dtype *a, const struct tg_dtype *b);

/*
 * Bytes of one number: an element's size, half of it for complex, a code point
 * of TG_UNICODE. Swapping byte order swaps each number in place. Where no byte
 * order is known of, in TG_BYTES and TG_OPAQUE, it is 1.
 */
size_t tg_dtype_number_size(const struct tg_dtype *dtype);

/* Copy n elements, turning the bytes of each number round. */
void tg_dtype_swap(
	void *to, const void *from, size_t n, const struct tg_dtype *dtype);

#endif
