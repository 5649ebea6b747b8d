/*
 * Grids of cells drawn with characters, side by side on a page. A grid may show
 * only some rows and columns of a large tensor; dots stand for what is left
 * out, and a line below says how many there are.
 */
#include "explain/grid.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text_width.h"

#define GAP    3 /* columns between two grids */
#define INDENT 2 /* before the first */

void
tg_grid_show(struct tg_grid_axis *axis, int max, int64_t at)
{
	int i = 0;

	while (i < axis->n && axis->at[i] < at)
		i++;
	if (axis->n == max || (i < axis->n && axis->at[i] == at))
		return;
	memmove(axis->at + i + 1, axis->at + i,
		(size_t)(axis->n - i) * sizeof(axis->at[0]));
	axis->at[i] = at;
	axis->n++;
}

void
tg_grid_show_first(struct tg_grid_axis *axis, int max)
{
	for (int64_t i = 0; i < axis->size && axis->n < max; i++)
		tg_grid_show(axis, max, i);
}

int
tg_grid_find(const struct tg_grid_axis *axis, int64_t at)
{
	for (int i = 0; i < axis->n; i++)
		if (axis->at[i] == at)
			return i;
	return -1;
}

/* The number of row or column i of those shown; returns its length. */
static int
print_number(char text[24], const struct tg_grid_axis *axis, int i)
{
	return snprintf(text, 24, "%" PRId64, axis->at[i] * axis->step);
}

static int
row_number_width(const struct tg_grid *grid)
{
	char text[24];
	int width = 0;

	if (!grid->row.named)
		return 0;
	for (int r = 0; r < grid->row.n; r++) {
		const int n = print_number(text, &grid->row, r);

		width = n + 1 > width ? n + 1 : width;
	}
	return width;
}

static int
column_width(const struct tg_grid *grid, int c)
{
	char text[24];
	int width = grid->col.named ? print_number(text, &grid->col, c) : 0;

	for (int r = 0; r < grid->row.n; r++)
		if (grid->cell[r][c].columns > width)
			width = grid->cell[r][c].columns;
	return width;
}

/* True if some are left out right before i of those shown; n: at the end. */
static bool
has_gap(const struct tg_grid_axis *axis, int i)
{
	const int64_t before = i > 0 ? axis->at[i - 1] : -1;

	return (i < axis->n ? axis->at[i] : axis->size) != before + 1;
}

/* "4 of 21 rows" where not all are shown, else ""; returns its length. */
static int
count_text(char text[64], const struct tg_grid *grid)
{
	const struct tg_grid_axis *row = &grid->row, *col = &grid->col;
	int n = 0;

	text[0] = '\0';
	if (row->n < row->size)
		n += snprintf(
			text, 64, "%d of %" PRId64 " rows", row->n, row->size);
	if (col->n < col->size)
		n += snprintf(text + n, (size_t)(64 - n),
			"%s%d of %" PRId64 " columns", n > 0 ? ", " : "",
			col->n, col->size);
	return n;
}

static bool
has_no_cells(const struct tg_grid *grid)
{
	return grid->row.n == 0 || grid->col.n == 0;
}

static int
cells_width(const struct tg_grid *grid)
{
	int width = row_number_width(grid);

	for (int c = 0; c < grid->col.n; c++)
		width += column_width(grid, c) + 2 + 3 * has_gap(&grid->col, c);
	return width + 3 * has_gap(&grid->col, grid->col.n);
}

int
tg_grid_width(const struct tg_grid *grid)
{
	char text[64];
	int width = (int)strlen(grid->title), n = count_text(text, grid);

	width = n > width ? n : width;
	n = has_no_cells(grid) ? (int)strlen("empty") : cells_width(grid);
	return n > width ? n : width;
}

/* Dots, if columns are left out right before column i. */
static void
put_column_gap(
	struct tg_page_line *line, const struct tg_grid_axis *axis, int i)
{
	if (has_gap(axis, i))
		tg_page_line_text(line, " ..", TG_DIM);
}

