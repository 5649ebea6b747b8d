#ifndef TG_JOB_JOB_H
#define TG_JOB_JOB_H

#include <time.h>

#include "cli/options.h"
#include "gather/plan.h"
#include "job/fill_value.h"
#include "job/keys.h"
#include "job/operand.h"
#include "pipeline/pipeline.h"
#include "pipeline/source_direct.h"
#include "pipeline/source_index.h"
#include "pipeline/source_rows.h"
#include "pipeline/source_sorted.h"
#include "pipeline/source_window.h"

/*
 * One call of the program. At the beginning all is zero but options. The
 * functions below fill in one part after the other, in the order they have
 * here. After an error they return false, and err is complete and can be
 * printed.
 */
struct tg_job {
	const struct tg_options *options;
	struct tg_operand input;
	struct tg_fill_value fill;
	struct tg_output output;
	char *output_path;       /* without :NAME; malloc'ed; NULL: standard
					   output, or not yet known */
	const char *output_name; /* of the tensor in the output, or NULL */
	const struct tg_format *format; /* of the output */

	struct tg_operand index;
	struct tg_keys keys;   /* the names that INDEX may have */
	struct tg_ahead ahead; /* the index, if it is in the file of INPUT */
	struct tg_plan plan;
	struct tg_gather gather;
	struct tg_shape result; /* shape of the result */
	int64_t *columns;       /* see columns.h; malloc'ed; or NULL */
	struct tg_encoder encoder;
	struct tg_tensor unpacked; /* what the elements of INPUT become for a
				      format that cannot have them packed */

	struct tg_source *source; /* one of the next four */
	struct tg_source_index index_parts;
	struct tg_source_rows rows;
	struct tg_source_window window;
	struct tg_source_direct direct;
	struct tg_source_sorted sorted;
	bool in_rows;   /* INPUT is read in rows, by the pipeline; input.tensor
			    is only expected and has no data */
	bool in_window; /* the same, in a window that moves over it */
	bool index_in_parts; /* INDEX is read by the pipeline; index.tensor is
				only expected and has no data */
	bool as_a_whole;     /* both must be read as a whole */

	bool told_index;       /* --verbose has told of INDEX */
	bool warned;           /* tg_job_warn has warned */
	struct timespec start; /* when the job began, for --verbose */
};

/*
 * With --verbose print a line to standard error: the time since the start, what
 * was done, and the shape, format and name of the tensor.
 */
void tg_job_tell(const struct tg_job *job, const char *what,
	const struct tg_shape *shape, const char *name, const char *format);

/* tg_job_tell for INPUT. */
void tg_job_tell_input(const struct tg_job *job);

/* tg_job_tell for INDEX. */
void tg_job_tell_index(const struct tg_job *job);

/* Free all that a job owns. */
void tg_job_free(struct tg_job *job);

/* In load.c: read the operands. */

/*
 * Open the operands and name the output, unless that was done: after this the
 * operands' bytes can be read and their formats are known. A stream of --each
 * must be open already, since the process then gives up the file system: see
 * confine.h.
 */
bool tg_job_open(struct tg_job *job, struct tg_err *err);

/* Call tg_job_open, read INPUT as a whole, and call tg_job_read_fill. */
bool tg_job_load_input(struct tg_job *job, struct tg_err *err);

/* Read the value of --fill, once the dtype of INPUT is known. */
bool tg_job_read_fill(struct tg_job *job, struct tg_err *err);

/* Read INDEX, unless it was read. */
bool tg_job_load_index(struct tg_job *job, struct tg_err *err);

/* The same for a text of a stream, see tg_operand_load_text. Free job->index. */
bool tg_job_load_text(struct tg_job *job, const char *name,
	const struct tg_bytes *text, struct tg_err *err);

/*
 * Read both operands as a whole, for those who look at single elements: input
 * has no base then, so that each of its elements has an address.
 */
bool tg_job_load_to_look(struct tg_job *job, struct tg_err *err);

/* tg_operand_is_still_whole for both operands. Ask before a result is shown. */
bool tg_job_is_still_whole(const struct tg_job *job, struct tg_err *err);

/* In result.c: where the result goes, and in which form. */

/* Find out the path of the output and the name of the tensor in it. */
bool tg_job_name_output(struct tg_job *job, struct tg_err *err);

/* Choose the format of the output, and prepare its encoder. Needs a plan. */
bool tg_job_prepare_encoder(struct tg_job *job, struct tg_err *err);

/*
 * True if a result of that shape could be written, instead of that of the plan.
 * The elements of INPUT are binary: of those of a text, some would be looked at.
 * err is for why not, and is then to be cleared.
 */
bool tg_job_could_write(const struct tg_job *job, const struct tg_shape *shape,
	struct tg_err *err);

/*
 * Open the output, unless it is open.
 *
 * Errors: TG_ESYS; TG_EUSAGE if the format cannot be written there.
 */
bool tg_job_open_output(struct tg_job *job, struct tg_err *err);

/*
 * Fail as tg_job_open_output would, for a dry run, and leave the output closed
 * and the file as it is. A pipe is not opened, and binary data is not refused
 * on a terminal, where only the line of the dry run is written.
 */
