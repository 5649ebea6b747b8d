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

/* Let the piece have the blocks that the indices of its chunk are for. */
void tg_source_index_blocks(
	const struct tg_source_index *s, struct tg_piece *piece);

/*
 * True if the shape of the text, of which all was read, is the expected one but
 * for its rows: these are then found.
 */
bool tg_source_index_has_shape(struct tg_source_index *s);

#endif
