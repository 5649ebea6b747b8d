#ifndef TG_FORMAT_JSON_NO_TENSOR_H
#define TG_FORMAT_JSON_NO_TENSOR_H

#include "format/json/object.h"

/*
 * Add the names in the valid object at p to an error: the one nearest to wanted,
 * or if that is NULL or like none of them, all that have room.
 */
void tg_json_help_members(const struct tg_json *json, const unsigned char *p,
	const char *wanted, struct tg_err *err);

/*
 * tg_json_fail_no_tensor - say why the valid object at p is no tensor.
 *
 *   verdict   on it; not TG_JSON_IS_TENSOR
 *
 * Returns false. Errors: TG_EDATA with the position, TG_ESYS without memory.
 */
bool tg_json_fail_no_tensor(const struct tg_json *json, const unsigned char *p,
	const struct tg_json_object *object, enum tg_json_verdict verdict,
	struct tg_err *err);

/*
 * tg_json_finish_answer - tg_json_finish, for a text that may be the answer of a
 * server, which data in binary may follow: then help says so.
 */
bool tg_json_finish_answer(
	const struct tg_json *json, const unsigned char *p, struct tg_err *err);

#endif
