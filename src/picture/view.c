/*
 * Which cells of the three tensors a picture shows. A picture must stay small
 * enough to be read, so it shows the first rows and columns of output: as many
 * as all that their elements need has room in the panes of index and input.
 * Rows and columns that no element needs are left out of a large tensor.
 */
#include "picture/view.h"

/* The most of output in a direction: more would be no clearer. A few more are
 * shown where these are all. */
#define WINDOW       8
#define WINDOW_WHOLE 12

/* Of a large tensor of which nothing is needed so many rows and columns are
 * shown. */
#define FIRST 6

/* The most columns that panes side by side may have together. */
#define COLS_SIDEWAYS 22

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

const struct tg_grid_axis *
tg_pane_axis(const struct tg_pane *pane, int direction, int k)
{
	if (direction == TG_SLICES)
		return &pane->slices;
	return direction == TG_ROWS ? &pane->rows[k] : &pane->cols[k];
}

bool
tg_pane_spot(
	const struct tg_pane *pane, const int64_t *at, struct tg_spot *spot)
{
	int64_t place[TG_DIRECTIONS];

	number_directions(pane, at, place);
	for (int d = 0; d < TG_DIRECTIONS; d++) {
		spot->at[d] = tg_grid_find(
			tg_pane_axis(pane, d, spot->at[TG_SLICES]), place[d]);
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
		left[d] = tg_pane_axis(pane, d, spot->at[TG_SLICES])
				  ->at[spot->at[d]];
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

/* Show a slice; returns which of those shown it is, or -1 without room. */
static int
show_slice(struct tg_pane *pane, int64_t slice)
{
	const int n = pane->slices.n;
	int k = tg_grid_find(&pane->slices, slice);

	if (k >= 0 || n == TG_SLICES_MAX)
		return k;
	tg_grid_show(&pane->slices, TG_SLICES_MAX, slice);
	k = tg_grid_find(&pane->slices, slice);
	memmove(pane->rows + k + 1, pane->rows + k,
		(size_t)(n - k) * sizeof(pane->rows[0]));
	memmove(pane->cols + k + 1, pane->cols + k,
		(size_t)(n - k) * sizeof(pane->cols[0]));
	pane->rows[k] = (struct tg_grid_axis){ .size = pane->size[TG_ROWS] };
	pane->cols[k] = (struct tg_grid_axis){ .size = pane->size[TG_COLS] };
	return k;
}

/* How many columns all slices of a pane show. */
static int
count_columns(const struct tg_pane *pane)
{
	int n = 0;

	for (int k = 0; k < pane->slices.n; k++)
		n += pane->cols[k].n;
	return n;
}

/* Show an element at some coordinates; false if there is no room for it. */
static bool
show_in_pane(struct tg_pane *pane, const int64_t *at)
{
	int64_t place[TG_DIRECTIONS];
	struct tg_spot spot;
	int k;

	number_directions(pane, at, place);
	k = show_slice(pane, place[TG_SLICES]);
	if (k < 0)
		return false;
	tg_grid_show(&pane->rows[k], TG_ROWS_MAX, place[TG_ROWS]);
	tg_grid_show(&pane->cols[k],
		pane->cols[k].n + TG_COLS_MAX - count_columns(pane),
		place[TG_COLS]);
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
	const struct tg_pane *output = &view->pane[TG_PANE_OUTPUT];
	const int64_t col = k % output->cols[0].n;
	const int64_t row = k / output->cols[0].n % output->rows[0].n;
	const int64_t slice = k / output->cols[0].n / output->rows[0].n;

	return (slice * output->size[TG_ROWS] + row) * output->size[TG_COLS] +
		col;
}

/* Show the first slices, and the first rows and columns of each. */
static void
show_first(struct tg_pane *pane, int slices, int rows, int cols)
{
	for (int k = 0; k < slices; k++) {
		show_slice(pane, k);
		tg_grid_show_first(&pane->rows[k], rows);
		tg_grid_show_first(&pane->cols[k], cols);
	}
}

/* Start anew with that much of output, and nothing of index and input. */
static void
show_window(struct tg_view *view, int slices, int rows, int cols)
{
	for (int p = 0; p < TG_PANES; p++)
		view->pane[p].slices.n = 0;
	show_first(&view->pane[TG_PANE_OUTPUT], slices, rows, cols);
	view->shown = (int64_t)slices * rows * cols;
}

/*
 * Start anew with so many slices and rows of output, and as many columns as
 * their index and input have room for; returns how many columns these are.
 */
static int
count_fitting_columns(struct tg_view *view, int slices, int rows, int cols)
{
	const int64_t *size = view->pane[TG_PANE_OUTPUT].size;
	struct tg_trace trace;

	show_window(view, 0, 0, 0);
	for (int c = 0; c < cols; c++)
		for (int i = 0; i < slices * rows; i++) {
			const int64_t row = i / rows * size[TG_ROWS] + i % rows;

			tg_trace_follow(&view->job->gather,
				row * size[TG_COLS] + c, &trace);
			if (!show_needed_cells(view, &trace))
				return c;
		}
	return cols;
}

static int
limit_to(int64_t n, int limit)
{
	return n < limit ? (int)n : limit;
}

/* The most rows or columns of output that are shown of so many. */
static int
limit_window(int64_t n, int whole)
{
	return n <= whole ? (int)n : WINDOW;
}

/* Show the largest window of output that there is room for. */
static void
choose_window(struct tg_view *view)
{
	const int64_t *size = view->pane[TG_PANE_OUTPUT].size;
	const int slices = limit_to(size[TG_SLICES], TG_SLICES_MAX);
	const int rows = limit_window(size[TG_ROWS], TG_ROWS_MAX);
	const int cols = limit_window(size[TG_COLS], WINDOW_WHOLE);
	/* what a single element needs is shown as far as it goes */
	int best[TG_DIRECTIONS] = { 1, 1, 1 };

	if (view->n == 0) {
		show_window(view, 0, 0, 0);
		show_first(&view->pane[TG_PANE_OUTPUT], limit_to(slices, 1),
			rows, cols);
		return;
	}
	for (int s = slices; s > 0; s--)
		for (int r = rows; r > 0; r--) {
			const int most = limit_to(cols, TG_COLS_MAX / s);
			const int done = best[0] * best[1] * best[2];
			int c;

			if (s * r * most <= done)
				break;
			c = count_fitting_columns(view, s, r, most);
			if (s * r * c > done) {
				best[TG_SLICES] = s;
				best[TG_ROWS] = r;
				best[TG_COLS] = c;
			}
		}
	show_window(view, best[TG_SLICES], best[TG_ROWS], best[TG_COLS]);
	for (int64_t k = 0; k < view->shown; k++) {
		struct tg_trace trace;

		tg_trace_follow(
			&view->job->gather, tg_view_element(view, k), &trace);
		show_needed_cells(view, &trace);
	}
}

static void
make_pane(struct tg_pane *pane, const char *name,
	const struct tg_tensor *tensor, const struct tg_shape *shape,
	bool upright)
{
	*pane = (struct tg_pane){ .name = name,
		.tensor = tensor,
		.shape = *shape,
		.upright = upright && shape->ndim == 1,
		.size = { 1, 1, 1 } };
	for (int i = 0; i < shape->ndim; i++)
		pane->size[tg_pane_direction(pane, i)] *= shape->size[i];
	pane->slices.size = pane->size[TG_SLICES];
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

/* True if there is room for all of a pane. */
static bool
is_small(const struct tg_pane *pane)
{
	return pane->size[TG_SLICES] <= TG_SLICES_MAX &&
		pane->size[TG_ROWS] <= TG_ROWS_MAX &&
		pane->size[TG_COLS] <= TG_COLS_MAX &&
		pane->size[TG_SLICES] * pane->size[TG_COLS] <= TG_COLS_MAX;
}

/* Show all of a small pane, and the first cells of one that has none yet. */
static void
show_unneeded_cells(struct tg_pane *pane, bool whole)
{
	const int slices = limit_to(pane->size[TG_SLICES], TG_SLICES_MAX);

	if (whole && is_small(pane))
		show_first(pane, slices, TG_ROWS_MAX, TG_COLS_MAX);
	else if (pane->slices.n == 0)
		show_first(pane, limit_to(slices, 1), FIRST, FIRST);
}

static void
choose_cells(struct tg_view *view, bool sideways)
{
	const struct tg_job *job = view->job;
	const struct tg_shape *output = &job->plan.output;
	struct tg_pane *pane = view->pane;

	view->sideways = sideways;
	make_pane(&pane[TG_PANE_INDEX], "index", &job->index.tensor,
		&job->index.tensor.shape,
		sideways && gives_rows(&job->plan, true, 0));
	make_pane(&pane[TG_PANE_INPUT], "input", &job->input.tensor,
		&job->input.tensor.shape, false);
	make_pane(&pane[TG_PANE_OUTPUT], "output", NULL, output, sideways);
	view->n = pane[TG_PANE_OUTPUT].size[TG_SLICES] *
		pane[TG_PANE_OUTPUT].size[TG_ROWS] *
		pane[TG_PANE_OUTPUT].size[TG_COLS];
	choose_window(view);
	/* of an index that is used no further, the rest would only distract */
	show_unneeded_cells(&pane[TG_PANE_INDEX], view->shown == view->n);
	show_unneeded_cells(&pane[TG_PANE_INPUT], true);
}

void
tg_view_make(struct tg_view *view, const struct tg_job *job)
{
	int cols = 0;

	*view = (struct tg_view){ .job = job };
	choose_cells(view, rows_go_together(job));
	for (int p = 0; p < TG_PANES; p++)
		cols += count_columns(&view->pane[p]);
	if (view->sideways && cols > COLS_SIDEWAYS)
		choose_cells(view, false);
}
