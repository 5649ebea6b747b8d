/*
 * The section of an explanation that shows a slice of input, of index and of
 * output as grids. Cells that go together have one colour, and what is picked
 * is in brackets. Of large tensors the first cells of output are shown, and of
 * the others above all the cells that these need.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text_width.h"
#include "explain/element.h"
#include "explain/grid.h"
#include "explain/sections.h"
#include "explain/slice.h"
#include "explain/trace_lines.h"

/* The three slices, by TG_SLICE_INPUT and so on, and how they are drawn. */
struct grids {
	const struct tg_explanation *e;
	struct tg_slice slice[3];
	struct tg_grid grid[3];
	int max_columns; /* the most that each may show */
};

/* The cell of input that an element of output comes from; false without. */
static bool
find_input_cell(const struct grids *grids, const struct tg_trace *trace,
	int64_t *row, int64_t *col)
{
	const struct tg_slice *slice = &grids->slice[TG_SLICE_INPUT];
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

/* Call visit for every element of output that is shown, with its cell. */
static void
each_output_cell(struct grids *grids,
	void (*visit)(struct grids *grids, const struct tg_trace *trace, int r,
		int c))
{
	const struct tg_slice *slice = &grids->slice[TG_SLICE_OUTPUT];
	const struct tg_grid *grid = &grids->grid[TG_SLICE_OUTPUT];
	struct tg_trace trace;

	for (int r = 0; r < grid->row.n; r++)
		for (int c = 0; c < grid->col.n; c++) {
			tg_trace_follow(&grids->e->job->gather,
				tg_slice_element(slice, grid->row.at[r],
					grid->col.at[c]),
				&trace);
			visit(grids, &trace, r, c);
		}
}

static void
show_cell(struct grids *grids, int which, int64_t row, int64_t col)
{
	struct tg_grid *grid = &grids->grid[which];

	tg_grid_show(&grid->row, TG_GRID_MAX, row);
	tg_grid_show(&grid->col, grids->max_columns, col);
}

/* Show the cells of input and index that an element of output needs. */
static void
show_operand_cells(
	struct grids *grids, const struct tg_trace *trace, int r, int c)
{
	int64_t row, col;

	(void)r;
	(void)c;
	if (find_input_cell(grids, trace, &row, &col))
		show_cell(grids, TG_SLICE_INPUT, row, col);
	if (tg_slice_cell(
		    &grids->slice[TG_SLICE_INDEX], trace->index, &row, &col))
		show_cell(grids, TG_SLICE_INDEX, row, col);
}

static void
set_cell_text(struct grids *grids, struct tg_cell *cell,
	const struct tg_tensor *tensor, const unsigned char *element)
{
	char text[TG_ELEMENT_TEXT];

	if (!tg_element_text(text, tensor, element, TG_GRID_CELL))
		grids->e->page->to.failed = true;
	cell->columns = tg_text_width_cut(cell->text, sizeof(cell->text), text,
		strlen(text), TG_GRID_CELL);
}

/* Colour the number of index, or the tuple, that an element of output needs. */
static void
colour_index_cells(struct grids *grids, const struct tg_trace *trace)
{
	const struct tg_slice *slice = &grids->slice[TG_SLICE_INDEX];
	struct tg_grid *grid = &grids->grid[TG_SLICE_INDEX];
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

/* Write an element of output into its cell, and mark where it comes from. */
static void
set_output_cell(struct grids *grids, const struct tg_trace *trace, int r, int c)
{
	const struct tg_gather *g = &grids->e->job->gather;
	struct tg_cell *cell = &grids->grid[TG_SLICE_OUTPUT].cell[r][c];
	const int colour = tg_explain_colour(trace);
	struct tg_grid *input = &grids->grid[TG_SLICE_INPUT];
	int64_t row, col;
	int i, j;

	colour_index_cells(grids, trace);
	if (trace->state == TG_PLACE_OUTSIDE) {
		*cell = (struct tg_cell){ "?", 1, colour, false };
		return;
	}
	set_cell_text(grids, cell, g->input,
		trace->state == TG_PLACE_FILLED ? g->fill
						: tg_trace_source(g, trace));
	cell->colour = colour;
	if (!find_input_cell(grids, trace, &row, &col))
		return;
	i = tg_grid_find(&input->row, row);
	j = tg_grid_find(&input->col, col);
	if (i < 0 || j < 0)
		return;
	input->cell[i][j].picked = true;
	input->cell[i][j].colour = colour;
}

/* Write the elements of input or index into the cells of its grid. */
static void
set_operand_cells(
	struct grids *grids, int which, const struct tg_tensor *tensor)
{
	struct tg_grid *grid = &grids->grid[which];

	for (int r = 0; r < grid->row.n; r++)
		for (int c = 0; c < grid->col.n; c++) {
			struct tg_cell *cell = &grid->cell[r][c];
			const int64_t element =
				tg_slice_element(&grids->slice[which],
					grid->row.at[r], grid->col.at[c]);

			set_cell_text(grids, cell, tensor,
				tg_tensor_element(tensor, element));
			cell->colour = TG_PLAIN;
			cell->picked = false;
		}
}

static bool
has_no_elements(const struct tg_shape *shape)
{
	int64_t n = 0;

	return tg_shape_numel(shape, &n) && n == 0;
}

static void
start_axis(struct tg_grid_axis *axis, const struct tg_slice *slice, int dim)
{
	axis->named = dim >= 0;
	axis->size = dim >= 0 ? slice->shape.size[dim] : 1;
	axis->step = 1;
	axis->n = 0;
}

static void
start_grid(struct grids *grids, int which)
{
	static const char *const names[] = { "input", "index", "output" };
	const struct tg_slice *slice = &grids->slice[which];
	const bool flat =
		which == TG_SLICE_INPUT && grids->e->subscripts.op->flat;
	struct tg_grid *grid = &grids->grid[which];

	start_axis(&grid->row, slice, slice->row);
	start_axis(&grid->col, slice, slice->col);
	if (flat && slice->row >= 0)
		grid->row.step = slice->shape.size[1];
	if (has_no_elements(&slice->shape))
		grid->row.size = grid->col.size = 0;
	tg_slice_title(grid->title, slice, flat ? "flat_input" : names[which]);
}

static void
show_first_cells(struct grids *grids, int which)
{
	struct tg_grid *grid = &grids->grid[which];

	tg_grid_show_first(&grid->row, TG_GRID_MAX);
	tg_grid_show_first(&grid->col, grids->max_columns);
}

static void
fill_grids(struct grids *grids)
{
	int64_t row, col;

	for (int i = 0; i < 3; i++)
		start_grid(grids, i);
	if (!has_no_elements(&grids->slice[TG_SLICE_OUTPUT].shape)) {
		tg_slice_cell(&grids->slice[TG_SLICE_OUTPUT],
			grids->slice[TG_SLICE_OUTPUT].at, &row, &col);
		show_cell(grids, TG_SLICE_OUTPUT, row, col);
	}
	show_first_cells(grids, TG_SLICE_OUTPUT);
	each_output_cell(grids, show_operand_cells);
	show_first_cells(grids, TG_SLICE_INPUT);
	show_first_cells(grids, TG_SLICE_INDEX);
	set_operand_cells(grids, TG_SLICE_INPUT, &grids->e->job->input.tensor);
	set_operand_cells(grids, TG_SLICE_INDEX, &grids->e->job->index.tensor);
	each_output_cell(grids, set_output_cell);
}

static bool
fits_page(const struct grids *grids)
{
	for (int i = 0; i < 3; i++)
		if (tg_grid_width(&grids->grid[i]) + 2 > grids->e->page->width)
			return false;
	return true;
}

/* How many slices of output are not shown. */
static void
say_other_slices(const struct grids *grids)
{
	const struct tg_slice *slice = &grids->slice[TG_SLICE_OUTPUT];
	int64_t n = 1;

	for (int i = 0; i < slice->shape.ndim; i++)
		if (i != slice->row && i != slice->col)
			n *= slice->shape.size[i];
	if (n > 1)
		tg_page_say(grids->e->page, 2,
			"... and %" PRId64 " more slice%s of output.", n - 1,
			n == 2 ? "" : "s");
}

void
tg_explain_grids(const struct tg_explanation *e)
{
	const struct tg_gather *g = &e->job->gather;
	struct grids *grids = calloc(1, sizeof(*grids));
	struct tg_trace first = { 0 };

	if (grids == NULL) {
		e->page->to.failed = true;
		return;
	}
	grids->e = e;
	grids->max_columns = TG_GRID_MAX;
	if (!has_no_elements(&g->plan->output))
		tg_trace_follow(g, tg_explain_focus(e), &first);
	tg_slice_choose(grids->slice, &e->subscripts, g, &first);
	do
		fill_grids(grids);
	while (!fits_page(grids) && --grids->max_columns > 0);
	tg_grid_draw(e->page, grids->grid, 3);
	say_other_slices(grids);
	free(grids);
}
