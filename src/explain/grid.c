#include "explain/grid.h"

#include <inttypes.h>
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

static int
number(char text[24], const struct tg_grid_axis *axis, int i)
{
	return snprintf(text, 24, "%" PRId64, axis->at[i] * axis->step);
}

static int
heading_width(const struct tg_grid *grid)
{
	char text[24];
	int width = 0;

	if (!grid->row.named)
		return 0;
	for (int r = 0; r < grid->row.n; r++) {
		const int n = number(text, &grid->row, r);

		width = n + 1 > width ? n + 1 : width;
	}
	return width;
}

static int
column_width(const struct tg_grid *grid, int c)
{
	char text[24];
	int width = grid->col.named ? number(text, &grid->col, c) : 0;

	for (int r = 0; r < grid->row.n; r++)
		if (grid->cell[r][c].columns > width)
			width = grid->cell[r][c].columns;
	return width;
}

/* True if some are left out right before number i of those shown. */
static bool
has_gap(const struct tg_grid_axis *axis, int i)
{
	const int64_t before = i > 0 ? axis->at[i - 1] : -1;

	return (i < axis->n ? axis->at[i] : axis->size) != before + 1;
}

/* "4 of 21 rows", where not all are shown; else nothing. */
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
is_empty(const struct tg_grid *grid)
{
	return grid->row.n == 0 || grid->col.n == 0;
}

static int
body_width(const struct tg_grid *grid)
{
	int width = heading_width(grid);

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
	n = is_empty(grid) ? (int)strlen("empty") : body_width(grid);
	return n > width ? n : width;
}

/* What stands for what is left out. */
static void
put_gap(struct tg_page_line *line, const struct tg_grid_axis *axis, int i)
{
	if (has_gap(axis, i))
		tg_page_line_text(line, " ..", TG_DIM);
}

static void
put_headings(struct tg_page_line *line, const struct tg_grid *grid)
{
	tg_page_line_blanks(line, heading_width(grid));
	for (int c = 0; c < grid->col.n; c++) {
		const int width = column_width(grid, c);
		char text[24] = "";

		put_gap(line, &grid->col, c);
		tg_page_line_blanks(
			line, 1 + width - number(text, &grid->col, c));
		tg_page_line_text(line, text, TG_DIM);
		tg_page_line_blanks(line, 1);
	}
	put_gap(line, &grid->col, grid->col.n);
}

static void
put_row(struct tg_page_line *line, const struct tg_grid *grid, int r)
{
	char text[24];

	if (grid->row.named) {
		tg_page_line_blanks(line,
			heading_width(grid) - 1 - number(text, &grid->row, r));
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

/* The lines below the title, one of which is number i; false behind them. */
static bool
put_body(struct tg_page_line *line, const struct tg_grid *grid, int i)
{
	char text[64];

	if (is_empty(grid)) {
		if (i == 0)
			tg_page_line_text(line, "empty", TG_DIM);
		return i == 0;
	}
	if (grid->col.named && i-- == 0) {
		put_headings(line, grid);
		return true;
	}
	for (int r = 0; r < grid->row.n; r++) {
		if (has_gap(&grid->row, r) && i-- == 0) {
			tg_page_line_text(line, "..", TG_DIM);
			return true;
		}
		if (i-- == 0) {
			put_row(line, grid, r);
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

/* Grids whose lines run beside each other. */
static void
draw_beside(struct tg_page *page, const struct tg_grid *grid, int n)
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
			else if (put_body(&line, &grid[g], i))
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
		draw_beside(page, grid, n);
		return;
	}
	for (int g = 0; g < n; g++) {
		if (g > 0)
			putc('\n', page->to);
		draw_beside(page, &grid[g], 1);
	}
}
