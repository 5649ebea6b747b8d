#ifndef TG_FORMAT_JSON_OBJECT_H
#define TG_FORMAT_JSON_OBJECT_H

#include "format/json/members.h"

/*
 * What a member of an object is for, by its name and the kind of its value. Of
 * those before TG_JSON_ROLES an object has one each.
 */
enum tg_json_role {
	TG_JSON_DATA,        /* data, unless it is an object */
	TG_JSON_ENCODED,     /* a string of bytes in base64: __ndarray__ ... */
	TG_JSON_SHAPE,       /* sizes */
	TG_JSON_DIMS,        /* sizes, under another name: dims, tensorShape */
	TG_JSON_DTYPE,       /* dtype, datatype: a name, or anything else */
	TG_JSON_ENUM,        /* the same, as a number of ONNX */
	TG_JSON_TYPE,        /* type: a dtype, where bytes need one */
	TG_JSON_ORDER,       /* order, of dims or of bytes */
	TG_JSON_C_ORDER,     /* Corder: true or false */
	TG_JSON_FORTRAN,     /* fortran_order: true or false */
	TG_JSON_STRIDES,     /* an array */
	TG_JSON_BYTE_ORDER,  /* of bytes: little, big */
	TG_JSON_COMPRESSION, /* of bytes */
	TG_JSON_ENCODING,    /* of bytes: base64, hex */
	TG_JSON_PARAMETERS,  /* an object, in which a server says more */
	TG_JSON_ROLES,
	TG_JSON_ABOUT, /* another array that tells of a tensor: size, axes */
	TG_JSON_ARRAY, /* an array of any other name */
	TG_JSON_OTHER,
};

/*
 * What the members of an object tell. Pointers are into the text, and NULL for
 * what is not there. All is zero at first.
 */
struct tg_json_object {
	const unsigned char *value[TG_JSON_ROLES];
	const unsigned char *key[TG_JSON_ROLES];
	const unsigned char *array; /* the first TG_JSON_ARRAY */
	const unsigned char *array_key;
	const unsigned char *about_key; /* of the first TG_JSON_ABOUT */
	int arrays;                     /* how many are TG_JSON_ARRAY */
	int about;                      /* how many are TG_JSON_ABOUT */
	int objects;                    /* how many TG_JSON_OTHER are objects */
};

/* What an object is. */
enum tg_json_verdict {
	TG_JSON_IS_TENSOR,  /* one of its members is the tensor */
	TG_JSON_NO_DATA,    /* a shape or a dtype, but nothing that has it */
	TG_JSON_ONLY_ABOUT, /* its arrays tell of a tensor and are none */
	TG_JSON_NO_ARRAY,
	TG_JSON_SEVERAL,       /* it has several arrays */
	TG_JSON_HOLDS_TENSORS, /* its array holds objects that are tensors */
};

/*
 * Note the current member of an object; *role is what it is for.
 *
 * Errors: TG_EDATA with the position, if there are two of a role.
 */
bool tg_json_object_note(struct tg_json_object *object, enum tg_json_role *role,
	const struct tg_json_members *items, const struct tg_json *json,
	struct tg_err *err);

/*
 * What an object in a text is, when all its members have been noted. If it is a
 * tensor, or its array holds some, *value becomes the value that is or holds
 * them, and *key its key.
 */
enum tg_json_verdict tg_json_object_verdict(const struct tg_json_object *object,
	const struct tg_json *json, const unsigned char **value,
	const unsigned char **key);

/* True if there is a shape, of any name. */
bool tg_json_object_has_shape(const struct tg_json_object *object);

/* True if there is a dtype. */
bool tg_json_object_has_dtype(const struct tg_json_object *object);

#endif
