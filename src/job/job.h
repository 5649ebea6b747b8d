#ifndef TG_JOB_JOB_H
#define TG_JOB_JOB_H

#include <time.h>

#include "cli/options.h"
#include "gather/plan.h"
#include "job/fill_value.h"
#include "job/operand.h"
#include "pipeline/pipeline.h"
#include "pipeline/source_direct.h"
#include "pipeline/source_rows.h"
#include "pipeline/source_sorted.h"

/*
 * One call of the program, in the order its parts come to be. All zero but
 * options is where it starts. The functions below fill in part after part;
 * each returns false with err complete for printing.
 */
struct tg_job {
	const struct tg_options *options;
	struct tg_operand input;
	struct tg_fill_value fill;
	struct tg_output output;
	char *output_path;              /* without NAME; NULL: as options say */
	const char *output_name;        /* of the tensor in it, or NULL */
	const struct tg_format *format; /* of output */

	struct tg_operand index;
	struct tg_plan plan;
	struct tg_gather gather;
	struct tg_shape result; /* what the result is shaped like */
	struct tg_encoder encoder;

	struct tg_source *source; /* one of the next three */
	struct tg_source_rows rows;
	struct tg_source_direct direct;
	struct tg_source_sorted sorted;
	bool in_rows;    /* INPUT is not read, but expected */
	bool as_a_whole; /* INPUT is not to be read in rows, whatever it is */

	bool warned;
	struct timespec start;
};

/* With --verbose: what was done, and how long after the start. */
void tg_job_tell(const struct tg_job *job, const char *what,
	const struct tg_shape *shape, const char *name, const char *format);

/* With --verbose, that INPUT is read. */
void tg_job_tell_input(const struct tg_job *job);

void tg_job_free(struct tg_job *job);

/* In load.c: read the operands. */

/* Open INPUT: its bytes can be read and its format is known. */
bool tg_job_open_input(struct tg_job *job, struct tg_err *err);

/* Read INPUT as a whole, and what the options say of its elements. */
bool tg_job_load_input(struct tg_job *job, struct tg_err *err);

/* What the options say of the elements of INPUT, and of the output's name. */
bool tg_job_start(struct tg_job *job, struct tg_err *err);

/* Read INDEX, unless that was done. */
bool tg_job_load_index(struct tg_job *job, struct tg_err *err);

/* Read both as a whole, in a form in which each element has an address. */
bool tg_job_load_to_look(struct tg_job *job, struct tg_err *err);

/* In result.c: where the result goes, and in which form. */

/* In which file, and under which name in it. */
bool tg_job_name_output(struct tg_job *job, struct tg_err *err);

/* In which form. Needs a plan. */
bool tg_job_prepare_encoder(struct tg_job *job, struct tg_err *err);

/* Open the output, unless it is open. */
bool tg_job_open_output(struct tg_job *job, struct tg_err *err);

/* Forget what was written, as far as it can be forgotten. */
void tg_job_drop_output(struct tg_job *job);

/* All is written: the output takes its name. */
bool tg_job_commit(struct tg_job *job, struct tg_err *err);

/* In plan.c: whether all fits. */

/* See whether the shapes and the types fit. */
bool tg_job_plan(struct tg_job *job, struct tg_err *err);

/* Say where an error of gathering is: which index, or where in INPUT. */
void tg_job_complete_error(const struct tg_job *job, struct tg_err *err);

/* When a part of INPUT was left out and nothing was said of that, say it. */
void tg_job_warn(struct tg_job *job);

/* See whether every index is in range, without gathering; warns as above. */
bool tg_job_check(struct tg_job *job, struct tg_err *err);

/* In choose_source.c: how INPUT is read. */

/*
 * tg_job_read - read the operands, and plan. Of an INPUT that can be read in
 * rows only the beginning is read, and the plan is for what it lets expect.
 */
bool tg_job_read(struct tg_job *job, struct tg_err *err);

/* Choose where the pieces of the result come from. Needs a plan. */
void tg_job_choose_source(struct tg_job *job);

/*
 * The type of the result was taken from the first row of INPUT, and was wrong:
 * learn it from all rows, and plan again. False where that was not the matter
 * or does not help; err then says nothing.
 */
bool tg_job_learn_dtype(struct tg_job *job, struct tg_err *err);

/*
 * All as it was before INPUT was read in rows, but that INDEX stays, and that a
 * pipe for the result stays open: who reads it would take its end for that of
 * the result. tg_job_read then reads INPUT as a whole.
 */
void tg_job_forget_rows(struct tg_job *job);

/* In gather.c: the whole way. */

/* What a pipeline makes for this job, once the source is chosen. */
struct tg_task tg_job_task(const struct tg_job *job);

/*
 * Write one result of a job that is planned; warns. The output stays open for
 * the next one.
 */
bool tg_job_write(struct tg_job *job, struct tg_err *err);

/*
 * tg_job_gather - do all of it: read the operands, gather, and put the result
 * where the options say.
 */
bool tg_job_gather(struct tg_job *job, struct tg_err *err);

#endif
