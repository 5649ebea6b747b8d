#ifndef TG_TENSOR_RECORD_H
#define TG_TENSOR_RECORD_H

#include "tensor/tensor.h"
#include "tensor/value.h"

/* A field of a record: one element, or an array of elements in C order. */
struct tg_field {
	const char *name;      /* UTF-8, without a zero byte */
	const char *title;     /* NumPy's second name for it; NULL: none */
	const char *key;       /* the name as JSON, with a colon behind it */
	size_t key_len;        /* of key in bytes */
	size_t offset;         /* bytes from the start of the record */
	struct tg_dtype dtype; /* size may be 0, for strings without room */
	struct tg_shape shape; /* of the array; without dims: one element */
};

/*
 * What the elements of a record's dtype, which is TG_OPAQUE, consist of. It is
 * one block of memory, in which all that its fields point to is, too.
 */
struct tg_record {
	size_t n;    /* fields */
	size_t room; /* the most bytes that a record prints to */
	struct tg_field fields[];
};

/*
 * tg_record_measure - set room, once the fields are there.
 *
 * Errors: false if a record would print to more bytes than can be counted, or
 * to millions of arrays without an element.
 */
bool tg_record_measure(struct tg_record *record);

/* The first field whose elements have no text; NULL if all have. */
const struct tg_field *tg_record_without_text(const struct tg_record *record);

/* The field of that name or, if there is none, of that title; or NULL. */
const struct tg_field *tg_record_find(
	const struct tg_record *record, const char *name);

/*
 * Print a record as a JSON object, {"a":1,"b":[2.5,3.0]}. As tg_value_print,
 * which calls this.
 */
size_t tg_record_print(char *text, const struct tg_record *record,
	const void *element, enum tg_nan nan);

/*
 * tg_record_pick - make a tensor of records one of a field: its dims are those
 * of the records, then those of the field.
 *
 * The elements stay where they are, if a record has a whole number of them;
 * else there is no stride that tells where they are, and they are copied.
 *
 * Errors: TG_EDATA for more than TG_MAX_NDIM dims, or elements of 0 bytes;
 * TG_ESYS without memory.
 */
bool tg_record_pick(struct tg_tensor *tensor, const struct tg_field *field,
	struct tg_err *err);

#endif
