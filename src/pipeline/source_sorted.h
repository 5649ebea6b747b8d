#ifndef TG_PIPELINE_SOURCE_SORTED_H
#define TG_PIPELINE_SOURCE_SORTED_H

#include "io/bytes.h"
#include "pipeline/source.h"

/*
 * Picks from a file that does not fit into memory. In the order of the index
 * each one would wait for the disk; so the places of many are found first,
 * and the file is read from its beginning to its end. Where all is in memory
 * this costs twice as much.
 */
struct tg_source_sorted {
	struct tg_source source; /* first: it is what a pipeline gets */
	const struct tg_gather *gather;
	const struct tg_bytes *bytes; /* of input */
	int64_t most;                 /* blocks of a piece */
	int64_t next;                 /* block of the result */
};

/*
 * tg_source_sorted_make - pick from a file in its own order.
 *
 *   input_bytes   where input came from
 *
 * Returns false when the job is not of that kind: input fits into memory or is
 * no mapped file, or there are few picks or very long ones.
 * Ownership: borrows everything; owns nothing.
 */
bool tg_source_sorted_make(struct tg_source_sorted *sorted,
	const struct tg_gather *gather, const struct tg_bytes *input_bytes);

#endif
