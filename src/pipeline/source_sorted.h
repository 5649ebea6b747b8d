#ifndef TG_PIPELINE_SOURCE_SORTED_H
#define TG_PIPELINE_SOURCE_SORTED_H

#include "io/bytes.h"
#include "pipeline/source.h"

/*
 * The source for an input file that does not fit into memory. In the order of
 * the index each block would wait for the disk. So the offsets of many blocks
 * are found first, and the blocks are read in the order of the file. If the
 * file is in memory this costs twice as much as source_direct.
 */
struct tg_source_sorted {
	struct tg_source source; /* must be first: pipelines point to it */
	const struct tg_gather *gather;
	const struct tg_bytes *bytes; /* of input */
	int64_t most;                 /* blocks in a piece, at most */
	int64_t next;                 /* block of the result that comes next */
};

/*
 * tg_source_sorted_make - make a source that reads input in the order of its
 * file.
 *
 *   input_bytes   the file that input came from
 *
 * Returns false if the gather is not for this source: input fits into memory or
 * is not a mapped file, or the blocks are few or very long.
 *
 * Ownership: everything is borrowed; the source owns nothing.
 */
bool tg_source_sorted_make(struct tg_source_sorted *sorted,
	const struct tg_gather *gather, const struct tg_bytes *input_bytes);

#endif
