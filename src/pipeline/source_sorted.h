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
	struct tg_source source; /* first: it is what a run gets */
	const struct tg_gather *gather;
	const struct tg_bytes *bytes; /* of input */
	int64_t batch;                /* blocks that are read at once */
	int64_t next;                 /* block of the result */
};

/*
 * tg_source_sorted_make - false when the job is not of that kind: when input fits, or
 * rows of it go together with those of index, or there are few picks.
 *
 *   input_bytes   where input came from
 *
 * Ownership: borrows everything; owns nothing.
 */
bool tg_source_sorted_make(struct tg_source_sorted *cold,
	const struct tg_gather *gather, const struct tg_bytes *input_bytes);

#endif
