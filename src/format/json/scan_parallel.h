#ifndef TG_JSON_TABLE_H
#define TG_JSON_TABLE_H

#include "format/json/scan.h"

/*
 * tg_json_table - tg_json_array_scan for a large text: several threads scan a chunk
 * each, and put the items of all of them together.
 *
 * False, with scan as it was, for a text that is small, that is no tensor, or
 * that cannot be cut: tg_json_scan_serial then does it, or says what is wrong.
 */
bool tg_json_table(struct tg_json_scan *scan);

#endif
