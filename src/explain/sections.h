#ifndef TG_EXPLAIN_SECTIONS_H
#define TG_EXPLAIN_SECTIONS_H

#include "explain/page.h"
#include "explain/subscripts.h"
#include "job/job.h"

/*
 * What every section of an explanation reads, and the page it is written to.
 * All is borrowed. Where the shapes do not fit, gather.plan of the job is NULL;
 * a section below that needs a plan must not be called then.
 */
struct tg_explanation {
	struct tg_page *page;
	const struct tg_job *job;
	struct tg_subscripts subscripts;
	const struct tg_err *err; /* code TG_OK where nothing is wrong */
};

/* One line that names the call: "gather along dim 0". */
void tg_explain_heading(const struct tg_explanation *e);

/* The formula, the subscripts that index picks marked, and its letters. */
void tg_explain_formula(const struct tg_explanation *e);

/* The three shapes below each other, and which of their sizes must fit. */
void tg_explain_shapes(const struct tg_explanation *e);

/* What this call does, in words. Needs a plan. */
void tg_explain_summary(const struct tg_explanation *e);

/* Input, index and output as small grids. Needs a plan. */
void tg_explain_grids(const struct tg_explanation *e);

/*
 * Where n elements of output come from, one a line: all if there are no more,
 * else the first ones, and of a slice that is taken whole its first and last.
 * Needs a plan.
 */
void tg_explain_traces(const struct tg_explanation *e, int64_t n);

/* The same call in other libraries. Needs a plan, and no error. */
void tg_explain_calls(const struct tg_explanation *e);

#endif