bool tg_job_try_output(struct tg_job *job, struct tg_err *err);

/* Discard the output and what was written, if that can still be discarded. */
void tg_job_drop_output(struct tg_job *job);

/* All is written: give the output file its name. */
bool tg_job_commit(struct tg_job *job, struct tg_err *err);

/* In plan.c: whether all fits. */

/*
 * tg_job_plan - make the plan and prepare the encoder.
 *
 * Errors: TG_EDATA if shapes or dtypes do not fit; err then suggests calls that
 * fit.
 */
bool tg_job_plan(struct tg_job *job, struct tg_err *err);

/*
 * Complete the error of a pipeline: say which index is out of range, or where
 * in INPUT the element is.
 */
void tg_job_complete_error(const struct tg_job *job, struct tg_err *err);

/*
 * Warn, once for each job, if a gather has probably left out a part of INPUT by
 * mistake; see tg_warn_dropped. --quiet keeps it silent.
 */
void tg_job_warn(struct tg_job *job);

/* Check that every index is in range, without gathering. Calls tg_job_warn. */
bool tg_job_check(struct tg_job *job, struct tg_err *err);

/* In choose_source.c: how INPUT is read. */

/*
 * tg_job_read - read the operands and make the plan. Of an INPUT that can be
 * read in rows only the beginning is read; the plan is then for the tensor that
 * this beginning lets expect.
 */
bool tg_job_read(struct tg_job *job, struct tg_err *err);

/* Choose where the pieces of the result come from. There must be a plan. */
void tg_job_choose_source(struct tg_job *job);

/* What the pipeline makes for this job. The source must be chosen. */
struct tg_task tg_job_task(const struct tg_job *job);

/*
 * tg_job_learn - look at all of an INPUT that is read in rows, and plan again:
 * for the dtype of the result, which was taken from the first row, or for the
 * number of rows, where INDEX does not tell it.
 *
 * Returns false, with an empty err, if INPUT has to be read as a whole.
 */
bool tg_job_learn(struct tg_job *job, struct tg_err *err);

/*
 * After TG_AGAIN_WHOLE from a pipeline: true if perhaps only the dtype of the
 * result was wrong, so that tg_job_learn may help.
 */
bool tg_job_may_learn(const struct tg_job *job);

/*
 * Undo what was done to read INPUT in rows, so that tg_job_read reads it as a
 * whole. INDEX stays. So does an output that is a pipe: if it were closed, its
 * reader would take that for the end of the result.
 */
void tg_job_forget_rows(struct tg_job *job);

/* In index_in_parts.c: a long INDEX of which memory holds only parts. */

/*
 * True if INDEX is a long text that may be read in parts, as far as the call
 * and its first row tell. INPUT need not have been read. err is empty then and
 * also after false.
 */
bool tg_job_may_read_index_in_parts(struct tg_job *job, struct tg_err *err);

/*
 * Plan for an INDEX that is read in parts. False, with an empty err and INDEX not
 * read, if that is not possible, or if anything is wrong.
 */
bool tg_job_plan_index_in_parts(struct tg_job *job, struct tg_err *err);

/*
 * After TG_AGAIN_WHOLE from a pipeline: true if only the number of rows was
 * wrong, so that tg_job_plan_again helps.
 */
bool tg_job_may_plan_again(const struct tg_job *job);

/* Plan for the rows that were found. False, with an empty err, if that fails. */
bool tg_job_plan_again(struct tg_job *job, struct tg_err *err);

/* As tg_job_forget_rows, but INPUT stays, and INDEX is to be read. */
void tg_job_forget_index_in_parts(struct tg_job *job);

/* True if the head of the result can only tell the rows of INDEX at the end. */
bool tg_job_corrects_head(const struct tg_job *job);

/*
 * When all is written: let the head of the result tell how many rows there were,
 * if that was not known before. Errors: TG_ESYS.
 */
bool tg_job_correct_head(struct tg_job *job, struct tg_err *err);

/* When all is written: set the shapes of INDEX and the result, and tell. */
void tg_job_tell_index_in_parts(struct tg_job *job);

/* In late_head.c: a head that tells a number of rows found out at last. */

/* True if the result can have a head. What is put into err is to be cleared. */
bool tg_job_can_have_head(const struct tg_job *job, struct tg_err *err);

/*
 * True if the head can also be written over when the number of rows is known: it
 * has one length for any number up to that of the encoder's shape, and nothing
 * behind the elements depends on it, too. What is put into err is to be cleared.
 */
bool tg_job_head_can_wait(const struct tg_job *job, struct tg_err *err);

/* Write the head again, for the encoder's shape, over the one that was written. */
bool tg_job_write_head_over(struct tg_job *job, struct tg_err *err);

/* In gather.c: the whole way. */

/*
 * Write the result of a job that is planned. Calls tg_job_warn. The output
 * stays open, so that another result can follow.
 */
bool tg_job_write(struct tg_job *job, struct tg_err *err);

/*
 * tg_job_gather - do all of a job: read the operands, gather, and write the
 * result where the options say.
 */
bool tg_job_gather(struct tg_job *job, struct tg_err *err);

#endif
