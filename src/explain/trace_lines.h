#ifndef TG_EXPLAIN_TRACE_LINES_H
#define TG_EXPLAIN_TRACE_LINES_H

#include "explain/sections.h"
#include "explain/trace.h"

/* Where one element comes from, by its number in C order. Needs a plan. */
void tg_explain_trace(const struct tg_explanation *e, int64_t element);

/*
 * The element of output to look at first: one whose index is out of range, if
 * that is what is wrong, else the first. Output is not empty.
 */
int64_t tg_explain_focus(const struct tg_explanation *e);

/* The colour of all that goes with what index picks, or says wrongly. */
int tg_explain_colour(const struct tg_trace *trace);

#endif
