#ifndef TG_FORMAT_JSON_SCAN_PARALLEL_H
#define TG_FORMAT_JSON_SCAN_PARALLEL_H

#include "format/json/chunks.h"

/*
 * tg_json_scan_parallel - do what tg_json_array_scan does, for a long text: as
 * many threads as its length is worth scan one chunk after the other, and put
 * the items of all together.
 *
 * Returns false, with scan as it was, if the text is no tensor, or cannot be cut
 * into chunks. tg_json_scan_serial then has to scan it; it also
 * says what is wrong.
 */
bool tg_json_scan_parallel(struct tg_json_scan *scan);

/*
 * tg_json_scan_chunks - the same for chunks that are open. scan has integers and
 * item_size.
 */
bool tg_json_scan_chunks(
	struct tg_json_scan *scan, const struct tg_json_chunks *chunks);

#endif
