#ifndef TG_PIPELINE_PASS_H
#define TG_PIPELINE_PASS_H

#include <stdatomic.h>

#include "pipeline/pipeline.h"
#include "pipeline/reorder.h"

/*
 * A pass over the pieces of a result, in which threads encode them. The same
 * struct serves for several passes, one after the other, so that memory that
 * was enough to try everything is there when the result is written.
 */
struct tg_pass {
	const struct tg_task *task;
	struct tg_output *output; /* NULL if the result is only tried */
	int64_t bytes;            /* of the result, placed so far */
	enum tg_outcome outcome;  /* of the first piece that failed */
	struct tg_err *err;       /* of the same, if outcome is TG_FAILED */
	struct tg_buffer ends;    /* for the bytes before and behind elements */

	/* of pass.c alone */
	struct tg_worker *workers; /* one for each thread */
	int nworker;
	atomic_int nstarted;          /* workers that have a thread */
	bool in_order;                /* the output can only be appended to */
	bool no_more;                 /* no piece is left; guarded as take is */
	atomic_bool stopped;          /* something failed */
	atomic_bool futile;           /* an element could not be encoded; what
					 is left of the input is only read,
					 since its errors come first */
	struct tg_err element;        /* the error of that element */
	atomic_flag failed_unordered; /* unordered is set, or being set */
	struct tg_err unordered;      /* the first error that is of no piece */
	struct tg_reorder reorder;
};

/*
 * tg_pass_new - a pass for a task, without an output. Returns NULL without
 * memory.
 *
 *   err   where errors of the pass go. Errors: TG_ESYS
 *
 * Ownership: borrows all; tg_pass_free frees it, and may be called with NULL.
 */
struct tg_pass *tg_pass_new(const struct tg_task *task, struct tg_err *err);
void tg_pass_free(struct tg_pass *pass);

/*
 * tg_pass_prepare - get what all threads need, so that memory is no reason to
 * fail once a part of the result is written; there are fewer threads where there
 * is not enough for all. Only the text of an element that is larger than a
 * quarter of TG_BUFFER_FULL may need more. Call it before each pass.
 *
 * Errors: TG_ESYS.
 */
bool tg_pass_prepare(struct tg_pass *pass);

/* Write text after everything that was placed before, and empty it. */
bool tg_pass_place(struct tg_pass *pass, struct tg_buffer *text);

/* Let threads encode and place all pieces; to be prepared before. */
enum tg_outcome tg_pass_run(struct tg_pass *pass);

#endif
