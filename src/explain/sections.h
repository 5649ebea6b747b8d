#ifndef TG_EXPLAIN_SECTIONS_H
#define TG_EXPLAIN_SECTIONS_H

#include "explain/page.h"
#include "explain/subscripts.h"
#include "job/job.h"

/*
 * The parts of an explanation, each written to its page. gather.plan of the
 * job is NULL where the shapes do not fit; those that need it say so.
 */
struct tg_explanation {
	struct tg_page *page;
	const struct tg_job *job;
	struct tg_subscripts subscripts;
	const struct tg_err *err; /* what is wrong; its code is TG_OK if
				     nothing is */
};

/* "gather along dim 0": a line that names the call. */
void tg_explain_heading(const struct tg_explanation *e);

/* The formula, with the moving slot marked, and what its letters run over. */
void tg_explain_formula(const struct tg_explanation *e);

/* The three shapes lined up, and which of their sizes must fit. */
void tg_explain_shapes(const struct tg_explanation *e);

/* In words what this call does. Needs a plan. */
void tg_explain_summary(const struct tg_explanation *e);

/* Input, index and output as small grids. Needs a plan. */
void tg_explain_grids(const struct tg_explanation *e);

/* Where the first n elements come from, one a line. Needs a plan. */
void tg_explain_traces(const struct tg_explanation *e, int64_t n);

/* The same call in other libraries. Needs a plan. */
void tg_explain_calls(const struct tg_explanation *e);

#endif
