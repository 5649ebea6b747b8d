#ifndef TG_PIPELINE_SOURCE_H
#define TG_PIPELINE_SOURCE_H

#include "base/error.h"
#include "base/least.h"
#include "gather/gather.h"

/* How a function of a source ends, or a whole pipeline. */
enum tg_outcome {
	TG_DONE,
	TG_NO_MORE,     /* take: there is no piece left */
	TG_MORE,        /* finish: there are more pieces, for another pass */
	TG_FAILED,      /* err says why */
	TG_AGAIN_WHOLE, /* input is not as expected from its beginning: it
			   has to be read as a whole; err is empty */
};

/*
 * A piece of a result, which one thread works on at a time. It has elements
 * first .. first+n-1 of the result, in C order: whole blocks of the plan, or a
 * part of one block. It also has the parts of input and index that these need,
 * as far as they are in memory.
 */
struct tg_piece {
	int64_t first;
	int64_t n;
	uint64_t through;           /* of the source's bytes, so many are done
				       with this piece; for progress */
	const unsigned char *moved; /* its elements, if the source has moved
				       them; else NULL */
	struct tg_gather gather;    /* bound to the next two */
	struct tg_tensor input;
	struct tg_tensor index;
	void *own; /* the source's data for this piece */
};

/*
 * Where the pieces of a result come from. Several threads use one source, each
 * with a piece of its own. Calls in order are made by one thread at a time, for
 * one piece after the other.
 *
 *   bytes     about so many are read altogether; this decides on the number of
 *             threads
 *   alone     only one thread may work, since a piece takes much memory
 *   expected  input was not read; shape and dtype were guessed from its
 *             beginning, so that load, settle and finish may return
 *             TG_AGAIN_WHOLE
 *   once      input can be read only once, so that nothing can be tried before
 *             it is written
 *   in_parts  index is read part by part, and block i of the result needs tuple
 *             i of it: a look at all pieces checks all indices
 *   may_fail  set by finish: encode may fail though the encoder says that it
 *             cannot, since an element is unlike those of the beginning
 *   first,    set by the pipeline: elements first .. end-1 of the result are
 *   end       wanted; pieces without any of them need not be taken
 *   look      set by the pipeline: pieces are only loaded and settled, for what
 *             the source learns or finds wrong; nothing is encoded. Where
 *             index is read in parts, the indices are checked
 *   restart   begin again with the first piece; after TG_MORE with the first of
 *             those. NULL: there is only one pass
 *   open      prepare the piece of a thread for take. Errors: TG_ESYS
 *   take      in order: take the next piece
 *   load      by several threads at once: read what the piece needs of input
 *             and index
 *   settle    in order, after load: find out which elements the piece has; NULL
 *             if take knows that already
 *   match     after all pieces: get memory for whatever another thread's piece
 *             has memory for, so that the same pieces can be loaded again by
 *             any thread. False without it; NULL if load needs none
 *   finish    after the last piece: check that all that was read is as
 *             expected; NULL if there is nothing to check
 *   locate    say where err->pos is, which encoding a piece has set: where its
 *             input is a part of what was read. NULL: in the input
 *   close     free what a piece owns; also after open has failed
 *
 * Errors of take and load: TG_ESYS; also TG_EDATA with err->element if load
 * resolves indices and one is out of range.
 */
struct tg_source {
	uint64_t bytes;
	bool alone;
	bool expected;
	bool once;
	bool in_parts;
	bool may_fail;
	bool look;
	int64_t first;
	int64_t end;
	void (*restart)(struct tg_source *source);
	bool (*open)(const struct tg_source *source, struct tg_piece *piece,
		struct tg_err *err);
	enum tg_outcome (*take)(struct tg_source *source,
		struct tg_piece *piece, struct tg_err *err);
	enum tg_outcome (*load)(const struct tg_source *source,
		struct tg_piece *piece, struct tg_err *err);
	enum tg_outcome (*settle)(
		struct tg_source *source, struct tg_piece *piece);
	bool (*match)(struct tg_piece *piece, const struct tg_piece *other);
	enum tg_outcome (*finish)(struct tg_source *source, struct tg_err *err);
	void (*locate)(const struct tg_piece *piece, struct tg_err *err);
	void (*close)(const struct tg_source *source, struct tg_piece *piece);
};

/*
 * Bind a piece to copies of gather's tensors. The source then lets these point
 * at the parts that the piece needs.
 */
static inline void
tg_piece_bind(struct tg_piece *piece, const struct tg_gather *gather)
{
	piece->input = *gather->input;
	piece->index = *gather->index;
	piece->gather = *gather;
	piece->gather.input = &piece->input;
	piece->gather.index = &piece->index;
}

/* Leave of a piece only the elements that are wanted of the result. */
static inline void
tg_piece_keep(struct tg_piece *piece, const struct tg_source *source)
{
	const int64_t first =
		piece->first > source->first ? piece->first : source->first;
	const int64_t end = tg_least(piece->first + piece->n, source->end);

	if (piece->moved != NULL)
		piece->moved +=
			(first - piece->first) * piece->input.dtype.size;
	piece->first = first;
	piece->n = first < end ? end - first : 0;
}

#endif
