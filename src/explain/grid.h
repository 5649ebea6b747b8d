#ifndef TG_EXPLAIN_GRID_H
#define TG_EXPLAIN_GRID_H

#include <stdbool.h>
#include <stdint.h>

#include "explain/page.h"

#define TG_GRID_MAX   10 /* rows or columns of a grid that are shown */
#define TG_GRID_TITLE 80
#define TG_GRID_CELL  12 /* columns of the terminal that a cell may take */

struct tg_cell {
	char text[5 * TG_GRID_CELL]; /* UTF-8 */
	int columns;
	int colour; /* as for tg_page_colour */
	bool picked;
};

/* The rows or the columns of a grid: which of them are shown. */
struct tg_grid_axis {
	bool named;   /* they have numbers, which stand beside the grid */
	int64_t size; /* how many there are */
	int64_t step; /* the numbers go up by */
	int n;
	int64_t at[TG_GRID_MAX]; /* ascending, below size */
};

struct tg_grid {
	char title[TG_GRID_TITLE];
	struct tg_grid_axis row, col;
	struct tg_cell cell[TG_GRID_MAX][TG_GRID_MAX];
};

/*
 * tg_grid_show - add a row or column to those that are shown, as long as there
 * is room for it below max.
 */
void tg_grid_show(struct tg_grid_axis *axis, int max, int64_t at);

/* Show the first ones too, until there are max or all. */
void tg_grid_show_first(struct tg_grid_axis *axis, int max);

/* Where number at is among those shown, or -1. */
int tg_grid_find(const struct tg_grid_axis *axis, int64_t at);

/* Columns of the terminal that a grid takes. */
int tg_grid_width(const struct tg_grid *grid);

/*
 * Draw grids that need an equal or smaller width than the page's, side by side
 * where all fit, else one below the other.
 */
void tg_grid_draw(struct tg_page *page, const struct tg_grid *grid, int n);

#endif
