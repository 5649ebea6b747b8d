#ifndef TG_PIPELINE_SHARE_H
#define TG_PIPELINE_SHARE_H

#include "format/format.h"
#include "gather/gather.h"

/*
 * What one of several processes, the ranks, makes of a result: some elements, and
 * perhaps what stands before and behind all of them. Together the shares are the
 * result.
 *
 * Where every element has a place in the file that is known beforehand, a share
 * is a range of the bytes of the file, which begins and ends at a multiple of
 * align, 1 MB: no two ranks share a page or a stripe. Elsewhere, mostly in a text,
 * a share has whole rows, if there are enough, and shares are joined.
 */
struct tg_share {
	int64_t first;           /* elements of the plan's output, or packs: */
	int64_t end;             /* first .. end-1, in C order */
	struct tg_buffer before; /* bytes before the first of them, and */
	struct tg_buffer behind; /* behind the last one */
	bool leads;              /* it is the first one, and has whatever a
				    result without elements has */
	bool passes_over;        /* each rank reads what is before its share,
				    too; those that have more before them get
				    less */
	bool empty;              /* nothing is to be written */
	bool joined;             /* to those of other ranks */
	uint64_t len;            /* else: bytes of the whole result; */
	uint64_t align;
	struct tg_file_range range; /* those of them that are the share; */
	struct tg_seal seal;        /* and how the result is sealed */
};

/*
 * tg_share_make - find out the share of a rank.
 *
 *   plan, format   what is made by all
 *   encoder        prepared by the format
 *   passes_over    see struct tg_share; the same for all ranks
 *   rank, nrank    0 <= rank < nrank <= TG_MAX_RANKS (shard/shard.h)
 *
 * Errors: those of the format's head and tail. Ownership: tg_share_free frees
 * what the share owns, also after an error.
 */
bool tg_share_make(struct tg_share *share, const struct tg_plan *plan,
	const struct tg_format *format, const struct tg_encoder *encoder,
	bool passes_over, int64_t rank, int64_t nrank, struct tg_err *err);
void tg_share_free(struct tg_share *share);

#endif
