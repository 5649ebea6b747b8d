#ifndef TG_PIPELINE_SOURCE_WINDOW_H
#define TG_PIPELINE_SOURCE_WINDOW_H

#include "format/format.h"
#include "pipeline/binary_coming.h"
#include "pipeline/source.h"

/*
 * The source for a tensor of a binary file that comes from a pipe, or from gzip
 * data, and can be read only once: a window moves over it, from its first
 * element to its last one, and only what is in the window is in memory.
 *
 * Input is seen as units of equal size, such as the rows of dim 0. This is for
 * gathers each of whose blocks lies in one unit, and whose blocks need the units
 * in the order in which they come: since dims go together, see gather/leading.h,
 * or since the index picks in ascending order. A piece is the blocks of some
 * units; or, where units are very long, a part of one block that is a unit.
 */
struct tg_source_window {
	struct tg_source source; /* must be first: pipelines point to it */
	const struct tg_gather *gather;
	struct tg_binary_coming coming;     /* the tensor */
	const struct tg_bytes *index_bytes; /* of index, which is read in parts;
					       NULL: it is in memory */
	bool at_once; /* a piece does not wait for more than its first unit */

	int lead;       /* the unit is told by so many dims of output; 0: by
			     the index */
	int64_t blocks; /* for each position of these dims */
	int64_t unit;   /* elements in a unit */
	bool cut;       /* pieces are parts of a block, which is a unit */
	int64_t size;   /* bytes in a window, at most */
	int64_t most;   /* elements of the result in a piece, at most */
	int64_t next;   /* element of the result that comes next */
	int64_t least;  /* unit from which on the index may pick next, if it
			     tells the unit */
	unsigned char *kept; /* malloc'ed, size bytes: in its first ones, the
				last unit that was read; see nkept */
	int64_t nkept;       /* bytes in kept, which end where coming is */
};

/*
 * tg_source_window_open - begin to read a tensor whose data has not yet come.
 *
 *   window   all zero but for what coming, index_bytes and at_once need
 *   gather   has the tensor, whose data is not looked at
 *
 * Returns false if the gather is not for this source, if an index is out of
 * range, or without memory. What is put into err is to be cleared.
 *
 * Ownership: tg_source_window_free frees what the window has, and may be called
 * for all zero; all else is borrowed.
 * Cost: one pass over the index.
 */
bool tg_source_window_open(struct tg_source_window *window,
	const struct tg_gather *gather, struct tg_err *err);

void tg_source_window_free(struct tg_source_window *window);

#endif
