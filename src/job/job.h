#ifndef TG_JOB_JOB_H
#define TG_JOB_JOB_H

#include <time.h>

#include "job/fill_value.h"
#include "job/operand.h"
#include "cli/options.h"
#include "gather/plan.h"
#include "pipeline/pipeline.h"

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

	bool warned;
	struct timespec start;
};

/* Have the bytes of INPUT there; tg_job_load_input does it where it is due. */
bool tg_job_open_input(struct tg_job *job, struct tg_err *err);

/* Load INPUT and what is said of its elements. */
bool tg_job_load_input(struct tg_job *job, struct tg_err *err);

/* What the options say about the elements of INPUT and about the output. */
bool tg_job_start(struct tg_job *job, struct tg_err *err);

/* Load INDEX, unless it is loaded. */
bool tg_job_load_index(struct tg_job *job, struct tg_err *err);

/* An index that is one text of a stream; tg_job_drop_index before the next. */
bool tg_job_load_text(struct tg_job *job, const char *name,
	const struct tg_bytes *text, struct tg_err *err);
void tg_job_drop_index(struct tg_job *job);

/* See whether the shapes and the types fit. */
bool tg_job_plan(struct tg_job *job, struct tg_err *err);

/* With --verbose, that INPUT is read. */
void tg_job_tell_input(const struct tg_job *job);

/* When a part of INPUT was left out and nothing was said of that, say it. */
void tg_job_warn(struct tg_job *job);

/*
 * See whether every index is in range, without gathering; prints the same
 * warning as those below.
 */
bool tg_job_check(struct tg_job *job, struct tg_err *err);

/* Open the output, unless it is open. */
bool tg_job_open_output(struct tg_job *job, struct tg_err *err);

/*
 * The next two warn. A dry run tries everything, and writes nothing but one
 * line about it.
 */
bool tg_job_dry_run(struct tg_job *job, struct tg_err *err);

bool tg_job_write(struct tg_job *job, struct tg_err *err);
bool tg_job_commit(struct tg_job *job, struct tg_err *err);

void tg_job_free(struct tg_job *job);

#endif
