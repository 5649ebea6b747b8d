#ifndef TG_FORMAT_JSON_TABLE_H
#define TG_FORMAT_JSON_TABLE_H

#include "base/error.h"
#include "format/json/token.h"

/*
 * tg_json_help_table - if a text that is no JSON could be a table or lines of
 * text, add to the error how it is read as such.
 *
 *   index   it was to be an index
 */
void tg_json_help_table(
	const struct tg_json *json, bool index, struct tg_err *err);

#endif
