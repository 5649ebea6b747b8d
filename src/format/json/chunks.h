#ifndef TG_FORMAT_JSON_CHUNKS_H
#define TG_FORMAT_JSON_CHUNKS_H

#include <stdatomic.h>

#include "format/json/rows.h"
#include "format/json/scan.h"

/*
 * The text of a large tensor, cut at the ends of rows into chunks that several
 * threads read and scan. A chunk begins at the first cut behind a multiple of
 * so many bytes and ends where the next one begins, which each sees for itself.
 * Where a cut may be is guessed from the brackets and the comma before it,
 * which could also stand in a string: that each chunk is whole rows, and ends
 * in the state which the next one takes for granted, also when the file changes
 * meanwhile, is what proves that all cuts are right.
 *
 * Nothing here says what is wrong with a text. At whatever is not as it should
 * be the functions return false, and tg_json_array_scan has the last word.
 */
struct tg_json_chunks {
	struct tg_json json;
	size_t begin; /* of the outermost bracket */
	size_t piece; /* bytes of a chunk, about */
	size_t reach; /* to the next cut, mostly */
	int closers;  /* that stand before a cut, at least */
	int ndim;
	int64_t length; /* of an innermost row */
	bool integers;
	size_t taken; /* chunks */

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
	size_t number;
	size_t at; /* of its text */
	struct tg_json_rows rows;
	int64_t first; /* element, once settled */
	int64_t n;     /* elements of the tensor; maybe none */
	unsigned char *buffer;
	size_t capacity;
};

/*
 * tg_json_chunks_open - begin with an array.
 *
 *   json      of which only the beginning is read here
 *   begin     where its outermost bracket stands
 *   lead      chunks are whole rows of what is behind so many leading dims;
 *             -1: innermost rows or, where these are all, elements
 *   unit      receives what such a row is, the first one, without its items
 *
 * False when there is no array, or its rows are too long to be cut.
 */
bool tg_json_chunks_open(struct tg_json_chunks *chunks,
	const struct tg_json *json, size_t begin, int lead,
	struct tg_json_scan *unit);

/* Begin again from where tg_json_chunks_open began. */
void tg_json_chunks_restart(struct tg_json_chunks *chunks);

/*
 * In order: the next chunk. False at the end of the text, or once the
 * outermost bracket closed.
 */
bool tg_json_chunks_take(
	struct tg_json_chunks *chunks, struct tg_json_chunk *chunk);

/* Side by side: read and scan. Errors: also TG_ESYS, from reading. */
bool tg_json_chunks_load(const struct tg_json_chunks *chunks,
	struct tg_json_chunk *chunk, struct tg_err *err);

/*
 * In order, for chunks that were loaded: which elements it has; that it goes
 * on where the one before ended, and its rows are as long as theirs.
 */
bool tg_json_chunks_settle(
	struct tg_json_chunks *chunks, struct tg_json_chunk *chunk);

/* After all: the shape. False if the text ended before the tensor did. */
bool tg_json_chunks_shape(
	const struct tg_json_chunks *chunks, struct tg_shape *shape);

/* The same, and false too where the tensor is not all of the document. */
bool tg_json_chunks_finish(
	const struct tg_json_chunks *chunks, struct tg_shape *shape);

void tg_json_chunk_free(struct tg_json_chunk *chunk);

#endif
