/*
 * The lines of an explanation that say of single elements of output where they
 * come from, as "output[0] = input[index[0]=2] = 7". The grids and the
 * pictures mark the same elements, and so read focus and colour from here.
 */
#include "explain/trace_lines.h"

#include <inttypes.h>

#include "explain/element.h"

/* Of a slice of so many elements that is taken whole two stand for all. */
#define SLICE_MIN 4

int64_t
tg_explain_focus(const struct tg_explanation *e)
{
	return e->err->element > 0
		? tg_trace_user(&e->job->gather, e->err->element - 1)
		: 0;
}

int
tg_explain_colour(const struct tg_trace *trace)
{
	if (trace->state == TG_PLACE_OUTSIDE)
		return TG_WRONG;
	if (trace->state == TG_PLACE_FILLED)
		return TG_DIM;
	return (int)(trace->step[0].place % TG_COLOURS);
}

static void
put_coordinates(struct tg_printed *to, const int64_t *at, int n)
{
	char text[TG_SHAPE_TEXT];

	tg_print_text(to, tg_trace_coordinates(text, at, n));
}

/* "index[0][2]=7", or "index[0][2]=-1 -> 6" where it means another place. */
static void
put_component(
	const struct tg_explanation *e, const struct tg_trace *trace, int i)
{
	const struct tg_trace_step *step = &trace->step[i];
	const int ndim = e->job->index.tensor.shape.ndim;
	struct tg_printed *to = &e->page->to;

	tg_page_colour(e->page, tg_explain_colour(trace));
	tg_print_text(to, "index");
	if (e->subscripts.op->tuples) {
		put_coordinates(to, trace->index, ndim - 1);
		tg_print(to, "[%d]", i);
	} else {
		put_coordinates(to, trace->index, ndim);
	}
	tg_print(to, "=%s", step->text);
	if (step->state == TG_PLACE_INSIDE && step->place != step->value)
		tg_print(to, " -> %" PRId64, step->place);
	tg_page_colour(e->page, TG_PLAIN);
}

/* "input[0][index[0]=1][2]": coordinates in input, some of them from index. */
static void
put_input(const struct tg_explanation *e, const struct tg_trace *trace)
{
	const int ndim = e->job->input.tensor.shape.ndim;
	struct tg_printed *to = &e->page->to;
	int step = 0;

	tg_print_text(to, trace->step[0].dim < 0 ? "flat_input" : "input");
	if (trace->step[0].dim < 0) {
		tg_print_char(to, '[');
		put_component(e, trace, 0);
		tg_print_char(to, ']');
		if (trace->state == TG_PLACE_INSIDE && ndim != 1) {
			tg_print_text(to, " = input");
			put_coordinates(to, trace->input, ndim);
		}
		return;
	}
	for (int i = 0; i < ndim || i == 0; i++) {
		tg_print_char(to, '[');
		if (step < trace->nstep && trace->step[step].dim == i)
			put_component(e, trace, step++);
		else
			tg_print(to, "%" PRId64, trace->input[i]);
		tg_print_char(to, ']');
	}
}

void
tg_explain_trace(const struct tg_explanation *e, int64_t element)
{
	const struct tg_gather *g = &e->job->gather;
	struct tg_printed *to = &e->page->to;
	struct tg_trace trace;
	char text[TG_ELEMENT_TEXT];

	tg_trace_follow(g, element, &trace);
	tg_print_text(to, "  output");
	put_coordinates(to, trace.output, g->plan->output.ndim);
	tg_print_text(to, " = ");
	put_input(e, &trace);
	if (trace.state == TG_PLACE_OUTSIDE) {
		tg_print_text(to,
			trace.refused ? ", no index\n" : ", out of range\n");
		return;
	}
	if (!tg_element_text(text, g->input,
		    trace.state == TG_PLACE_FILLED ? g->fill
						   : tg_trace_source(g, &trace),
		    60))
		to->failed = true;
	tg_print(to, "%s %s\n",
		trace.state == TG_PLACE_FILLED ? ", filled:" : " =", text);
}

/* How many elements of output, one behind the other, have the same index. */
static int64_t
slice_numel(const struct tg_plan *plan)
{
	int64_t n = 1;

	for (int i = plan->output.ndim - 1; i >= 0 && plan->axis[i].index < 0;
		i--)
		n *= plan->output.size[i];
	return n;
}

void
tg_explain_traces(const struct tg_explanation *e, int64_t n)
{
	const int64_t slice = slice_numel(&e->job->plan);
	int64_t numel = 0, next = 0;

	if (!tg_shape_numel(&e->job->plan.output, &numel) || n == 0)
		return;
	if (numel == 0)
		tg_page_say(e->page, 2, "output has no elements");
	for (int64_t i = 0; i < n && next < numel; i++) {
		tg_explain_trace(e, next++);
		if (numel > n && i + 1 < n && slice >= SLICE_MIN &&
			next % slice == 1) {
			tg_page_say(e->page, 2,
				"... and %" PRId64
				" more elements of this slice",
				slice - 2);
			next += slice - 2;
		}
	}
	if (numel > next)
		tg_page_say(e->page, 2, "... and %" PRId64 " more element%s",
			numel - next, numel - next == 1 ? "" : "s");
}
