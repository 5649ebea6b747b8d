#ifndef TG_PIPELINE_SOURCE_H
#define TG_PIPELINE_SOURCE_H

#include "gather/gather.h"

/*
 * A piece of a result: elements first .. first+n-1 in C order, which are
 * whole blocks of the plan or a part of one; and the tensors they are picked
 * from, as far as they are there. own belongs to the source.
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
 * Where the pieces of a result come from. Several members of a crew use one
 * source, each with a piece of its own.
 *
 *   bytes    that are read altogether, about; they decide on threads
 *   alone    one member does all: its pieces take much memory
 *   unsure   load or settle may find that something is wrong with a file
 *   restart  all pieces again, from the first
 *   begin    make a member's piece ready for the others. Errors: TG_ESYS
 *   take     in order: the next piece, false without error when there is none
 *   load     side by side: read what the piece is picked from
 *   settle   in order, after load, also for a piece that failed (ok is
 *            false): which elements it has; NULL where take knows
 *   finish   behind the last piece of a pass: whether all that was read is as
 *            it has to be; NULL where nothing is left to be seen
 *   end      free what a piece owns
 *
 * take, load, settle and finish return false when they fail. Errors: TG_ESYS,
 * and what a source adds to that.
 */
struct tg_source {
	uint64_t bytes;
	bool alone;
	bool unsure;
	void (*restart)(struct tg_source *source);
	bool (*begin)(const struct tg_source *source, struct tg_piece *piece,
		struct tg_err *err);
	bool (*take)(struct tg_source *source, struct tg_piece *piece,
		struct tg_err *err);
	bool (*load)(const struct tg_source *source, struct tg_piece *piece,
		struct tg_err *err);
	bool (*settle)(struct tg_source *source, struct tg_piece *piece,
		bool ok, struct tg_err *err);
	bool (*finish)(struct tg_source *source, struct tg_err *err);
	void (*end)(const struct tg_source *source, struct tg_piece *piece);
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
