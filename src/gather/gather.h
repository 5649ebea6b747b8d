#ifndef TG_GATHER_GATHER_H
#define TG_GATHER_GATHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "gather/plan.h"
#include "tensor/tensor.h"

/* What becomes of an index that is out of range. */
enum tg_mode {
	TG_MODE_RAISE, /* an error */
	TG_MODE_WRAP,  /* modulo the size, as numpy.take */
	TG_MODE_CLIP,  /* the nearest end, as numpy.take */
	TG_MODE_FILL,  /* the fill value is put there */
};

/* How indices are read. All zero: 0 .. size-1 and nothing else. */
struct tg_policy {
	enum tg_mode mode;
	bool negative;    /* -size .. -1 count from the end */
	bool has_ignored; /* an index that says ignored ... */
	int64_t ignored;  /* ... gets the fill value */
	int64_t base;     /* the first element; 0 or more */
};

/*
 * A plan bound to the tensors it was made for; borrows all of them.
 *
 *   fill      an element as input has them, for where nothing is picked; NULL
 *             where the policy has no such place
 *   *_origin  the element that the tensor's data begins with, where it is but
 *             a part; only places that lie in it may then be resolved
 *   far       input does not fit into caches: moving fetches ahead
 */
struct tg_gather {
	const struct tg_plan *plan;
	const struct tg_tensor *input;
	const struct tg_tensor *index;
	const void *fill;
	struct tg_policy policy;
	int64_t input_origin;
	int64_t index_origin;
	bool far;
};

/* Blocks that are resolved and moved in one go, so that they stay in cache. */
#define TG_BATCH 8192

/*
 * How many elements ahead input is fetched into cache: random places of a
 * large input cost a fifth of what they cost without; from 96 to 192 makes no
 * difference.
 */
#define TG_AHEAD 160

/* Stands for the fill value among the sources of blocks. */
#define TG_FILLED (-1)

/* True if indices are only checked, and no other place stands for any. */
bool tg_policy_is_plain(const struct tg_policy *policy);

/*
 * tg_gather_check - prove that every index is in range, also those that no
 * element of the output needs.
 *
 * Errors: TG_EDATA, as for tg_gather_resolve. Cost: one pass over the index.
 */
bool tg_gather_check(const struct tg_gather *gather, struct tg_err *err);

/* Fail with TG_EDATA and err->element: an index is out of range. */
bool tg_gather_out_of_range(struct tg_err *err);

/*
 * tg_gather_resolve - turn the indices of n blocks of the output, from block
 * number first on, into the places in input where they start.
 *
 *   n        at most TG_BATCH
 *   source   receives n offsets in elements from the origin of input, each
 *            proven to be in it, or TG_FILLED
 *
 * Errors: TG_EDATA when an index is out of range; err->element tells that one
 * is, tg_gather_survey which.
 */
bool tg_gather_resolve(const struct tg_gather *gather, int64_t first, size_t n,
	int64_t *source, struct tg_err *err);

/* Move n blocks that start at source in input to out, one behind the other. */
void tg_gather_move(const struct tg_gather *gather, const int64_t *source,
	size_t n, void *out);

/*
 * tg_gather_fused - both in one, without the places in between, for any n:
 * for the jobs where it was measured to count, indices and elements of 4 or 8
 * bytes with a plain check.
 *
 *   *in_range   false when an index is out of range; out then means nothing
 *
 * Returns false when it is not for this job.
 */
bool tg_gather_fused(const struct tg_gather *gather, int64_t first, size_t n,
	void *out, bool *in_range);

/* What one index comes to. */
enum tg_place { TG_PLACE_INSIDE, TG_PLACE_OUTSIDE, TG_PLACE_FILLED };

/*
 * tg_gather_place - what an index means under the policy, for people; the
 * above do the same for many at once.
 *
 *   value   the index as it stands, as tg_cursor_indices gives it; becomes the
 *           place along the component's dim, from 0, where it is inside
 */
enum tg_place tg_gather_place(const struct tg_gather *gather,
	const struct tg_component *component, int64_t *value);

/* An index as it stands, signed or not. */
void tg_gather_print_index(
	char text[24], const struct tg_gather *gather, int64_t value);

/* One index that is out of range. */
struct tg_wrong {
	int64_t element; /* of the index, in C order */
	char value[24];  /* as it stands there */
	const struct tg_component *component;
};

#define TG_WRONG_MAX 5

/* What a pass over the whole index saw. */
struct tg_survey {
	int64_t n;         /* elements of the index */
	char smallest[24]; /* as they stand there, when n > 0 */
	char largest[24];
	int64_t noutside; /* out of range, whatever becomes of them */
	int64_t nwrong;   /* those that are an error */
	struct tg_wrong wrong[TG_WRONG_MAX]; /* the first ones */
	bool same_value;                     /* all wrong ones have one value */
	bool from_end;  /* all would do with negative set */
	bool one_above; /* all would do if they counted from 1 */
	bool zero;      /* an index is 0 */
};

/* Look at every index. Cost: one slow pass over the index. */
void tg_gather_survey(const struct tg_gather *gather, struct tg_survey *survey);

#endif
