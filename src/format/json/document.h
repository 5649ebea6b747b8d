#ifndef TG_FORMAT_JSON_DOCUMENT_H
#define TG_FORMAT_JSON_DOCUMENT_H

#include "format/json/scan.h"

/*
 * The tensor in a document: its scan, and the members of the envelope around
 * it. These point into the text, and are NULL where there are none.
 */
struct tg_json_found {
	bool cast;                  /* set by the caller: see scan.h */
	struct tg_json_scan scan;   /* items are the caller's to free */
	const unsigned char *shape; /* a validated array */
	const unsigned char *dtype; /* a validated value */
};

/*
 * tg_json_document - find and scan the tensor in a JSON text, all of which is
 * validated.
 *
 *   name       NULL: the text is the tensor, an envelope {"data": ...} with
 *              optional shape and dtype, or an object with a single array;
 *              /a/0/b: a JSON Pointer (RFC 6901); else a member of the object
 *   integers   as in tg_json_array_scan
 *
 * Errors: TG_EDATA with the position, TG_ESYS without memory.
 * Cost: one pass over the text, in most cases.
 */
bool tg_json_document(const struct tg_json *json, const char *name,
	bool integers, struct tg_json_found *found, struct tg_err *err);

/*
 * tg_json_object - find and scan the tensor in the object at *p alone, which is
 * validated; *p is then behind it.
 *
 * Errors: as tg_json_document. Cost: one pass over the object, in most cases.
 */
bool tg_json_object(const struct tg_json *json, const unsigned char **p,
	struct tg_json_found *found, struct tg_err *err);

#endif