static void
put_column_numbers(struct tg_page_line *line, const struct tg_grid *grid)
{
	tg_page_line_blanks(line, row_number_width(grid));
	for (int c = 0; c < grid->col.n; c++) {
		const int width = column_width(grid, c);
		char text[24] = "";

		put_column_gap(line, &grid->col, c);
		tg_page_line_blanks(
			line, 1 + width - print_number(text, &grid->col, c));
		tg_page_line_text(line, text, TG_DIM);
		tg_page_line_blanks(line, 1);
	}
	put_column_gap(line, &grid->col, grid->col.n);
}

static void
put_grid_row(struct tg_page_line *line, const struct tg_grid *grid, int r)
{
	char text[24];

	if (grid->row.named) {
		tg_page_line_blanks(line,
			row_number_width(grid) - 1 -
				print_number(text, &grid->row, r));
		tg_page_line_text(line, text, TG_DIM);
		tg_page_line_blanks(line, 1);
	}
	for (int c = 0; c < grid->col.n; c++) {
		const struct tg_cell *cell = &grid->cell[r][c];

		if (has_gap(&grid->col, c))
			tg_page_line_blanks(line, 3);
		tg_page_line_blanks(
			line, column_width(grid, c) - cell->columns);
		if (cell->picked)
			tg_page_line_text(line, "[", cell->colour);
		else
			tg_page_line_blanks(line, 1);
		tg_page_line_text(line, cell->text, cell->colour);
		if (cell->picked)
			tg_page_line_text(line, "]", cell->colour);
		else
			tg_page_line_blanks(line, 1);
	}
	if (has_gap(&grid->col, grid->col.n))
		tg_page_line_blanks(line, 3);
}

/* Put line i of those below the title; false if the grid has fewer lines. */
static bool
put_grid_line(struct tg_page_line *line, const struct tg_grid *grid, int i)
{
	char text[64];

	if (has_no_cells(grid)) {
		if (i == 0)
			tg_page_line_text(line, "empty", TG_DIM);
		return i == 0;
	}
	if (grid->col.named && i-- == 0) {
		put_column_numbers(line, grid);
		return true;
	}
	for (int r = 0; r < grid->row.n; r++) {
		if (has_gap(&grid->row, r) && i-- == 0) {
			tg_page_line_text(line, "..", TG_DIM);
			return true;
		}
		if (i-- == 0) {
			put_grid_row(line, grid, r);
			return true;
		}
	}
	if (has_gap(&grid->row, grid->row.n) && i-- == 0) {
		tg_page_line_text(line, "..", TG_DIM);
		return true;
	}
	if (count_text(text, grid) > 0 && i == 0) {
		tg_page_line_text(line, text, TG_DIM);
		return true;
	}
	return false;
}

/* Line after line of all grids side by side; line -1 is that of the titles. */
static void
draw_side_by_side(struct tg_page *page, const struct tg_grid *grid, int n)
{
	struct tg_page_line line = { .page = page };
	bool more = true;

	for (int i = -1; more; i++) {
		int start = INDENT;

		more = i < 0;
		for (int g = 0; g < n; g++) {
			tg_page_line_blanks(&line, start - line.column);
			if (i < 0)
				tg_page_line_text(
					&line, grid[g].title, TG_BOLD);
			else if (put_grid_line(&line, &grid[g], i))
				more = true;
			start += tg_grid_width(&grid[g]) + GAP;
		}
		if (more)
			tg_page_line_end(&line);
	}
}

void
tg_grid_draw(struct tg_page *page, const struct tg_grid *grid, int n)
{
	int width = INDENT - GAP;

	for (int g = 0; g < n; g++)
		width += GAP + tg_grid_width(&grid[g]);
	if (width <= page->width) {
		draw_side_by_side(page, grid, n);
		return;
	}
	for (int g = 0; g < n; g++) {
		if (g > 0)
			tg_print_char(&page->to, '\n');
		draw_side_by_side(page, &grid[g], 1);
	}
}
