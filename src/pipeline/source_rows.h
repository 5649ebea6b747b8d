#ifndef TG_PIPELINE_SOURCE_ROWS_H
#define TG_PIPELINE_SOURCE_ROWS_H

#include "format/format.h"
#include "format/json/chunks.h"
#include "pipeline/source.h"

/*
 * A long JSON text that is read row by row, in constant memory: rows of input
 * and index go together in their leading dims, so that what a chunk of the text
 * gives is known from it and its rows of the index. A piece is what one chunk
 * gives. What the text will turn out to be is expected from its first row and
 * the index; where it is anything else, the outcome is TG_AGAIN_WHOLE.
 */
struct tg_source_rows {
	struct tg_source source; /* first: it is what a pipeline gets */
	struct tg_json_chunks chunks;
	const struct tg_gather *gather;
	const struct tg_format *format; /* of the result */
	const struct tg_encoder *encoder;
	int64_t row;           /* elements of input in a row */
	int64_t given;         /* elements of the result that a row gives */
	int64_t nrow;          /* rows of index */
	bool may_have_more;    /* rows than index: they give nothing */
	bool look;             /* scan only, give nothing */
	struct tg_shape found; /* what the text was found to be, */
	unsigned classes;      /* once all of it was seen */
};

/*
 * tg_source_rows_open - begin to read a text whose rows go together with those
 * of an index.
 *
 *   bytes    a JSON document
 *   leading  the shape of the rows: sizes of the dims that both share
 *   input    receives the tensor that is expected: a shape that begins with
 *            leading, the classes of its first row, and no data
 *
 * Returns false when the text is not for that: no array, rows that are too
 * long or empty, no memory.
 */
bool tg_source_rows_open(struct tg_source_rows *rows,
	const struct tg_bytes *bytes, const struct tg_shape *leading,
	struct tg_tensor *input);

/*
 * tg_source_rows_bind - what the rows are gathered and encoded with.
 *
 *   encoder        prepared for the tensor that is expected
 *   may_have_more  input may have more rows than index
 *
 * Ownership: borrows everything. Returns false when the result is empty.
 */
bool tg_source_rows_bind(struct tg_source_rows *rows,
	const struct tg_gather *gather, const struct tg_format *format,
	const struct tg_encoder *encoder, bool may_have_more);

#endif
