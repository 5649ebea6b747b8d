#ifndef TG_FORMAT_JSON_COMING_H
#define TG_FORMAT_JSON_COMING_H

#include "format/json/chunks.h"
#include "format/json/document.h"

/* A text that grows. */
struct tg_json_rest {
	struct tg_bytes bytes; /* base is malloc'ed */
	size_t capacity;
};

/*
 * The text of a large tensor that comes from a pipe, or from gzip data, and can
 * be read only once: the chunks are read in order, by whoever takes one, and are
 * forgotten when they have been used.
 *
 * What no chunk can be made of is not lost: from the first chunk on that is not
 * as expected, the text is kept as the rest, which the exact scanner reads. It
 * words errors with their places, and what it accepts is the rest of the
 * tensor.
 */
struct tg_json_coming {
	struct tg_bytes *bytes; /* where to read; the caller's */
	unsigned char *left;    /* memory for what was read behind the last
				   cut: */
	size_t skip, nleft; /* it has so many bytes, behind so many others */
	size_t capacity;    /* of that memory */
	size_t at;          /* offset of the last cut in the text */
	int closed;         /* brackets that close at the last cut */
	bool at_once;       /* a chunk waits for no more than a cut; to be
				   set when it is open */
	bool end;           /* there is no more to read */
	bool unreadable;    /* reading has failed */

	/* of all chunks that tg_json_coming_settle was called for */
	size_t lines;         /* newlines in them, */
	size_t columns;       /* and characters behind the last one */
	atomic_bool has_rest; /* rest has begun: no more chunks are taken */
	bool failed;          /* there was no memory for the rest */
	struct tg_json_rest rest;
	struct tg_json_found around; /* what the document says of the tensor */
	size_t behind; /* offset in the rest: there the tensor has ended */

	/* the elements that are in the rest, handed out when it was scanned */
	bool rest_is_due;
	struct tg_json_scan elements; /* items are malloc'ed */
	int64_t first, next; /* numbers of the first one, and of the next */
	struct tg_json_rest document; /* what is around the tensor, which is
					 left out */
};

/*
 * tg_json_coming_open - let chunks be read from a source whose beginning was
 * read.
 *
 *   chunks   opened for the beginning; has 2 dims or more
 *   bytes    the source; only borrowed, but read from now on
 *
 * Returns false without memory. Ownership: tg_json_coming_free frees what coming
 * has; it may be called for all zero.
 */
bool tg_json_coming_open(struct tg_json_coming *coming,
	struct tg_json_chunks *chunks, struct tg_bytes *bytes);

/* What a call of tg_json_coming_take found. */
enum tg_json_taken { TG_JSON_CHUNK, TG_JSON_NO_CHUNK, TG_JSON_UNREADABLE };

/*
 * Read the next chunk; to be called in order. When the rest is due, the chunk
 * gets no text, but the numbers of some elements of the rest.
 *
 *   some   so many, at most
 *
 * Errors: TG_ESYS and TG_EDATA from reading, with err->where; TG_ESYS without
 * memory.
 */
enum tg_json_taken tg_json_coming_take(struct tg_json_chunks *chunks,
	struct tg_json_chunk *chunk, int64_t some, struct tg_err *err);

/* Begin with the first element of the rest, if it is due. */
void tg_json_coming_restart(struct tg_json_chunks *chunks);

/* The data of the elements of the rest that a chunk has got. */
static inline const unsigned char *
tg_json_coming_items(
	const struct tg_json_coming *coming, const struct tg_json_chunk *chunk)
{
	return (const unsigned char *)coming->elements.items +
		(chunk->first - coming->first) * coming->elements.item_size;
}

/*
 * The text that a chunk has, which was settled, or, when it is due, the rest:
 * with it the place of a byte can be told. All is borrowed.
 */
struct tg_bytes tg_json_coming_text(
	const struct tg_json_chunks *chunks, const struct tg_json_chunk *chunk);

/* Count the lines and columns of a chunk; several threads may do that at once. */
void tg_json_coming_measure(struct tg_json_chunk *chunk);

/*
 * tg_json_chunks_settle for a chunk of a text that comes. A chunk that is not
 * as expected has no elements, and is a part of the rest.
 *
 *   loaded   tg_json_chunks_load has returned true for it
 */
void tg_json_coming_settle(struct tg_json_chunks *chunks,
	struct tg_json_chunk *chunk, bool loaded);

/*
 * tg_json_coming_finish - after all chunks: scan the rest, which is due then,
 * and require that all around the tensor is right: in a JSON text it may be a
 * value in a document. The rest has no elements if all were in chunks.
 *
 *   request   what the user says of the tensor
 *
 * After it the chunks tell the classes, the end and the shape of the whole
 * tensor. Errors: TG_EDATA with err->where; TG_ESYS.
 */
bool tg_json_coming_finish(struct tg_json_chunks *chunks,
	const struct tg_read *request, struct tg_err *err);

/*
 * True if an error in the beginning of a text is no consequence of its being cut
 * where it ends now.
 */
bool tg_json_coming_is_certain(
	const struct tg_json *json, const struct tg_err *err);

/*
 * After tg_json_coming_finish: fail if the index, which was met before the
 * tensor, is met again behind it. Errors: TG_EDATA with err->where.
 */
bool tg_json_coming_check_ahead(const struct tg_json_chunks *chunks,
	const struct tg_read *request, struct tg_err *err);

/* The function scan_rest of chunks of JSON. */
bool tg_json_coming_scan_rest(const struct tg_json_chunks *chunks,
	struct tg_json_scan *scan, bool whole, struct tg_err *err);

void tg_json_coming_free(struct tg_json_coming *coming);

#endif
