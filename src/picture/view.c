/*
 * Which cells of the three tensors a picture shows. A picture must stay small
 * enough to be read, so it shows a window of output; the window shrinks until
 * all that its elements need has room in the panes of index and input.
 */
#include "picture/view.h"

/* The most cells of output in a direction: more would be no clearer. */
#define WINDOW 8

/* The most cells side by side, over all slices of a pane. */
#define CELLS_WIDE 16

/* Of a large input at least so many are shown, picked from or not. */
#define CONTEXT 6

int
tg_pane_direction(const struct tg_pane *pane, int dim)
{
	const int from_end = pane->shape.ndim - 1 - dim;

	if (from_end == 0)
		return pane->upright ? TG_ROWS : TG_COLS;
	return from_end == 1 ? TG_ROWS : TG_SLICES;
}

/* The number of an element in each direction of its pane. */
static void
number_directions(const struct tg_pane *pane, const int64_t *at,
	int64_t place[TG_DIRECTIONS])
{
	for (int d = 0; d < TG_DIRECTIONS; d++)
		place[d] = 0;
	for (int i = 0; i < pane->shape.ndim; i++) {
		int64_t *p = &place[tg_pane_direction(pane, i)];

		*p = *p * pane->shape.size[i] + at[i];
	}
}

bool
tg_pane_spot(
	const struct tg_pane *pane, const int64_t *at, struct tg_spot *spot)
{
	int64_t place[TG_DIRECTIONS];

	number_directions(pane, at, place);
	for (int d = 0; d < TG_DIRECTIONS; d++) {
		spot->at[d] = tg_grid_find(&pane->axis[d], place[d]);
		if (spot->at[d] < 0)
			return false;
	}
	return true;
}

void
tg_pane_coordinates(const struct tg_pane *pane, const struct tg_spot *spot,
	int64_t at[TG_MAX_NDIM])
{
	int64_t left[TG_DIRECTIONS];

	for (int d = 0; d < TG_DIRECTIONS; d++)
		left[d] = pane->axis[d].at[spot->at[d]];
	for (int i = pane->shape.ndim - 1; i >= 0; i--) {
		int64_t *p = &left[tg_pane_direction(pane, i)];

		at[i] = *p % pane->shape.size[i];
		*p /= pane->shape.size[i];
	}
}

void
tg_view_index(const struct tg_view *view, const struct tg_trace *trace, int i,
	int64_t at[TG_MAX_NDIM])
{
	const int ndim = view->pane[TG_PANE_INDEX].shape.ndim;

	for (int k = 0; k < ndim; k++)
		at[k] = trace->index[k];
	if (i > 0)
		at[ndim - 1] += i;
}

/* Show an element at some coordinates; false if there is no room for it. */
static bool
show_in_pane(struct tg_pane *pane, const int64_t *at)
{
	int64_t place[TG_DIRECTIONS];
	struct tg_spot spot;

	number_directions(pane, at, place);
	for (int d = 0; d < TG_DIRECTIONS; d++)
		tg_grid_show(&pane->axis[d], pane->max[d], place[d]);
	return tg_pane_spot(pane, at, &spot);
}

/* Show what an element of output needs; false if there is no room for it. */
static bool
show_needed_cells(struct tg_view *view, const struct tg_trace *trace)
{
	int64_t at[TG_MAX_NDIM];

	for (int i = 0; i < trace->nstep; i++) {
		tg_view_index(view, trace, i, at);
		if (!show_in_pane(&view->pane[TG_PANE_INDEX], at))
			return false;
	}
	return trace->state != TG_PLACE_INSIDE ||
		show_in_pane(&view->pane[TG_PANE_INPUT], trace->input);
}

int64_t
tg_view_element(const struct tg_view *view, int64_t k)
{
	const struct tg_grid_axis *axis = view->pane[TG_PANE_OUTPUT].axis;
	const int64_t col = k % axis[TG_COLS].n;
	const int64_t row = k / axis[TG_COLS].n % axis[TG_ROWS].n;
	const int64_t slice = k / axis[TG_COLS].n / axis[TG_ROWS].n;

	return (slice * axis[TG_ROWS].size + row) * axis[TG_COLS].size + col;
}

