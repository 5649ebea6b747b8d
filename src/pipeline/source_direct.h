#ifndef TG_PIPELINE_SOURCE_DIRECT_H
#define TG_PIPELINE_SOURCE_DIRECT_H

#include "io/bytes.h"
#include "pipeline/source.h"

/*
 * A result cut into pieces of about one size. What a piece needs of a file is
 * read into small buffers where all of it is used, and it lies together; it
 * stays mapped where few or scattered parts of it are.
 */
struct tg_source_direct {
	struct tg_source source; /* first: it is what a pipeline gets */
	const struct tg_gather *gather;
	const struct tg_bytes *input_bytes; /* NULL: not read in parts */
	const struct tg_bytes *index_bytes; /* likewise */
	int64_t piece; /* bytes of input and output, and half of those of
			  index, that a piece has at most */
	int64_t next;  /* element of the result */
	int64_t each;  /* elements in a piece */
	int64_t row;   /* blocks for each step of the outermost loop */
};

/*
 * tg_source_direct_make - cut the result of a gather whose tensors are there.
 *
 *   input_bytes, index_bytes   where the tensors came from
 *
 * Ownership: borrows everything; owns nothing.
 */
void tg_source_direct_make(struct tg_source_direct *slices,
	const struct tg_gather *gather, const struct tg_bytes *input_bytes,
	const struct tg_bytes *index_bytes);

#endif
