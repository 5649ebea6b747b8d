#ifndef TG_PIPELINE_SOURCE_ROWS_H
#define TG_PIPELINE_SOURCE_ROWS_H

#include "format/format.h"
#include "format/json/chunks.h"
#include "pipeline/source.h"

/*
 * The source for a long text, JSON or a table, that is read row by row, in constant memory.
 * It is for jobs in which input and index share leading dims, so that row r of
 * index needs only row r of input. A row is all that is at one position of
 * these dims. A piece is the part of the result that one
 * chunk of the text gives.
 *
 * Shape and dtype of the tensor are expected from the text's first row and from
 * the index, before the rest is read. If the text turns out to be anything
 * else, the outcome is TG_AGAIN_WHOLE.
 */
struct tg_source_rows {
	struct tg_source source; /* must be first: pipelines point to it */
	struct tg_json_chunks chunks;
	const struct tg_gather *gather;
	const struct tg_format *format; /* of the result */
	const struct tg_encoder *encoder;
	int64_t row;           /* elements of input in a row */
	int64_t given;         /* elements of the result from a row */
	int64_t nrow;          /* rows of index */
	bool may_have_more;    /* input may have more rows than index, from
				  which the result gets nothing */
	bool look;             /* only scan: pieces have no elements */
	struct tg_shape found; /* after finish: the shape of input, */
	unsigned classes;      /* and the classes of all its elements */
};

/*
 * tg_source_rows_open - begin to read a text whose rows go together with those
 * of an index.
 *
 *   format    of the text; it has open_chunks
 *   bytes     the text
 *   request   what the user says of it
 *   leading   the sizes of the leading dims that input and index share
 *   input     receives the tensor that is expected: a shape that begins with
 *             leading, the classes of its first row, and no data
 *
 * Returns false if the text cannot be read like this: it has no rows, they
 * are too long or empty, or there is no memory.
 */
bool tg_source_rows_open(struct tg_source_rows *rows,
	const struct tg_format *format, const struct tg_bytes *bytes,
	const struct tg_read *request, const struct tg_shape *leading,
	struct tg_tensor *input);

/*
 * tg_source_rows_bind - say what the rows are gathered and encoded with.
 *
 *   format          of the result
 *   encoder         prepared for the tensor that is expected
 *   may_have_more   input may have more rows than index
 *
 * Returns false if the result is empty.
 *
 * Ownership: everything is borrowed.
 */
bool tg_source_rows_bind(struct tg_source_rows *rows,
	const struct tg_gather *gather, const struct tg_format *format,
	const struct tg_encoder *encoder, bool may_have_more);

#endif
