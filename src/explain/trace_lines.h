#ifndef TG_EXPLAIN_TRACE_LINES_H
#define TG_EXPLAIN_TRACE_LINES_H

#include "explain/sections.h"
#include "explain/trace.h"

/* One line: where an element of output, by its number in C order, is from. */
void tg_explain_trace(const struct tg_explanation *e, int64_t element);

/*
 * The element of output to look at first, as its number in C order: one whose
 * index is out of range if that is what is wrong, else the first. Output is not
 * empty.
 */
int64_t tg_explain_focus(const struct tg_explanation *e);

/*
 * The colour, as for tg_page_colour, of an element of output, of its index and
 * of what it is picked from.
 */
int tg_explain_colour(const struct tg_trace *trace);

#endif
