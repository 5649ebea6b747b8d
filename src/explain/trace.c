/*
 * Where one element of output comes from, step by step, for people. The gather
 * itself does the same for many elements at once and keeps nothing of the way;
 * here the way is what is asked for, and a single element may be slow.
 */
#include "explain/trace.h"

#include "gather/cursor.h"

const char *
tg_trace_coordinates(char text[TG_SHAPE_TEXT], const int64_t *at, int n)
{
	text[0] = '\0';
	return n > 0 ? tg_shape_list(text, at, n, "[]][") : text;
}

const unsigned char *
tg_trace_source(const struct tg_gather *g, const struct tg_trace *trace)
{
	return tg_tensor_at(g->input, trace->input);
}

/* Read a component of the index that a block of output has. */
static struct tg_trace_step
read_component(const struct tg_gather *g, const struct tg_component *component,
	int64_t block)
{
	const struct tg_places place = { &g->plan->blocks, block, 1 };
	struct tg_trace_step step = { .dim = component->dim };

	if (!tg_cursor_indices(&place, g->index, component, 0, &step.value)) {
		tg_gather_print_refused(step.text, g, &place, component);
		step.state = TG_PLACE_OUTSIDE;
		step.refused = true;
		return step;
	}
	tg_gather_print_index(step.text, g, step.value);
	step.place = step.value;
	step.state = tg_gather_place(g, component, &step.place);
	return step;
}

/* What an element is whose components are in two states. */
static enum tg_place
worse_state(enum tg_place a, enum tg_place b)
{
	if (a == TG_PLACE_OUTSIDE || b == TG_PLACE_OUTSIDE)
		return TG_PLACE_OUTSIDE;
	return a == TG_PLACE_FILLED ? a : b;
}

void
tg_trace_follow(
	const struct tg_gather *g, int64_t element, struct tg_trace *trace)
{
	const struct tg_plan *plan = g->plan;

	*trace = (struct tg_trace){ .nstep = plan->ncomponent };
	tg_shape_unravel(&plan->output, element, trace->output);
	for (int i = 0; i < plan->output.ndim; i++) {
		const struct tg_axis axis = plan->axis[i];

		if (axis.input >= 0)
			trace->input[axis.input] = trace->output[i];
		if (axis.index >= 0)
			trace->index[axis.index] = trace->output[i];
	}
	trace->state = TG_PLACE_INSIDE;
	for (int i = 0; i < trace->nstep; i++) {
		const struct tg_trace_step step = read_component(
			g, &plan->component[i], element / plan->block);

		trace->step[i] = step;
		trace->refused = trace->refused || step.refused;
		trace->state = worse_state(trace->state, step.state);
		if (step.state != TG_PLACE_INSIDE)
			continue;
		if (step.dim < 0)
			tg_shape_unravel(
				&g->input->shape, step.place, trace->input);
		else
			trace->input[step.dim] = step.place;
	}
}

int64_t
tg_trace_user(const struct tg_gather *g, int64_t element)
{
	const struct tg_plan *plan = g->plan;
	int64_t index[TG_MAX_NDIM], output[TG_MAX_NDIM] = { 0 };

	tg_shape_unravel(&g->index->shape, element, index);
	for (int i = 0; i < plan->output.ndim; i++)
		if (plan->axis[i].index >= 0)
			output[i] = index[plan->axis[i].index];
	return tg_shape_ravel(&plan->output, output);
}
