#ifndef TG_PIPELINE_SOURCE_DIRECT_H
#define TG_PIPELINE_SOURCE_DIRECT_H

#include "io/bytes.h"
#include "pipeline/source.h"

/*
 * The source for tensors that are in memory or mapped: it cuts the result into
 * pieces of about one size. If a piece uses all of a contiguous part of a file,
 * that part is read into a small buffer. If it uses few or scattered elements,
 * the file stays mapped.
 */
struct tg_source_direct {
	struct tg_source source; /* must be first: pipelines point to it */
	const struct tg_gather *gather;
	const struct tg_bytes *input_bytes; /* NULL: not read into buffers */
	const struct tg_bytes *index_bytes; /* likewise */
	int64_t piece; /* a piece has at most so many bytes of input and of the
			  result, and twice as many of index */
	int64_t next;  /* element of the result that comes next */
	int64_t each;  /* elements in a piece */
	int64_t row;   /* blocks in one iteration of the outermost loop */
};

/*
 * tg_source_direct_make - make a source for a gather whose tensors are in
 * memory or mapped.
 *
 *   input_bytes, index_bytes   the files that the tensors came from
 *
 * Ownership: everything is borrowed; the source owns nothing.
 */
void tg_source_direct_make(struct tg_source_direct *direct,
	const struct tg_gather *gather, const struct tg_bytes *input_bytes,
	const struct tg_bytes *index_bytes);

/* True if input does not stay in cache, so that its elements are prefetched. */
bool tg_source_is_far(const struct tg_tensor *input);

#endif
