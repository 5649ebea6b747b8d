#ifndef TG_EXPLAIN_SECTIONS_H
#define TG_EXPLAIN_SECTIONS_H

#include "explain/subscripts.h"
#include "job/job.h"
#include "explain/page.h"
#include "explain/trace.h"

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

/*
 * Its two sides, "output[i] =" and "input[ index[i] ]"; blanks stand only
 * around what index says. The left one's columns are returned.
 */
int tg_explain_left_side(FILE *to, const struct tg_subscripts *subscripts);
void tg_explain_right_side(FILE *to, const struct tg_subscripts *subscripts);

/* The three shapes lined up, and which of their sizes must fit. */
void tg_explain_shapes(const struct tg_explanation *e);

/* In words what this call does. Needs a plan. */
void tg_explain_summary(const struct tg_explanation *e);

/* Input, index and output as small grids. Needs a plan. */
void tg_explain_grids(const struct tg_explanation *e);

/* Where the first n elements come from, one a line. Needs a plan. */
void tg_explain_traces(const struct tg_explanation *e, int64_t n);

/* One element, by its number in C order, likewise. Needs a plan. */
void tg_explain_trace(const struct tg_explanation *e, int64_t element);

/* The same call in other libraries. Needs a plan. */
void tg_explain_calls(const struct tg_explanation *e);

/*
 * The element of output to look at first: one whose index is out of range, if
 * that is what is wrong, else the first. Output is not empty.
 */
int64_t tg_explain_focus(const struct tg_explanation *e);

/* The colour of all that goes with what index picks, or says wrongly. */
int tg_explain_colour(const struct tg_trace *trace);

/* An element of a tensor as text of at most some columns. */
#define TG_CELL_TEXT 400
void tg_explain_cell(char text[TG_CELL_TEXT], const struct tg_tensor *tensor,
	const unsigned char *element, int columns);

#endif
