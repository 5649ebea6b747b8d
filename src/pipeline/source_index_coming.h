#ifndef TG_PIPELINE_SOURCE_INDEX_COMING_H
#define TG_PIPELINE_SOURCE_INDEX_COMING_H

#include "pipeline/source_index.h"

/* What a piece owns: a chunk of the text of index. */
struct tg_index_chunk {
	struct tg_json_chunk json;
	bool odd; /* it could not be scanned */

	/* of a text that comes */
	bool wrong; /* an index is out of range */
	bool zero;  /* an index is 0 */
};

/*
 * tg_source_index_come - let the source, which is open, read a text that comes.
 * Returns false without memory.
 */
bool tg_source_index_come(struct tg_source_index *s);

/* The functions open and close of each of these sources. */
bool tg_index_chunk_open(const struct tg_source *source, struct tg_piece *piece,
	struct tg_err *err);
void tg_index_chunk_close(
	const struct tg_source *source, struct tg_piece *piece);

/*
 * Of what comes: look at n indices of the piece, which are the first ones in its
 * memory, whether one is out of range. Several threads may do that at once.
 */
void tg_index_chunk_check(struct tg_piece *piece, int64_t n);

/*
 * In order: count the indices of a piece, and note which are wrong. If one of
 * all so far is, nothing is made.
 */
void tg_source_index_survey(struct tg_source_index *s, struct tg_piece *piece);

/* How many indices a piece of a binary index has; the source is bound. */
void tg_source_index_choose_sizes(struct tg_source_index *s);

/* Let the piece have the blocks that the indices of its chunk are for. */
void tg_source_index_blocks(
	const struct tg_source_index *s, struct tg_piece *piece);

/*
 * True if the shape of the text, of which all was read, is the expected one but
 * for its rows: these are then found.
 */
bool tg_source_index_has_shape(struct tg_source_index *s);

#endif
