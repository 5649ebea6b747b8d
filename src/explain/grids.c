#include <inttypes.h>
#include <string.h>

#include "base/text_width.h"
#include "explain/element.h"
#include "explain/grid.h"
#include "explain/sections.h"
#include "explain/slice.h"
#include "explain/trace_lines.h"

struct view {
	const struct tg_explanation *e;
	struct tg_slice shown[3];
	struct tg_grid grid[3];
	int max_columns; /* of each */
};

/* Where an element of output comes from, in input as it is drawn. */
static bool
source_cell(const struct view *v, const struct tg_trace *trace, int64_t *row,
	int64_t *col)
{
	const struct tg_slice *slice = &v->shown[TG_SLICE_INPUT];
	const int64_t place = trace->step[0].place;
	int64_t split[2] = { place, 0 };

	if (trace->state != TG_PLACE_INSIDE)
		return false;
	if (trace->step[0].dim >= 0)
		return tg_slice_cell(slice, trace->input, row, col);
	if (slice->row >= 0) {
		split[0] = place / slice->shape.size[1];
		split[1] = place % slice->shape.size[1];
	}
	return tg_slice_cell(slice, split, row, col);
}

/* Call visit for every element of output that its grid shows. */
static void
each_output(struct view *v,
	void (*visit)(
		struct view *v, const struct tg_trace *trace, int r, int c))
{
	const struct tg_slice *slice = &v->shown[TG_SLICE_OUTPUT];
	const struct tg_grid *grid = &v->grid[TG_SLICE_OUTPUT];
	struct tg_trace trace;

	for (int r = 0; r < grid->row.n; r++)
		for (int c = 0; c < grid->col.n; c++) {
			tg_trace_follow(&v->e->job->gather,
				tg_slice_element(slice, grid->row.at[r],
					grid->col.at[c]),
				&trace);
			visit(v, &trace, r, c);
		}
}

static void
show_cell(struct view *v, int which, int64_t row, int64_t col)
{
	struct tg_grid *grid = &v->grid[which];

	tg_grid_show(&grid->row, TG_GRID_MAX, row);
	tg_grid_show(&grid->col, v->max_columns, col);
}

/* The cells of input and index that an element of output needs. */
static void
show_sources(struct view *v, const struct tg_trace *trace, int r, int c)
{
	int64_t row, col;

	(void)r;
	(void)c;
	if (source_cell(v, trace, &row, &col))
		show_cell(v, TG_SLICE_INPUT, row, col);
	if (tg_slice_cell(&v->shown[TG_SLICE_INDEX], trace->index, &row, &col))
		show_cell(v, TG_SLICE_INDEX, row, col);
}

static void
set_cell(struct tg_cell *cell, const struct tg_tensor *tensor,
	const unsigned char *element)
{
	char text[TG_ELEMENT_TEXT];

	tg_element_text(text, tensor, element, TG_GRID_CELL);
	cell->columns = tg_text_width_cut(cell->text, sizeof(cell->text), text,
		strlen(text), TG_GRID_CELL);
}

/* The number of index that an element hangs on, and all of its tuple. */
static void
mark_index(struct view *v, const struct tg_trace *trace)
{
	const struct tg_slice *slice = &v->shown[TG_SLICE_INDEX];
	struct tg_grid *grid = &v->grid[TG_SLICE_INDEX];
	int64_t row, col;
	int r, c;

	if (!tg_slice_cell(slice, trace->index, &row, &col))
		return;
	for (int i = 0; i < trace->nstep; i++) {
		const bool outside = trace->step[i].state == TG_PLACE_OUTSIDE;

		r = tg_grid_find(&grid->row, row);
		c = tg_grid_find(&grid->col, col + i);
		if (r < 0 || c < 0)
			continue;
		grid->cell[r][c].colour = tg_explain_colour(trace);
		grid->cell[r][c].picked = outside;
	}
}

static void
set_output(struct view *v, const struct tg_trace *trace, int r, int c)
{
	const struct tg_gather *g = &v->e->job->gather;
	struct tg_cell *cell = &v->grid[TG_SLICE_OUTPUT].cell[r][c];
	const int colour = tg_explain_colour(trace);
	struct tg_grid *input = &v->grid[TG_SLICE_INPUT];
	int64_t row, col;
	int i, j;

	mark_index(v, trace);
	if (trace->state == TG_PLACE_OUTSIDE) {
		*cell = (struct tg_cell){ "?", 1, colour, false };
		return;
	}
	set_cell(cell, g->input,
		trace->state == TG_PLACE_FILLED ? g->fill
						: tg_trace_source(g, trace));
	cell->colour = colour;
	if (!source_cell(v, trace, &row, &col))
		return;
	i = tg_grid_find(&input->row, row);
	j = tg_grid_find(&input->col, col);
	if (i < 0 || j < 0)
		return;
	input->cell[i][j].picked = true;
	input->cell[i][j].colour = colour;
}

