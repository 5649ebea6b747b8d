#ifndef TG_FORMAT_JSON_DOCUMENT_H
#define TG_FORMAT_JSON_DOCUMENT_H

#include "format/format.h"
#include "format/json/object.h"
#include "format/json/scan.h"

/*
 * The tensor in a document, and what the object around it says. Pointers are
 * into the text. A string is not scanned, since it may be base64.
 */
struct tg_json_found {
	bool cast;                    /* set by the caller: see scan.h */
	struct tg_json_scan scan;     /* items are the caller's to free */
	const unsigned char *string;  /* the tensor, if it is a string */
	const unsigned char *key;     /* of the tensor in the object; NULL: it
					 is in none, all of object is zero */
	struct tg_json_object object; /* its members are validated */
};

/*
 * tg_json_document - find and scan the tensor in a JSON text, all of which is
 * validated. What is looked at of the request:
 *
 *   name       NULL: the text is the tensor, or an object that is one, see
 *              object.h; /a/0/b: a JSON Pointer (RFC 6901); else a member of
 *              the object
 *   index      each element must be an integer
 *   dtype      not NULL: a string that is no member of an object may be bytes,
 *              and is not scanned; those of objects never are
 *   ahead      an index that is another member of the outermost object is kept
 *              there; and what is kept there is the tensor if it has that name:
 *              the text, which was validated then, is not walked again
 *
 * Errors: TG_EDATA with the position, TG_ESYS without memory.
 * Cost: one pass over the text, in most cases.
 */
bool tg_json_document(const struct tg_json *json, const struct tg_read *request,
	struct tg_json_found *found, struct tg_err *err);

/* Where a value is in a text: offsets of its first byte and behind its last. */
struct tg_json_span {
	size_t begin;
	size_t end;
};

/*
 * tg_json_document_around - the same without scanning the array, for those who
 * read it in pieces: it is called before and after that. Of the request only the
 * name and ahead are looked at; what is met after the array is not kept.
 *
 *   array   before, its begin is SIZE_MAX and its end 0: it receives the begin
 *           of the first array, or scalar, that may be the tensor, and false is
 *           returned, with an empty err. All before that is validated then. Of
 *           found only key and object are set, to what stands before the array
 *           after, it tells the whole array: all around it is validated
 *   found   after: as if the array had been scanned, but of scan only begin and
 *           end are set
 *
 * Returns true, after, if the array is the tensor, and all around it is valid.
 * If not the document has to be read by tg_json_document, even if err is empty.
 */
bool tg_json_document_around(const struct tg_json *json,
	const struct tg_read *request, struct tg_json_span *array,
	struct tg_json_found *found, struct tg_err *err);

/*
 * tg_json_object_find - find and scan the tensor in the object at *p alone,
 * which is validated; *p is then behind it.
 *
 * Errors: as tg_json_document. Cost: one pass over the object, in most cases.
 */
bool tg_json_object_find(const struct tg_json *json, const unsigned char **p,
	struct tg_json_found *found, struct tg_err *err);

#endif
