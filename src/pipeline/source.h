#ifndef TG_PIPELINE_SOURCE_H
#define TG_PIPELINE_SOURCE_H

#include "base/error.h"
#include "gather/gather.h"

/* How a step of a source ends, or a whole pipeline. */
enum tg_outcome {
	TG_DONE,
	TG_NO_MORE,     /* take: there is no piece left */
	TG_FAILED,      /* err says why */
	TG_AGAIN_WHOLE, /* input is not what its beginning let expect: it has
			   to be read as a whole, and err says nothing */
};

/*
 * A piece of a result, which one thread works on at a time: elements first ..
 * first+n-1 in C order, which are whole blocks of the plan or a part of one;
 * and the tensors they are picked from, as far as they are in memory. own
 * belongs to the source.
 */
struct tg_piece {
	int64_t first;
	int64_t n;
	uint64_t through;           /* of the source's bytes, when it is done */
	const unsigned char *moved; /* all its elements; NULL: to be picked */
	struct tg_gather gather;    /* bound to the next two */
	struct tg_tensor input;
	struct tg_tensor index;
	void *own;
};

/*
 * Where the pieces of a result come from. Several threads use one source, each
 * with a piece of its own.
 *
 *   bytes     that are read altogether, about; they decide on threads
 *   alone     one thread does all: its pieces take much memory
 *   expected  input was not read: what it is was taken from its beginning, and
 *             any step may end with TG_AGAIN_WHOLE
 *   restart   all pieces again, from the first
 *   open      make a thread's piece ready for the others. Errors: TG_ESYS
 *   take      in order: the next piece
 *   load      side by side: read what the piece is picked from
 *   settle    in order, after load: which elements it has; NULL where take
 *             knows that already
 *   finish    behind the last piece: whether all that was read is as expected;
 *             NULL where nothing is left to be seen
 *   close     free what a piece owns
 *
 * Errors of take and load: TG_ESYS.
 */
struct tg_source {
	uint64_t bytes;
	bool alone;
	bool expected;
	void (*restart)(struct tg_source *source);
	bool (*open)(const struct tg_source *source, struct tg_piece *piece,
		struct tg_err *err);
	enum tg_outcome (*take)(struct tg_source *source,
		struct tg_piece *piece, struct tg_err *err);
	enum tg_outcome (*load)(const struct tg_source *source,
		struct tg_piece *piece, struct tg_err *err);
	enum tg_outcome (*settle)(
		struct tg_source *source, struct tg_piece *piece);
	enum tg_outcome (*finish)(struct tg_source *source);
	void (*close)(const struct tg_source *source, struct tg_piece *piece);
};

/* Bind a piece to parts of the tensors that gather has as a whole. */
static inline void
tg_piece_bind(struct tg_piece *piece, const struct tg_gather *gather)
{
	piece->input = *gather->input;
	piece->index = *gather->index;
	piece->gather = *gather;
	piece->gather.input = &piece->input;
	piece->gather.index = &piece->index;
}

#endif