/* The elements of input or index that a grid shows. */
static void
set_cells(struct view *v, int which, const struct tg_tensor *tensor)
{
	struct tg_grid *grid = &v->grid[which];

	for (int r = 0; r < grid->row.n; r++)
		for (int c = 0; c < grid->col.n; c++) {
			struct tg_cell *cell = &grid->cell[r][c];
			const int64_t element =
				tg_slice_element(&v->shown[which],
					grid->row.at[r], grid->col.at[c]);

			set_cell(cell, tensor,
				tg_tensor_element(tensor, element));
			cell->colour = TG_PLAIN;
			cell->picked = false;
		}
}

static bool
is_empty(const struct tg_shape *shape)
{
	int64_t n = 0;

	return tg_shape_numel(shape, &n) && n == 0;
}

static void
set_axis(struct tg_grid_axis *axis, const struct tg_slice *slice, int dim)
{
	axis->named = dim >= 0;
	axis->size = dim >= 0 ? slice->shape.size[dim] : 1;
	axis->step = 1;
	axis->n = 0;
}

static void
begin_grid(struct view *v, int which)
{
	static const char *const names[] = { "input", "index", "output" };
	const struct tg_slice *slice = &v->shown[which];
	const bool flat = which == TG_SLICE_INPUT && v->e->subscripts.op->flat;
	struct tg_grid *grid = &v->grid[which];

	set_axis(&grid->row, slice, slice->row);
	set_axis(&grid->col, slice, slice->col);
	if (flat && slice->row >= 0)
		grid->row.step = slice->shape.size[1];
	if (is_empty(&slice->shape))
		grid->row.size = grid->col.size = 0;
	tg_slice_title(grid->title, slice, flat ? "flat_input" : names[which]);
}

static void
show_first(struct view *v, int which)
{
	struct tg_grid *grid = &v->grid[which];

	tg_grid_show_first(&grid->row, TG_GRID_MAX);
	tg_grid_show_first(&grid->col, v->max_columns);
}

static void
fill_grids(struct view *v)
{
	int64_t row, col;

	for (int i = 0; i < 3; i++)
		begin_grid(v, i);
	if (!is_empty(&v->shown[TG_SLICE_OUTPUT].shape)) {
		tg_slice_cell(&v->shown[TG_SLICE_OUTPUT],
			v->shown[TG_SLICE_OUTPUT].at, &row, &col);
		show_cell(v, TG_SLICE_OUTPUT, row, col);
	}
	show_first(v, TG_SLICE_OUTPUT);
	each_output(v, show_sources);
	show_first(v, TG_SLICE_INPUT);
	show_first(v, TG_SLICE_INDEX);
	set_cells(v, TG_SLICE_INPUT, &v->e->job->input.tensor);
	set_cells(v, TG_SLICE_INDEX, &v->e->job->index.tensor);
	each_output(v, set_output);
}

static bool
fits_page(const struct view *v)
{
	for (int i = 0; i < 3; i++)
		if (tg_grid_width(&v->grid[i]) + 2 > v->e->page->width)
			return false;
	return true;
}

/* How many more slices output has like the one that is shown. */
static void
say_others(const struct view *v)
{
	const struct tg_slice *slice = &v->shown[TG_SLICE_OUTPUT];
	int64_t n = 1;

	for (int i = 0; i < slice->shape.ndim; i++)
		if (i != slice->row && i != slice->col)
			n *= slice->shape.size[i];
	if (n > 1)
		tg_page_say(v->e->page, 2,
			"... and %" PRId64 " more slice%s of output.", n - 1,
			n == 2 ? "" : "s");
}

void
tg_explain_grids(const struct tg_explanation *e)
{
	const struct tg_gather *g = &e->job->gather;
	struct view v = { .e = e, .max_columns = TG_GRID_MAX };
	struct tg_trace first = { 0 };

	if (!is_empty(&g->plan->output))
		tg_trace_follow(g, tg_explain_focus(e), &first);
	tg_slice_choose(v.shown, &e->subscripts, g, &first);
	do
		fill_grids(&v);
	while (!fits_page(&v) && --v.max_columns > 0);
	tg_grid_draw(e->page, v.grid, 3);
	say_others(&v);
}
