#ifndef TG_FORMAT_JSON_SCAN_PARALLEL_H
#define TG_FORMAT_JSON_SCAN_PARALLEL_H

#include "format/json/scan.h"

/*
 * tg_json_scan_parallel - tg_json_array_scan for a large text: several threads scan a chunk
 * each, and put the items of all of them together.
 *
 * False, with scan as it was, for a text that is small, that is no tensor, or
 * that cannot be cut: tg_json_scan_serial then does it, or says what is wrong.
 */
bool tg_json_scan_parallel(struct tg_json_scan *scan);

#endif
