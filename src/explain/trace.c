#include "explain/trace.h"

#include "gather/cursor.h"
#include "gather/survey.h"

static void
coordinates_of(int64_t *at, const struct tg_shape *shape, int64_t element)
{
	for (int i = shape->ndim - 1; i >= 0; i--) {
		at[i] = element % shape->size[i];
		element /= shape->size[i];
	}
}

static int64_t
element_at(const struct tg_shape *shape, const int64_t *at)
{
	int64_t element = 0;

	for (int i = 0; i < shape->ndim; i++)
		element = element * shape->size[i] + at[i];
	return element;
}

const unsigned char *
tg_trace_at(const struct tg_tensor *tensor, const int64_t *at)
{
	int64_t offset = 0;

	for (int i = 0; i < tensor->shape.ndim; i++)
		offset += at[i] * tensor->stride[i];
	return tensor->data + offset * (int64_t)tensor->dtype.size;
}

const unsigned char *
tg_trace_source(const struct tg_gather *g, const struct tg_trace *trace)
{
	return tg_trace_at(g->input, trace->input);
}

const unsigned char *
tg_trace_element(const struct tg_tensor *tensor, int64_t element)
{
	int64_t at[TG_MAX_NDIM];

	coordinates_of(at, &tensor->shape, element);
	return tg_trace_at(tensor, at);
}

static struct tg_trace_step
take_step(const struct tg_gather *g, const struct tg_component *component,
	int64_t block)
{
	const struct tg_places place = { &g->plan->blocks, block, 1 };
	struct tg_trace_step step = { .dim = component->dim };

	tg_cursor_indices(&place, g->index, component, 0, &step.value);
	tg_gather_print_index(step.text, g, step.value);
	step.place = step.value;
	step.state = tg_gather_place(g, component, &step.place);
	return step;
}

static enum tg_place
worse(enum tg_place a, enum tg_place b)
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
	coordinates_of(trace->output, &plan->output, element);
	for (int i = 0; i < plan->output.ndim; i++) {
		const struct tg_axis axis = plan->axis[i];

		if (axis.input >= 0)
			trace->input[axis.input] = trace->output[i];
		if (axis.index >= 0)
			trace->index[axis.index] = trace->output[i];
	}
	trace->state = TG_PLACE_INSIDE;
	for (int i = 0; i < trace->nstep; i++) {
		const struct tg_trace_step step = take_step(
			g, &plan->component[i], element / plan->block);

		trace->step[i] = step;
		trace->state = worse(trace->state, step.state);
		if (step.state != TG_PLACE_INSIDE)
			continue;
		if (step.dim < 0)
			coordinates_of(
				trace->input, &g->input->shape, step.place);
		else
			trace->input[step.dim] = step.place;
	}
}

int64_t
tg_trace_user(const struct tg_gather *g, int64_t element)
{
	const struct tg_plan *plan = g->plan;
	int64_t index[TG_MAX_NDIM], output[TG_MAX_NDIM] = { 0 };

	coordinates_of(index, &g->index->shape, element);
	for (int i = 0; i < plan->output.ndim; i++)
		if (plan->axis[i].index >= 0)
			output[i] = index[plan->axis[i].index];
	return element_at(&plan->output, output);
}
