#ifndef TG_PIPELINE_SOURCE_INDEX_H
#define TG_PIPELINE_SOURCE_INDEX_H

#include "format/format.h"
#include "format/json/coming.h"
#include "format/json/document.h"
#include "gather/survey.h"
#include "pipeline/binary_coming.h"
#include "pipeline/source.h"

/*
 * The source for an INDEX that is a long text, JSON or a table, and is read
 * chunk by chunk, in constant memory, while INPUT is in memory or mapped. It is
 * for gathers in which block i of the result needs tuple i of index, however
 * many there are: those along dim 0, and take. A piece is the part of the
 * result that one chunk of the text gives.
 *
 * The number of rows is known when all is read. If the text of a file turns out
 * to be anything else than its first row lets expect, or an index is out of
 * range, the outcome is TG_AGAIN_WHOLE.
 *
 * A text that comes from a pipe cannot be read again. What is wrong with it is
 * said at once. Indices out of range are found in survey, with their places, and
 * the error then only says that there are some. The same is so for a binary
 * index that comes, whose head tells its shape.
 */
struct tg_source_index {
	struct tg_source source; /* must be first: pipelines point to it */
	struct tg_json_chunks chunks;
	const struct tg_format *index_format;
	const struct tg_bytes *bytes;
	struct tg_bytes *once; /* the same, if it still comes, and can
					 be read only once; else NULL */
	bool at_once; /* a piece does not wait for more than its rows */
	struct tg_json_coming coming;
	struct tg_read request;    /* which tensor in it */
	struct tg_json_span array; /* where its text is */
	const struct tg_gather *gather;
	struct tg_shape shape; /* that is expected */
	bool any_rows;         /* its first size is not known, and more than a
				  text has */
	bool far;              /* see struct tg_gather */
	int64_t found;         /* rows of an index that else is as expected,
				  after all chunks; 0 before */

	/* of a binary index that comes */
	bool is_binary;
	struct tg_binary_coming binary;
	int64_t next; /* element that comes next */
	int64_t most; /* elements in a piece */

	struct tg_survey survey; /* of a text that comes: its indices */
};

/*
 * tg_source_index_open - begin to read an index in chunks.
 *
 *   s   all zero but for index_format, bytes, once, at_once and request
 *
 * Returns false if the text cannot be read like this: it is no array of
 * integers, as far as can be seen, or its rows are too long or empty. What is
 * put into err is to be cleared.
 */
bool tg_source_index_open(struct tg_source_index *s, struct tg_err *err);

/*
 * tg_source_index_open_binary - begin to read a binary index that comes.
 *
 *   s       all zero but for index_format, bytes, once and request
 *   index   what the head of the file says of it; without data
 *   begin   offset of its elements, which are in C order
 *
 * Returns false if it cannot be read like this. What is put into err is to be
 * cleared.
 */
bool tg_source_index_open_binary(struct tg_source_index *s,
	const struct tg_tensor *index, size_t begin, struct tg_err *err);

/*
 * tg_source_index_count - say how many rows the text probably has, by counting
 * what separates them. To be called for a result whose head tells its size; if
 * the number is wrong the outcome is TG_AGAIN_WHOLE, and found is the right one.
 *
 * Returns 0 if it cannot be told. Errors: TG_ESYS.
 */
int64_t tg_source_index_count(struct tg_source_index *s, struct tg_err *err);

/*
 * tg_source_index_bind - say what the index is used for.
 *
 *   gather   its index has the shape that is expected, dtype int64 and no data
 *
 * Returns false if the plan cannot be followed part by part, or has no blocks.
 * Ownership: everything is borrowed.
 */
bool tg_source_index_bind(
	struct tg_source_index *s, const struct tg_gather *gather);

/* Free what a text that comes needed. May be called for all zero. */
void tg_source_index_free(struct tg_source_index *s);

#endif
