#ifndef TG_PIPELINE_SOURCE_ROWS_H
#define TG_PIPELINE_SOURCE_ROWS_H

#include "format/format.h"
#include "format/json/coming.h"
#include "format/json/document.h"
#include "pipeline/source.h"

/*
 * The source for a long text, JSON or a table, that is read row by row, in
 * constant memory. It is for jobs in which each row of the result needs one row
 * of input, and index either has a row for each or is the same for all: see
 * gather/leading.h. A row is all that is at one position of the leading dims. A
 * piece is the part of the result that one chunk of the text gives.
 *
 * Shape and dtype of the tensor are expected from the text's first row and from
 * the index, before the rest is read. If the text turns out to be anything
 * else, the outcome is TG_AGAIN_WHOLE.
 *
 * A text that comes from a pipe cannot be read again. What is wrong with it is
 * said at once, and what is only unusual is read to the end and handed out in
 * another pass (TG_MORE). TG_AGAIN_WHOLE then only means that the shape, found,
 * is not the expected one, which the plan has to refuse. If it is kept, it is as
 * if it came from a file.
 */
struct tg_source_rows {
	struct tg_source source; /* must be first: pipelines point to it */
	struct tg_json_chunks chunks;
	const struct tg_format *text_format; /* of input */
	const struct tg_bytes *bytes;        /* the text */
	struct tg_bytes *once; /* the same, if it still comes, and can
					 be read only once; else NULL */
	bool at_once; /* a piece does not wait for more than its rows */
	bool kept; /* what comes is kept, and is read again as a whole if it is
		      not as expected, as if it were a file */
	struct tg_json_coming coming;
	struct tg_read request;      /* which tensor in it */
	struct tg_json_span array;   /* where its text is */
	struct tg_json_found before; /* what stands before it */
	const struct tg_gather *gather;
	const struct tg_format *format; /* of the result */
	const struct tg_encoder *encoder;
	int64_t row;              /* elements of input in a row */
	int64_t given;            /* elements of the result from a row */
	int64_t nrow;             /* rows of the result, at most */
	bool any_rows;            /* input may have any number of rows; nrow is
				  more than a text has */
	atomic_bool satisfied;    /* all that is wanted of the result has been
				     found, and the rest of the text is for
				     others */
	bool may_have_more;       /* input may have more rows than index, from
				  which the result gets nothing */
	struct tg_text rest_text; /* of the elements that coming has at last */
	struct tg_shape found;    /* after finish: the shape of input, */
	unsigned classes;         /* and the classes of all its elements */
};

/*
 * tg_source_rows_find - find out where in the text the tensor begins. Of a text
 * that comes more is read, if the tensor is a value in a document. An index that
 * is met on the way is kept: see format/ahead.h.
 *
 *   rows      all zero but for text_format, bytes, once, at_once and request
 *
 * Returns false if that is not known; what is put into err is to be cleared.
 */
bool tg_source_rows_find(struct tg_source_rows *rows, struct tg_err *err);

/*
 * tg_source_rows_open - begin to read a text in rows.
 *
 *   rows      as tg_source_rows_find has left it
 *   leading   the leading dims of tg_leading_dims
 *   input     receives the tensor that is expected: a shape that begins with
 *             leading, the classes of its first row, and no data. Where leading
 *             is TG_ANY_SIZE the size is more than there can be
 *
 * Returns false if the text cannot be read like this: it is no tensor, its rows
 * are too long, empty or not those of the shape in request, or there is no
 * memory. What is put into err is to be cleared.
 */
bool tg_source_rows_open(struct tg_source_rows *rows,
	const struct tg_shape *leading, struct tg_tensor *input,
	struct tg_err *err);

/*
 * tg_source_rows_bind - say what the rows are gathered and encoded with.
 *
 *   format          of the result
 *   encoder         prepared for the tensor that is expected
 *   may_have_more   input may have more rows than index
 *
 * Returns false if the result is empty, if its rows are not those of input, or if
 * a block has more than one.
 *
 * Ownership: everything is borrowed.
 */
bool tg_source_rows_bind(struct tg_source_rows *rows,
	const struct tg_gather *gather, const struct tg_format *format,
	const struct tg_encoder *encoder, bool may_have_more);

/*
 * The number of rows has been found, by looking at all: expect just these. The
 * source is then to be bound again.
 */
void tg_source_rows_learn(struct tg_source_rows *rows, struct tg_tensor *input);

/*
 * A text that comes may turn out to be other than its beginning lets expect:
 * keep what is read, so that it can be read again as a whole.
 */
void tg_source_rows_keep(struct tg_source_rows *rows);

/* True if the tensor is in an object, which may say more of it at its end. */
static inline bool
tg_source_rows_in_object(const struct tg_source_rows *rows)
{
	return rows->before.key != NULL;
}

/*
 * For tg_source_rows_open: set the functions of the source.
 *
 *   bytes   about so many are read; ignored for a text that comes
 */
void tg_source_rows_begin(struct tg_source_rows *rows, uint64_t bytes);

/*
 * For tg_source_rows_open: make the tensor, without its data, that the request
 * and what was found in the text say. Errors: as tg_json_tensor.
 */
bool tg_source_rows_tensor(const struct tg_source_rows *rows,
	struct tg_json_found *found, struct tg_tensor *tensor,
	struct tg_err *err);

/* Free what a text that comes needed. May be called for all zero. */
void tg_source_rows_free(struct tg_source_rows *rows);

#endif
