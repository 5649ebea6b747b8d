#ifndef TG_TENSOR_DTYPE_H
#define TG_TENSOR_DTYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/choices.h"

struct tg_record;  /* tensor/record.h */
struct tg_packing; /* tensor/packing.h */

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
	TG_FLOAT8_E4M3FNUZ,
	TG_FLOAT8_E5M2FNUZ,
	TG_FLOAT8_E8M0FNU,
	TG_BYTES,   /* NumPy's S: a string of size bytes, zeros at its end */
	TG_UNICODE, /* NumPy's U: a string of code points, 4 bytes each */
	TG_OPAQUE,  /* size bytes that tgather does not understand: NumPy's V,
		       M8 and records */
	TG_TEXT,    /* an offset in a JSON text, see tensor/text.h */
};

/*
 * The dtype of an element. To move elements a gather needs only size; the rest
 * is needed to convert between text and binary, and to read an index.
 */
struct tg_dtype {
	enum tg_type type;
	unsigned size;     /* bytes of an element */
	bool big_endian;   /* order of those bytes; false for one byte */
	const char *descr; /* for TG_BYTES, TG_UNICODE and TG_OPAQUE, what NumPy
			      calls the dtype; borrowed; may be NULL */
	const struct tg_record *record; /* for TG_OPAQUE, the fields of a
			      record; borrowed; NULL: it has none */
	/* for TG_OPAQUE, how elements of the last dim share size bytes; NULL:
	   they do not */
	const struct tg_packing *packing;
};

/* The byte order of this machine. */
#define TG_HOST_BIG_ENDIAN (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)

/*
 * The dtype of a type in this machine's byte order. type is none of TG_BYTES,
 * TG_UNICODE, TG_OPAQUE and TG_TEXT, whose size the type alone does not tell.
 */
struct tg_dtype tg_dtype_of(enum tg_type type);

/* The dtype of elements that share bytes like that. */
struct tg_dtype tg_dtype_of_packing(const struct tg_packing *packing);

/*
 * How many elements share dtype->size bytes: 1, but for packed ones. They follow
 * each other in the last dim, whose size is a multiple of it.
 */
int64_t tg_dtype_pack(const struct tg_dtype *dtype);

/* "bool", "int8" ...: the names of all types but strings, opaque and text. */
tg_choices tg_dtype_choice;

/*
 * tg_dtype_parse - read a name: NumPy's (int32, <i4, >f8, |b1), short ones
 * (i32, bf16), safetensors' (I32, BF16), KServe's (FP32), PyTorch's
 * (torch.int32), TensorFlow's (DT_INT32), Triton's (TYPE_INT32), ONNX's
 * (tensor(int32)), and long ones in any case (Int32). A mark before the name
 * tells the byte order: < little-endian, > big-endian, = that of this machine.
 * With | or without a mark it is little-endian.
 *
 * Errors: TG_EUSAGE for a name that is unknown (with the nearest one) or
 * ambiguous (float, int, f); the caller changes the code where the name came
 * from a file.
 */
bool tg_dtype_parse(
	struct tg_dtype *dtype, const char *name, struct tg_err *err);

/*
 * The name of a dtype: "float32", or ">float32" if it is big-endian, which
 * tg_dtype_parse reads back. For a dtype with a descr it is that, "<U5" or
 * "|V2", which tg_dtype_parse does not read.
 */
const char *tg_dtype_name(const struct tg_dtype *dtype);

/* What safetensors calls the dtype, "F32"; NULL if it has no such dtype. */
const char *tg_dtype_tag(const struct tg_dtype *dtype);

/* The little-endian dtype with a name of safetensors; false if there is none. */
bool tg_dtype_of_tag(struct tg_dtype *dtype, const char *tag);

bool tg_dtype_is_integer(const struct tg_dtype *dtype);
bool tg_dtype_is_float(const struct tg_dtype *dtype);
bool tg_dtype_is_complex(const struct tg_dtype *dtype);

/*
 * True if two dtypes are the same, whatever their byte orders. Strings must
 * also have the same size, and opaque dtypes the same name.
 */
bool tg_dtype_same_type(const struct tg_dtype *a, const struct tg_dtype *b);

/*
 * Bytes of one number in an element, since byte order is that of a number: for
 * complex dtypes half the element's size, for TG_UNICODE those of a code point,
 * else the element's size. It is 1 for TG_BYTES, which has no byte order, and
 * for TG_OPAQUE, whose byte order is not known.
 */
size_t tg_dtype_number_size(const struct tg_dtype *dtype);

/*
 * Copy n elements and reverse the bytes of each number. from and to may be the
 * same.
 */
void tg_dtype_swap(
	void *to, const void *from, size_t n, const struct tg_dtype *dtype);

#endif
