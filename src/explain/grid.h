#ifndef TG_EXPLAIN_GRID_H
#define TG_EXPLAIN_GRID_H

#include <stdbool.h>
#include <stdint.h>

#include "explain/page.h"

#define TG_GRID_MAX   10 /* rows or columns of a grid that are shown */
#define TG_AXIS_MAX   18 /* the same of any axis: pictures show more columns */
#define TG_GRID_TITLE 80
#define TG_GRID_CELL  12 /* columns of the terminal that a cell may take */

struct tg_cell {
	char text[5 * TG_GRID_CELL]; /* UTF-8 */
	int columns;                 /* that the text takes */
	int colour;                  /* as for tg_page_colour */
	bool picked;                 /* drawn in brackets */
};

/* Which of the rows, or of the columns, of a grid are shown. */
struct tg_grid_axis {
	bool named;              /* their numbers stand beside the grid */
	int64_t size;            /* how many there are */
	int64_t step;            /* number i is written as i * step */
	int n;                   /* how many are shown */
	int64_t at[TG_AXIS_MAX]; /* ascending, below size */
};

struct tg_grid {
	char title[TG_GRID_TITLE];
	struct tg_grid_axis row, col;
	struct tg_cell cell[TG_GRID_MAX][TG_GRID_MAX];
};

/*
 * Show row or column number at, unless it is shown already or max of them are
 * shown.
 */
void tg_grid_show(struct tg_grid_axis *axis, int max, int64_t at);

/* Show the first ones, too, until max or all are shown. */
void tg_grid_show_first(struct tg_grid_axis *axis, int max);

/* Which of those shown number at is, from 0; -1 if it is not shown. */
int tg_grid_find(const struct tg_grid_axis *axis, int64_t at);

/* How many columns of the terminal a grid takes. */
int tg_grid_width(const struct tg_grid *grid);

/*
 * Draw n grids, each of which fits the page: side by side where the page is
 * wide enough for all, else one below the other.
 */
void tg_grid_draw(struct tg_page *page, const struct tg_grid *grid, int n);

#endif
