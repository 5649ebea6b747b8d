#ifndef TG_FORMAT_JSON_SKIP_H
#define TG_FORMAT_JSON_SKIP_H

#include "format/json/chunks.h"

/*
 * tg_json_chunks_skip - begin with the chunk that has element number first, or
 * with one before it, without scanning those that come before: their rows are
 * only counted, at some 10 GB/s. So what is wrong with them is not found, and who
 * skips them relies on others that read them.
 *
 *   chunks   as tg_json_chunks_restart has left them; a text that is all there
 *   shape    that the tensor is expected to have; dim 0 may be longer
 *
 * Where rows cannot be counted like this, all chunks are left to be scanned: in
 * a text with strings or objects, in a table, or if anything cannot be read.
 */
void tg_json_chunks_skip(struct tg_json_chunks *chunks,
	const struct tg_shape *shape, int64_t first);

#endif