/* Show that much of output and all it needs; false if there is no room. */
static bool
try_window(struct tg_view *view, const int window[TG_DIRECTIONS])
{
	struct tg_pane *output = &view->pane[TG_PANE_OUTPUT];
	struct tg_trace trace;

	for (int p = 0; p < TG_PANES; p++)
		for (int d = 0; d < TG_DIRECTIONS; d++)
			view->pane[p].axis[d].n = 0;
	view->shown = 1;
	for (int d = 0; d < TG_DIRECTIONS; d++) {
		tg_grid_show_first(&output->axis[d], window[d]);
		view->shown *= output->axis[d].n;
	}
	for (int64_t k = 0; k < view->shown; k++) {
		tg_trace_follow(
			&view->job->gather, tg_view_element(view, k), &trace);
		/* what a single element needs is shown as far as it goes */
		if (!show_needed_cells(view, &trace) && view->shown > 1)
			return false;
	}
	return true;
}

static int
limit_to(int64_t n, int limit)
{
	return n < limit ? (int)n : limit;
}

static int
most_slices(const struct tg_pane *pane)
{
	const int cols = limit_to(pane->axis[TG_COLS].size, TG_GRID_MAX);

	return limit_to(CELLS_WIDE / (cols > 0 ? cols : 1), TG_SLICES_MAX);
}

static void
make_pane(struct tg_pane *pane, const char *name,
	const struct tg_tensor *tensor, const struct tg_shape *shape,
	bool upright)
{
	*pane = (struct tg_pane){ .name = name,
		.tensor = tensor,
		.shape = *shape,
		.upright = upright && shape->ndim == 1 };
	for (int d = 0; d < TG_DIRECTIONS; d++) {
		pane->axis[d].size = 1;
		pane->max[d] = TG_GRID_MAX;
	}
	for (int i = 0; i < shape->ndim; i++)
		pane->axis[tg_pane_direction(pane, i)].size *= shape->size[i];
	pane->max[TG_SLICES] = most_slices(pane);
}

/* True if that dim of index or of input gives the output its rows. */
static bool
gives_rows(const struct tg_plan *plan, bool index, int dim)
{
	const struct tg_axis rows = plan->axis[0];

	return plan->output.ndim > 0 &&
		(index ? rows.index : rows.input) == dim;
}

/* True if the rows of the output stand beside those of input or index. */
static bool
rows_go_together(const struct tg_job *job)
{
	const struct tg_plan *plan = &job->plan;
	const int input = job->input.tensor.shape.ndim;
	const int index = job->index.tensor.shape.ndim;

	if (input > 2 || index > 2 || plan->output.ndim > 2)
		return false;
	return tg_op_table[job->options->call.op].tuples ||
		(input == 2 && gives_rows(plan, false, 0)) ||
		(index == 1 && plan->output.ndim == 2 &&
			gives_rows(plan, true, 0));
}

/* Make a window smaller, in the direction that has most cells. */
static void
shrink_window(int window[TG_DIRECTIONS])
{
	int most = 0;

	for (int d = 1; d < TG_DIRECTIONS; d++)
		if (window[d] >= window[most])
			most = d;
	window[most]--;
}

/*
 * Show all of a direction where there is room, else the first ones, too, until
 * context are shown.
 */
static void
show_context(struct tg_pane *pane, int context)
{
	for (int d = 0; d < TG_DIRECTIONS; d++) {
		const int max = pane->max[d];
		const bool whole = pane->axis[d].size <= max;

		tg_grid_show_first(
			&pane->axis[d], whole ? max : limit_to(context, max));
	}
}

void
tg_view_make(struct tg_view *view, const struct tg_job *job)
{
	struct tg_pane *pane = view->pane;
	int window[TG_DIRECTIONS];

	*view = (struct tg_view){ .job = job };
	view->sideways = rows_go_together(job);
	make_pane(&pane[TG_PANE_INDEX], "index", &job->index.tensor,
		&job->index.tensor.shape,
		view->sideways && gives_rows(&job->plan, true, 0));
	make_pane(&pane[TG_PANE_INPUT], "input", &job->input.tensor,
		&job->input.tensor.shape, false);
	make_pane(&pane[TG_PANE_OUTPUT], "output", NULL, &job->plan.output,
		view->sideways);
	view->n = 1;
	for (int d = 0; d < TG_DIRECTIONS; d++) {
		const struct tg_grid_axis *axis = &pane[TG_PANE_OUTPUT].axis[d];

		view->n *= axis->size;
		window[d] = limit_to(axis->size,
			limit_to(pane[TG_PANE_OUTPUT].max[d], WINDOW));
	}
	while (!try_window(view, window))
		shrink_window(window);
	show_context(&pane[TG_PANE_INDEX], 1);
	show_context(&pane[TG_PANE_INPUT], CONTEXT);
}
