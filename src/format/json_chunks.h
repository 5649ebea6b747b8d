#ifndef TG_JSON_CHUNKS_H
#define TG_JSON_CHUNKS_H

#include <stdatomic.h>

#include "format/format.h"
#include "format/json_rows.h"
#include "format/json_scan.h"

/*
 * The text of a large tensor, cut at the ends of rows into chunks that several
 * threads scan. Where a cut may be is guessed from the brackets and the comma
 * before it, which could also stand in a string: that each chunk ends where
 * the next one begins, in the state it takes for granted, is what proves that
 * all cuts are right.
 *
 * Nothing here says what is wrong with a text. At whatever is not as it should
 * be the functions return false, and tg_json_scan has the last word.
 */
struct tg_json_chunks {
	struct tg_json json;
	const struct tg_bytes *bytes; /* to read from; NULL: json is there */
	size_t piece;                 /* bytes of a chunk, about */
	int closers;                  /* that stand before a cut, at least */
	int ndim;
	int64_t length; /* of an innermost row */
	bool integers;

	/* the next chunk to be taken */
	size_t at;
	int opened; /* brackets it begins with */

	/* all that was settled */
	int closed;        /* brackets at the end of the last chunk */
	atomic_bool ended; /* the outermost bracket closed */
	size_t end;
	int64_t n; /* elements */
	unsigned classes;
	int64_t count[TG_MAX_NDIM]; /* rows so far at each level */
	int64_t size[TG_MAX_NDIM];  /* -1: not yet known */
};

struct tg_json_chunk {
	size_t at;
	int64_t first; /* element, once settled; -1: none of the tensor */
	struct tg_json_rows rows;
	unsigned char *buffer;
	size_t capacity;
};

/*
 * tg_json_chunks_open - begin with an array.
 *
 *   json      of which only the beginning is read here
 *   begin     where its outermost bracket stands
 *   bytes     what json is of, to be read part by part; NULL: it is read where
 *             it stands
 *   lead      chunks are whole rows of what is behind so many leading dims;
 *             -1: innermost rows or, where these are all, elements
 *   unit      receives what such a row is, the first one, without its items
 *
 * False when there is no array, or its rows are too long to be cut.
 */
bool tg_json_chunks_open(struct tg_json_chunks *chunks,
	const struct tg_json *json, size_t begin, const struct tg_bytes *bytes,
	int lead, struct tg_json_scan *unit);

/* Begin again from where tg_json_chunks_open began. */
void tg_json_chunks_restart(struct tg_json_chunks *chunks, size_t begin);

/*
 * In order: the next chunk. At the end of the text, or once the outermost
 * bracket closed, *more is false. Errors: TG_ESYS, from reading.
 */
bool tg_json_chunks_take(struct tg_json_chunks *chunks,
	struct tg_json_chunk *chunk, bool *more, struct tg_err *err);

/*
 * In order, for chunks whose rows were scanned: which elements it has; that it
 * goes on where the one before ended, and its rows are as long as theirs.
 */
bool tg_json_chunks_settle(
	struct tg_json_chunks *chunks, struct tg_json_chunk *chunk);

/* After all: the shape. False if the text ended before the tensor did. */
bool tg_json_chunks_shape(
	const struct tg_json_chunks *chunks, struct tg_shape *shape);

void tg_json_chunk_free(struct tg_json_chunk *chunk);

/* A document that is a tensor and nothing else, see format.h. */
extern const struct tg_chunk_reader tg_json_chunk_reader;

#endif
