#ifndef TG_FORMAT_JSON_CHUNKS_H
#define TG_FORMAT_JSON_CHUNKS_H

#include <stdatomic.h>

#include "format/json/rows.h"
#include "format/json/scan.h"

/* A place in a text where it can be cut. */
struct tg_json_cut {
	size_t at;
	int closed; /* closing brackets right before it */
};

/*
 * The text of a large tensor, cut at the ends of rows into chunks, which
 * several threads read and scan.
 *
 * Chunk number i begins at the first cut after byte i * chunk_len, counted from
 * the outermost bracket, and ends where the next chunk begins. So a thread
 * finds both ends of its chunk without knowing the other chunks.
 *
 * A cut is after a comma with enough closing brackets before it. That is a
 * guess, since these bytes may also be inside a string. The guess is proved by
 * scanning: each chunk must be whole rows, and must end with as many brackets
 * closed as the next one has opened. That also proves the cuts if the file
 * changes meanwhile.
 *
 * A text table is cut at the ends of lines, and has no brackets: one closes and
 * opens at each cut, so to speak. See text/rows.h.
 *
 * Nothing here says what is wrong with a text. If anything is not as expected
 * the functions return false, and the text has to be scanned by
 * tg_json_scan_serial.
 */
struct tg_json_chunks {
	struct tg_json json;
	enum tg_text_syntax syntax;
	const unsigned char *header; /* of a text table; or NULL */

	/*
	 * Find the first cut behind an offset in len bytes of the text; false
	 * if there is none. And scan the rows of a chunk.
	 */
	bool (*find_cut)(const struct tg_json_chunks *chunks,
		const unsigned char *text, size_t from, size_t len,
		struct tg_json_cut *cut);
	bool (*scan)(struct tg_json_rows *rows);

	/*
	 * Of a text that comes: scan the rest of it exactly, from the first
	 * byte that is in no chunk on. scan->json is what has come of it; the
	 * shape becomes that of the whole tensor.
	 *
	 *   whole   nothing more will come
	 *
	 * Returns false if more has to come, with an empty err; or with the
	 * error, which more text would not take away.
	 */
	bool (*scan_rest)(const struct tg_json_chunks *chunks,
		struct tg_json_scan *scan, bool whole, struct tg_err *err);

	size_t begin;     /* offset of the outermost bracket */
	size_t chunk_len; /* about so many bytes in a chunk */
	size_t reach;     /* within so many bytes there is mostly a cut */
	int closers;      /* closing brackets before a cut, at least */
	int ndim;
	int64_t length;                /* elements in an innermost row */
	bool integers;                 /* see struct tg_json_rows */
	size_t taken;                  /* chunks */
	struct tg_json_coming *coming; /* the text still comes; NULL: it is
					  all there */

	/* of all chunks that tg_json_chunks_settle was called for */
	int closed;        /* brackets that close at the end of the last one */
	atomic_bool ended; /* the outermost bracket has closed */
	size_t end;        /* offset after the last one */
	int64_t n;         /* elements */
	unsigned classes;
	int64_t count[TG_MAX_NDIM]; /* rows so far in the row of each level */
	int64_t size[TG_MAX_NDIM];  /* of each dim; -1: not yet known */
};

/* One chunk, and the memory of a thread to read and scan it. */
struct tg_json_chunk {
	size_t number; /* from 0 */
	size_t at;     /* offset of its text */
	struct tg_json_rows rows;
	int64_t first; /* number of its first element, set by settle */
	int64_t n;     /* elements, set by settle; 0 after the end */
	unsigned char *buffer;
	size_t capacity; /* bytes of buffer, without padding */
	/* of a text that comes */
	bool torn;             /* it ends inside of a row, for want of a cut */
	size_t lines;          /* newlines in it, */
	size_t columns;        /* and characters behind the last one */
	size_t lines_before;   /* where it begins, as in struct tg_bytes; */
	size_t columns_before; /* set by settle */
};

/* Texts with rows of more bytes are not cut, as it would not be worth it. */
#define TG_JSON_LONGEST_ROW ((size_t)4 << 20)

/*
 * Make room for len bytes in the chunk's buffer, and keep the first n that are
 * there. Returns false without memory.
 */
bool tg_json_chunk_reserve(struct tg_json_chunk *chunk, size_t len, size_t n);

/*
 * tg_json_chunks_open - begin to cut an array.
 *
 *   json      only the beginning of the array is read here
 *   begin     offset of its outermost bracket
 *   lead      a row is all that is at one position of so many leading dims, and
 *             chunks have whole rows. -1: rows are innermost rows, or elements
 *             if the array has one dim
 *   unit      receives the scan of the first row, without its items; not set if
 *             the array has one dim
 *
 * Returns false if there is no array, or if its rows are too long to be worth
 * it.
 */
bool tg_json_chunks_open(struct tg_json_chunks *chunks,
	const struct tg_json *json, size_t begin, int lead,
	struct tg_json_scan *unit);

/* Begin again with the first chunk. */
void tg_json_chunks_restart(struct tg_json_chunks *chunks);

/*
 * Take the next chunk; to be called in order. Returns false at the end of the
 * text, or once the outermost bracket has closed.
 */
bool tg_json_chunks_take(
	struct tg_json_chunks *chunks, struct tg_json_chunk *chunk);

/*
 * Read the text of a chunk of a text that is all there: chunk->rows tells where
 * it is. Returns false with an empty err if no cut ends it.
 *
 * Errors: TG_ESYS from reading or without memory.
 */
bool tg_json_chunks_read(const struct tg_json_chunks *chunks,
	struct tg_json_chunk *chunk, struct tg_err *err);

/*
 * Read and scan a chunk; several threads may call this at once. Returns false
 * with an empty err if the chunk is not as expected; err may be NULL.
 *
 * Errors: TG_ESYS from reading or without memory.
 */
bool tg_json_chunks_load(const struct tg_json_chunks *chunks,
	struct tg_json_chunk *chunk, struct tg_err *err);

/*
 * Settle a chunk: find out which elements it has; to be called in order, for
 * chunks that were loaded. Returns false if the chunk does not continue where
 * the one before ended, or if its rows do not fit those before.
 */
bool tg_json_chunks_settle(
	struct tg_json_chunks *chunks, struct tg_json_chunk *chunk);

/*
 * The shape of the tensor, after all chunks. Returns false if the tensor has
 * not ended.
 */
bool tg_json_chunks_shape(
	const struct tg_json_chunks *chunks, struct tg_shape *shape);

/* The same; also false if more than white space follows the tensor. */
bool tg_json_chunks_finish(
	const struct tg_json_chunks *chunks, struct tg_shape *shape);

/*
 * Get memory for every chunk of the text that could be loaded with the memory
 * of another. Returns false without memory.
 */
bool tg_json_chunk_match(
	struct tg_json_chunk *chunk, const struct tg_json_chunk *other);

void tg_json_chunk_free(struct tg_json_chunk *chunk);

#endif
