#ifndef TG_FORMAT_JSON_TABLE_H
#define TG_FORMAT_JSON_TABLE_H

#include "base/error.h"
#include "format/json/token.h"

/*
 * tg_json_help_table - if a text that is no JSON looks like a table of numbers,
 * as spreadsheets and awk write them, add to the error how to make JSON of it.
 */
void tg_json_help_table(const struct tg_json *json, struct tg_err *err);

#endif
